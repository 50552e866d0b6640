"""Refusals of the identity room. Protocol errors of OpenID Connect live in `oidc.errors`."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    SignInNeeded,
    Text,
)


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


class ProofingMethodUnknown(NotFound):
    """Nobody registered a way to verify people under this name."""

    code: ClassVar[str] = "proofing-method-unknown"


class MessageNotSent(DomainError):
    """The gateway of messages to telephones did not take one."""

    code: ClassVar[str] = "message-not-sent"
    kind: ClassVar[str] = "conflict"
    message: ClassVar[Text] = _("The message to your phone could not be sent.")
    hint: ClassVar[Text] = _("Try again in a few minutes, or use your e-mail address.")


class NotForThisCounter(PermissionDenied):
    """This account may not verify people at a counter."""

    code: ClassVar[str] = "not-a-counter-officer"


class RequestClosed(DomainError):
    """A request to approve or to link has expired, or was already answered."""

    code: ClassVar[str] = "request-closed"
    kind: ClassVar[str] = "conflict"
    message: ClassVar[Text] = _("This request is no longer open.")
    hint: ClassVar[Text] = _("Start again from the site that asked.")


class PasskeyRefused(PermissionDenied):
    """What a device signed does not prove that it is the enrolled one, unlocked by its owner.

    reason: why the ceremony failed (`rules.passkeys.CeremonyRefused`); device_id: which key, where known
    """

    code: ClassVar[str] = "passkey-refused"
    message: ClassVar[Text] = _("Your phone did not confirm that it is you. Nothing was approved.")
    hint: ClassVar[Text] = _(
        "Try again and unlock your phone when it asks. If it fails again, add the phone anew."
    )

    def __init__(self, *, reason: str = "refused", device_id: int | None = None) -> None:
        super().__init__()
        self.reason = reason
        self.device_id = device_id


class PasswordRefused(PermissionDenied):
    """The name and the password do not belong together, or the name is nobody's."""

    code: ClassVar[str] = "password-refused"


class DeviceNotUsable(PermissionDenied):
    """The device was suspended or removed, or may not approve."""

    code: ClassVar[str] = "device-not-usable"
    message: ClassVar[Text] = _("This phone may no longer approve requests.")
    hint: ClassVar[Text] = _("Use another of your devices, or add this phone again.")


class KeyCanLeave(InvalidInput):
    """A key whose copy may live elsewhere does not reach the high level, for which a counter adds keys."""

    code: ClassVar[str] = "key-can-leave"
    message: ClassVar[Text] = _(
        "This key may be copied to other devices, so it does not reach the high level."
    )
    hint: ClassVar[Text] = _("Use a security key that keeps its secret inside.")


class EnrolmentRefused(PermissionDenied):
    """Adding a phone needs a stronger or a more recent proof of who the person is.

    level: the level of assurance that it needs
    """

    code: ClassVar[str] = "enrolment-refused"
    message: ClassVar[Text] = _("To add a phone, first prove again who you are.")
    hint: ClassVar[Text] = _(
        "Sign in again with all the ways you set up, or go to a counter with your identity card."
    )

    def __init__(self, *, level: str) -> None:
        super().__init__()
        self.level = level


class TooManyDevices(Conflict):
    """The person has as many devices as one may have."""

    code: ClassVar[str] = "too-many-devices"
    message: ClassVar[Text] = _("You have as many phones and keys as one person may have.")
    hint: ClassVar[Text] = _("Remove one that you no longer use, then add this one.")


class WrongNumber(DomainError):
    """The number typed is not the one on the caller's screen; the request is closed."""

    code: ClassVar[str] = "wrong-number"
    kind: ClassVar[str] = "forbidden"
    message: ClassVar[Text] = _("The number does not match. For your safety, the request was refused.")
    hint: ClassVar[Text] = _(
        "If you asked for this yourself, start again. If you did not, say that it was not you."
    )


class LinkCodeUnknown(NotFound):
    """No browser waits under this code, or no longer."""

    code: ClassVar[str] = "link-code-unknown"
    message: ClassVar[Text] = _("No computer waits under this code.")
    hint: ClassVar[Text] = _("A code is valid for a few minutes. Ask for a new one on the computer.")


class DeviceNotFound(NotFound):
    """The person has no such device."""

    code: ClassVar[str] = "device-not-found"
    message: ClassVar[Text] = _("You have no such device.")
    hint: ClassVar[Text] = _("Look at the list of your devices.")


class OtherPopulation(Conflict):
    """People of another seed are already here; two seeds would share identity numbers."""

    code: ClassVar[str] = "other-population"
    message: ClassVar[Text] = _("Synthetic people of another seed are already in this database.")
    hint: ClassVar[Text] = _("Use the same seed again, or a database of its own.")


class ConsentNotFound(NotFound):
    """The person gave no such consent."""

    code: ClassVar[str] = "consent-not-found"
    message: ClassVar[Text] = _("You gave no such agreement.")
    hint: ClassVar[Text] = _("Look at the list of what you agreed to share.")


class AccessTokenRefused(SignInNeeded):
    """The request carries no access token, or none that is good. challenge: the WWW-Authenticate header."""

    code: ClassVar[str] = "access-token-refused"
    message: ClassVar[Text] = _("This address needs a valid access token.")
    hint: ClassVar[Text] = _("Ask the person to sign in again, then repeat with the new token.")

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge


class ScopeMissing(PermissionDenied):
    """The access token does not reach as far as this. challenge: the WWW-Authenticate header."""

    code: ClassVar[str] = "scope-missing"
    message: ClassVar[Text] = _("The person did not allow this application to do that.")
    hint: ClassVar[Text] = _("Ask for the scope that the header WWW-Authenticate names.")

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
