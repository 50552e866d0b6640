"""Refusals: what went wrong in the reader's words, and what to do next.

A refusal is an ordinary outcome of a service or a query. Doors turn it into a page or into
RFC 9457 problem+json. A programming mistake is not a refusal: it raises as it is.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A refusal with a stable code.

    `kind` is the domain's own word for the refusal; doors map it to an HTTP status or an exit
    status. `fields` maps a field's name to its message, for forms and API validation.
    """

    code: ClassVar[str] = "refused"
    kind: ClassVar[str] = "invalid"
    message: ClassVar[Text] = _("This request was refused.")
    hint: ClassVar[Text] = ""

    def __init__(
        self,
        message: Text | None = None,
        *,
        hint: Text | None = None,
        fields: Mapping[str, Text] | None = None,
    ) -> None:
        self.text: Text = message if message is not None else type(self).message
        self.next_step: Text = hint if hint is not None else type(self).hint
        self.fields: dict[str, Text] = dict(fields or {})
        super().__init__(str(self.code))

    def __str__(self) -> str:
        return str(self.text)


class InvalidInput(DomainError):
    """A value breaks a rule of the domain."""

    code: ClassVar[str] = "invalid-input"
    message: ClassVar[Text] = _("Some of what was entered cannot be accepted.")
    hint: ClassVar[Text] = _("Correct the fields named and send again. Nothing was lost.")


class NotFound(DomainError):
    """Nothing exists under that identifier, or nothing that this reader may see."""

    code: ClassVar[str] = "not-found"
    kind: ClassVar[str] = "missing"
    message: ClassVar[Text] = _("We found nothing at this address.")
    hint: ClassVar[Text] = _("Search for what you need, or start again from the home page.")


class PermissionDenied(DomainError):
    """This actor may not do this."""

    code: ClassVar[str] = "permission-denied"
    kind: ClassVar[str] = "forbidden"
    message: ClassVar[Text] = _("You are not allowed to do this.")
    hint: ClassVar[Text] = _("Ask the person who manages access for your administration.")


class SignInNeeded(DomainError):
    """Nobody is signed in and somebody must be."""

    code: ClassVar[str] = "sign-in-needed"
    kind: ClassVar[str] = "unauthenticated"
    message: ClassVar[Text] = _("Sign in to continue.")


class Conflict(DomainError):
    """Somebody else changed this first, or its state does not allow the step."""

    code: ClassVar[str] = "conflict"
    kind: ClassVar[str] = "conflict"
    message: ClassVar[Text] = _("This was changed in the meantime.")
    hint: ClassVar[Text] = _(
        "Open it again, check what changed, and repeat your change if it is still needed."
    )


class NotInProduction(PermissionDenied):
    """Made-up data may not live among real data."""

    code: ClassVar[str] = "not-in-production"
    message: ClassVar[Text] = _("Made-up data cannot be made in production.")
    hint: ClassVar[Text] = _("Make it in a database of its own (BAWABA_HOME or BAWABA_DATABASE_URL).")


class TooManyRequests(DomainError):
    """The rate limit of this door is reached."""

    code: ClassVar[str] = "too-many-requests"
    kind: ClassVar[str] = "limited"
    message: ClassVar[Text] = _("Too many requests in a short time.")
    hint: ClassVar[Text] = _("Wait a minute, then try again.")
    retry_s: int = 60  # when to try again at the earliest; doors tell it as Retry-After (RFC 9110, 10.2.3)

    @classmethod
    def until(cls, retry_s: int) -> "TooManyRequests":
        """Return the refusal of a client whose window ends in so many seconds."""
        refusal = cls()
        refusal.retry_s = retry_s
        return refusal


HTTP_STATUS: dict[str, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "missing": 404,
    "conflict": 409,
    "limited": 429,
}


def http_status(error: DomainError) -> int:
    """Return the HTTP status of a refusal (RFC 9110 and, for 429, RFC 6585)."""
    return HTTP_STATUS[error.kind]


def get_refusal(*, code: str) -> type[DomainError]:
    """Return the kind of refusal that has this stable code.

    raises: NotFound
    """
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        refusal = waiting.pop()
        if refusal.code == code:
            return refusal
        waiting.extend(refusal.__subclasses__())
    raise NotFound
