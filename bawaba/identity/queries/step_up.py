"""What would raise a session to a level, or why nothing would."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from allauth.mfa.models import Authenticator

from bawaba.identity.models import Device, Person
from bawaba.identity.types import Authentication, Level

Way = Literal["password", "code", "passkey"]
Obstacle = Literal["", "not-proofed", "not-proofed-high", "no-second-factor", "no-hardware-key"]
HANDED_OVER: Final = "handed_over"  # in the data of recovery codes: given face to face after proofing


@dataclass(frozen=True, slots=True)
class WaysUp:
    """What the person can do now, the surest first; or the obstacle, where no way leads there."""

    ways: tuple[Way, ...] = ()
    obstacle: Obstacle = ""


def find_ways_up(*, authentication: Authentication, level: Level) -> WaysUp:
    """Return the ways to prove oneself again and reach `level` in this session. Three SQL queries at most."""
    person = Person.objects.select_related("account").get(pk=authentication.person_id)
    obstacle = _proofing_obstacle(person, level)
    if obstacle:
        return WaysUp(obstacle=obstacle)
    devices = Device.objects.filter(person=person, suspended_at=None)
    hardware = list(devices.values_list("hardware_bound", flat=True))
    if level is Level.HIGH:
        return WaysUp(("passkey",)) if any(hardware) else WaysUp(obstacle="no-hardware-key")
    ways: list[Way] = ["passkey"] if hardware else []
    ways += _ways_without_key(authentication, person, level)
    return WaysUp(tuple(ways)) if ways else WaysUp(obstacle="no-second-factor")


def _ways_without_key(authentication: Authentication, person: Person, level: Level) -> list[Way]:
    """Return what a password and codes can do: at *substantial*, the password comes first."""
    has_password = person.account.has_usable_password()
    has_code = any(_restores(kind, data, level) for kind, data in _codes_of(person))
    if level is Level.LOW:
        return [*(["password"] if has_password else []), *(["code"] if has_code else [])]  # type: ignore[list-item]  # both are Ways
    if not (has_password and has_code):
        return []
    return ["code"] if "pwd" in authentication.amr else ["password"]


def _codes_of(person: Person) -> list[tuple[str, dict[str, Any]]]:  # Any: JSON
    factors = Authenticator.objects.filter(user_id=person.account_id)
    return list(factors.exclude(type=Authenticator.Type.WEBAUTHN).values_list("type", "data"))


def _restores(kind: str, data: dict[str, Any], level: Level) -> bool:  # Any: JSON
    """Say whether a code counts at a level: *substantial* takes an app's, or one handed over at a counter."""
    return level is Level.LOW or kind == Authenticator.Type.TOTP or bool(data.get(HANDED_OVER))


def _proofing_obstacle(person: Person, level: Level) -> Obstacle:
    if level is Level.LOW:
        return ""
    if not person.proofed:
        return "not-proofed"
    return "not-proofed-high" if level is Level.HIGH and person.proofed != Level.HIGH.value else ""
