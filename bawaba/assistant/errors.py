"""Refusals of the assistant."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, PermissionDenied, Text


class QuestionsBroken(InvalidInput):
    """A file of questions for evaluation cannot be read."""

    code: ClassVar[str] = "questions-broken"
    message: ClassVar[Text] = _("This file of questions cannot be read.")


class QuestionEmpty(InvalidInput):
    """A question without words."""

    code: ClassVar[str] = "question-empty"
    message: ClassVar[Text] = _("Write your question first.")


class RatingInvalid(InvalidInput):
    """A rating of something that is no answer, or for a reason that is not offered."""

    code: ClassVar[str] = "rating-invalid"
    message: ClassVar[Text] = _("This rating cannot be read.")


class NotAssistantTeam(PermissionDenied):
    """The assistant's desk is opened by someone who is not of its team."""

    code: ClassVar[str] = "not-assistant-team"
    message: ClassVar[Text] = _("This page is for the team that looks after the assistant.")


class RequestInvalid(InvalidInput):
    """Editors are asked for something that nobody asked about, or that they were asked for before."""

    code: ClassVar[str] = "field-request-invalid"
    message: ClassVar[Text] = _("This was sent already, or nobody asks for it any more.")


class NothingToSend(InvalidInput):
    """A message to an office without words."""

    code: ClassVar[str] = "assistant-message-empty"
    message: ClassVar[Text] = _("Write your message first.")
