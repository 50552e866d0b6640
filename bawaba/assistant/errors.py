"""Refusals of the assistant."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, Text


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
