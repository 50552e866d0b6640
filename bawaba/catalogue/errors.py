"""Refusals of the catalogue."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text


class ServiceNotFound(NotFound):
    """No service has this identifier, or none that this reader may see."""

    code: ClassVar[str] = "service-not-found"
    message: ClassVar[Text] = _("We know no service at this address.")


class ServiceInvalid(InvalidInput):
    """A record breaks the catalogue's rules; `fields` names them."""

    code: ClassVar[str] = "service-invalid"


class SecondPersonNeeded(PermissionDenied):
    """Who wrote a revision may not publish it."""

    code: ClassVar[str] = "second-person-needed"
    message: ClassVar[Text] = _("You wrote this text, so somebody else must publish it.")
    hint: ClassVar[Text] = _("Ask a colleague with the right to publish to read it again.")


class NotYourBody(PermissionDenied):
    """The service belongs to a body that this actor does not act for."""

    code: ClassVar[str] = "not-your-body"
    message: ClassVar[Text] = _("This service belongs to another administration.")


class StepNotAllowed(Conflict):
    """The revision's state does not allow this step."""

    code: ClassVar[str] = "step-not-allowed"
    message: ClassVar[Text] = _("This step is not possible from the state this text is in.")


class NotReadyToPublish(InvalidInput):
    """What publication requires is missing; `fields` names it."""

    code: ClassVar[str] = "not-ready-to-publish"
    message: ClassVar[Text] = _("This service cannot be published yet.")
    hint: ClassVar[Text] = _("Complete what is named below.")


class FileBroken(InvalidInput):
    """A file to import cannot be read at all; nothing was changed."""

    code: ClassVar[str] = "file-broken"
    message: ClassVar[Text] = _("This file cannot be read. Nothing was changed.")
