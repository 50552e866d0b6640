"""Refusals of the forms room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, SignInNeeded, Text


class FormNotFound(NotFound):
    """No form, or none in force, has this key."""

    code: ClassVar[str] = "form-not-found"
    message: ClassVar[Text] = _("There is no such form.")


class DraftNotFound(NotFound):
    """No draft of this person has this key."""

    code: ClassVar[str] = "draft-not-found"
    message: ClassVar[Text] = _("We found no such draft of yours.")
    hint: ClassVar[Text] = _("It may have been sent or deleted. Look at the list of your drafts.")


class FormKeyTaken(Conflict):
    """Another form has this key."""

    code: ClassVar[str] = "form-key-taken"
    message: ClassVar[Text] = _("Another form has this key.")
    hint: ClassVar[Text] = _("Choose another one.")


class DefinitionRefused(InvalidInput):
    """The definition has faults; `fields` names them."""

    code: ClassVar[str] = "definition-refused"
    message: ClassVar[Text] = _("This form cannot be published yet.")
    hint: ClassVar[Text] = _("Correct what is listed, then publish again.")


class DocumentNotListed(InvalidInput):
    """The form asks for a document that the catalogue does not list for the service."""

    code: ClassVar[str] = "document-not-listed"
    message: ClassVar[Text] = _("This form asks for documents that are not published for the service.")
    hint: ClassVar[Text] = _(
        "An administration may ask only for the published documents. Take them out, or publish them first."
    )


class NothingToPublish(Conflict):
    """The form has no draft version."""

    code: ClassVar[str] = "nothing-to-publish"
    message: ClassVar[Text] = _("There is nothing new to publish.")
    hint: ClassVar[Text] = _("Change the form first.")


class FormChangedMeanwhile(Conflict):
    """Somebody else changed the form since it was opened."""

    code: ClassVar[str] = "form-changed-meanwhile"
    message: ClassVar[Text] = _("Somebody changed this form since you opened it.")


class DraftChangedMeanwhile(Conflict):
    """The draft was saved elsewhere since this page was opened."""

    code: ClassVar[str] = "draft-changed-meanwhile"
    message: ClassVar[Text] = _("You changed this draft elsewhere since you opened this page.")
    hint: ClassVar[Text] = _("Nothing was lost. Check the answers below, then continue.")


class DraftClosed(Conflict):
    """The draft was sent already."""

    code: ClassVar[str] = "draft-closed"
    message: ClassVar[Text] = _("This form was sent already.")
    hint: ClassVar[Text] = _("Follow your request instead.")


class AnswersInvalid(InvalidInput):
    """Answers are missing or wrong; `fields` names them."""

    code: ClassVar[str] = "answers-invalid"
    message: ClassVar[Text] = _("Some answers are missing or need a correction.")


class LevelTooLow(SignInNeeded):
    """The form asks for a surer identity than the person has shown."""

    code: ClassVar[str] = "form-needs-surer-identity"
    message: ClassVar[Text] = _("Sign in with a surer means to fill in this form.")


class NotEditor(PermissionDenied):
    """This actor does not edit the forms of that administration."""

    code: ClassVar[str] = "not-form-editor"
    message: ClassVar[Text] = _("You do not edit the forms of this administration.")


class SourceUnknown(NotFound):
    """No once-only source has this name, or this form does not use it."""

    code: ClassVar[str] = "source-unknown"
    message: ClassVar[Text] = _("This form does not fetch anything from there.")


class NothingTakesRequests(Conflict):
    """No room takes submissions on this site."""

    code: ClassVar[str] = "nothing-takes-requests"
    message: ClassVar[Text] = _("This form cannot be sent here yet.")
    hint: ClassVar[Text] = _("Your draft is kept. Print it, or come back when the service is open online.")


class TooManyFiles(InvalidInput):
    """The question takes no further file."""

    code: ClassVar[str] = "too-many-files"
    message: ClassVar[Text] = _("This question has as many files as it takes.")
    hint: ClassVar[Text] = _("Take one out before you send another.")
