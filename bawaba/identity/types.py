"""What the identity room hands out and takes in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

LOA_PREFIX: Final = "http://eidas.europa.eu/LoA/"


class Level(StrEnum):
    """A level of assurance after eIDAS (Regulation 910/2014, article 8; Implementing Regulation 2015/1502).

    low:         self-declared, with a verified contact point
    substantial: identity proofed, and two factors used
    high:        identity proofed, and a hardware-bound key used with user verification
    """

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def acr(self) -> str:
        """Return the level as an authentication context class reference."""
        return f"{LOA_PREFIX}{self.value}"

    @property
    def rank(self) -> int:
        """Return 1 for low, 2 for substantial, 3 for high."""
        return (Level.LOW, Level.SUBSTANTIAL, Level.HIGH).index(self) + 1

    @classmethod
    def from_acr(cls, acr: str) -> "Level | None":
        """Return the level that an acr names, or None."""
        value = acr.removeprefix(LOA_PREFIX)
        return cls(value) if acr.startswith(LOA_PREFIX) and value in set(cls) else None


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who a person is. Personal data: encrypted at rest as a whole, never logged.

    names:       language script → name: `ar` (Arabic script) and `latn` (Latin script)
    cnie:        national identity number, upper case without spaces, or ""
    birth_place: script → name, or a territory code under `code`
    """

    given_names: dict[str, str] = field(default_factory=dict)
    family_names: dict[str, str] = field(default_factory=dict)
    birth_date: date | None = None
    birth_place: dict[str, str] = field(default_factory=dict)
    cnie: str = ""
    email: str = ""
    email_verified: bool = False
    phone: str = ""
    phone_verified: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """How the person of a browser session authenticated.

    sid:       the session's public identifier (OpenID Connect Front/Back-Channel Logout)
    auth_time: when the person last proved who they are
    amr:       methods used (RFC 8176): pwd, otp, hwk, swk, user, mfa, sms, pop, face-to-face is not one
    level:     the level reached by these methods with the person's proofing
    """

    person_id: int
    account_id: int
    subject: str
    sid: str
    auth_time: datetime
    amr: tuple[str, ...]
    level: Level
