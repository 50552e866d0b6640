"""Refusals of the identity room. Protocol errors of OpenID Connect live in `oidc.errors`."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied, Text


class PersonNotFound(NotFound):
    """No person is known under that identifier, or none that the asker may see."""

    code: ClassVar[str] = "person-not-found"
    message: ClassVar[Text] = _("We know nobody under this identifier.")
    hint: ClassVar[Text] = _("Check the number or the address, and try again.")


class IdentityAlreadyUsed(Conflict):
    """A national identity number belongs to another account."""

    code: ClassVar[str] = "identity-already-used"
    message: ClassVar[Text] = _("This identity number already belongs to an account.")
    hint: ClassVar[Text] = _("Recover that account, or go to a counter with your identity card.")


class InvalidParticulars(InvalidInput):
    """A particular of a person breaks its format."""

    code: ClassVar[str] = "invalid-particulars"


class LevelTooLow(PermissionDenied):
    """This act needs a higher level of assurance than the session has."""

    code: ClassVar[str] = "level-too-low"
    message: ClassVar[Text] = _("This needs a stronger proof of who you are.")
    hint: ClassVar[Text] = _("Sign in again with a passkey or a second factor.")


class NotForThisCounter(PermissionDenied):
    """This account may not verify people at a counter."""

    code: ClassVar[str] = "not-a-counter-officer"


class RequestClosed(DomainError):
    """A request to approve or to link has expired, or was already answered."""

    code: ClassVar[str] = "request-closed"
    kind: ClassVar[str] = "conflict"
    message: ClassVar[Text] = _("This request is no longer open.")
    hint: ClassVar[Text] = _("Start again from the site that asked.")
