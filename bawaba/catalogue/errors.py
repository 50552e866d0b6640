"""Refusals of the catalogue."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text


class ServiceNotFound(NotFound):
    """No service has this identifier, or none that this reader may see."""

    code: ClassVar[str] = "service-not-found"
    message: ClassVar[Text] = _("We know no service at this address.")


class EventNotFound(NotFound):
    """No life or business event has this key."""

    code: ClassVar[str] = "event-not-found"
    message: ClassVar[Text] = _("We know no life event at this address.")


class RevisionNotFound(NotFound):
    """The service has no revision of this number."""

    code: ClassVar[str] = "revision-not-found"
    message: ClassVar[Text] = _("This service has no version of this number.")


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


class ServiceExists(Conflict):
    """Another service has this identifier already."""

    code: ClassVar[str] = "service-exists"
    message: ClassVar[Text] = _("Another service has this identifier.")
    hint: ClassVar[Text] = _("Choose another identifier, or open the service that has it.")


class ChangedMeanwhile(Conflict):
    """The text that the editor started from is no longer the latest."""

    code: ClassVar[str] = "changed-meanwhile"
    message: ClassVar[Text] = _("Somebody changed this service since you opened it.")
    hint: ClassVar[Text] = _("Open the latest version, compare it with yours, and make your change again.")


class ReportInvalid(InvalidInput):
    """A reader's report has an unknown kind or says nothing; `fields` names it."""

    code: ClassVar[str] = "report-invalid"


class FileBroken(InvalidInput):
    """A file to import cannot be read at all; nothing was changed."""

    code: ClassVar[str] = "file-broken"
    message: ClassVar[Text] = _("This file cannot be read. Nothing was changed.")


class NetworkUnreachable(Conflict):
    """Not one of the addresses to check answered; the fault is most likely on our side."""

    code: ClassVar[str] = "network-unreachable"
    message: ClassVar[Text] = _(
        "No address answered: this machine seems to have no network. Nothing was changed."
    )
    hint: ClassVar[Text] = _("Check the network, then start the check again.")
