"""What the identity room hands out and takes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from bawaba.kernel.actors import Actor
from bawaba.kernel.ports import Port

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


@dataclass(frozen=True, slots=True)
class Access:
    """Whom an access token speaks for, and how far.

    client: public identifier of the relying party that holds it; level: the one told to it
    """

    person_id: int
    subject: str
    client: str
    scopes: frozenset[str]
    level: Level


class AccessReader(Protocol):
    """Reads the access token of a request, as a bearer token or with its proof of possession (RFC 9449).

    The protocol side registers itself, since queries must not know it.
    raises: AccessTokenRefused
    """

    def __call__(self, *, request: object) -> Access: ...


class GrantEnder(Protocol):
    """Revokes every live grant that matches what is given, with its codes and tokens; returns how many.

    The protocol side registers itself, since services must not know it. At least one of the first
    four is given. reason: a word kept on the grant, such as `incident` or `device-suspended`
    """

    def __call__(
        self,
        *,
        person_id: int | None = None,
        sid: str = "",
        device_id: int | None = None,
        relying_party_id: int | None = None,
        reason: str,
    ) -> int: ...


class AlertSender(Protocol):
    """Tells a person, outside the site, that something happened with their identity.

    It runs in a job after the change is committed and may run twice.
    kind: a key of `services.alerts.ALERTS`; relying_party_id, device_id: what it is about
    """

    def __call__(
        self, *, person_id: int, kind: str, relying_party_id: int | None, device_name: str
    ) -> None: ...


class SessionEndWatcher(Protocol):
    """Is told, inside the transaction and before any grant is revoked, that a browser's session ends.

    The protocol side registers itself, to tell the relying parties of that session (back-channel logout).
    """

    def __call__(self, *, person_id: int, sid: str) -> None: ...


class FirstPartyRegistrar(Protocol):
    """Registers a part of this very site as an approved relying party, or brings it up to date.

    metadata: RFC 7591; secret: the client's own, of at least 256 random bits; running twice changes nothing
    """

    def __call__(
        self, *, actor: Actor, client_id: str, metadata: Mapping[str, object], secret: str
    ) -> None: ...


class ProofingMethod(Protocol):
    """One way to verify who a person is: the counter, and where a country adds one, a card reader or a remote check.

    It judges evidence and returns the level that it proves (Regulation 2015/1502, annex, 2.1.2); it never
    pretends: what was not read from a chip is not called so. docs/guide/proofing.md says how to add one.

    evidence: JSON values, numbers of papers as keyed digests; particulars: as the evidence says them
    raises:   InvalidParticulars, naming the fields that prove nothing
    """

    def __call__(self, *, evidence: Mapping[str, Any], particulars: Particulars, today: date) -> Level: ...


proofing_methods: Port[ProofingMethod] = Port("proofing methods")
access_readers: Port[AccessReader] = Port("access readers")
first_party_registrars: Port[FirstPartyRegistrar] = Port("first-party registrars")
grant_enders: Port[GrantEnder] = Port("grant enders")
session_end_watchers: Port[SessionEndWatcher] = Port("session end watchers")
alert_senders: Port[AlertSender] = Port("alert senders")


class Decision(StrEnum):
    """What a person answers to a request on the phone."""

    APPROVE = "approve"
    REFUSE = "refuse"
    NOT_ME = "not-me"


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request that waits on the phone.

    asker:     the relying party's name in the reader's language; notice: address of its legal notice
    scopes, claims: what it asks to know; `granted` in claims names what it would get
    message:   what the relying party shows beside it (`binding_message`)
    challenge: what the device signs to approve; it covers everything above
    """

    request_id: int
    asker: str
    notice: str
    message: str
    level: Level
    scopes: tuple[str, ...]
    claims: Mapping[str, Any]  # Any: the claims parameter is JSON
    challenge: bytes
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A phone or key of a person. credential_id: base64url, for the browser to find the passkey."""

    device_id: int
    name: str
    hardware_bound: bool
    approves: bool
    credential_id: str
    enrolled_at: datetime
    last_used_at: datetime | None
    suspended_at: datetime | None
    suspended_for: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line of "who asked for my data". asker: "" when it is this site itself."""

    activity_id: int
    kind: str
    asker: str
    claims: tuple[str, ...]
    level: str
    place: str
    device: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A standing consent: to whom, for what, since when, until when.

    access: scopes that open something at this site; offline: whether it may ask while the person is away
    """

    consent_id: int
    asker: str
    notice: str
    claims: tuple[str, ...]
    access: tuple[str, ...]
    offline: bool
    granted_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkTicket:
    """What the waiting browser shows and keeps: the code of the picture, the digits to type, the number to match."""

    code: str
    typed: str
    number: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingBrowser:
    """A browser that waits for a phone, as the phone shows it before approving.

    handle:    names the link to the person it was shown to, and to nobody else
    challenge: what the device signs to approve
    """

    handle: str
    place: str
    agent: str
    challenge: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Secured:
    """What reporting an incident ended: how many sessions, grants and requests, and which devices, by name."""

    sessions: int
    grants: int
    requests: int
    devices: tuple[str, ...]
