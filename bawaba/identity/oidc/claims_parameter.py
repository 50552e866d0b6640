"""The `claims` request parameter (OpenID Connect Core, section 5.5): claims asked one by one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.scopes import CLAIMS

PLACES: Final = ("id_token", "userinfo")
LONGEST_CLAIMS: Final = 4096
MOST_VALUES: Final = 20

Wish = dict[str, Any]  # Any: `essential`, `value` and `values` of any JSON type
Wishes = dict[str, dict[str, Wish]]


@dataclass(frozen=True, slots=True)
class AskedClaims:
    """What the parameter asks. wishes: place → claim → wish, of the claims that we know.

    acr_values, acr_essential: from the claim `acr` of the ID token; subject: from its claim `sub`
    """

    wishes: Wishes = field(default_factory=dict)
    acr_values: tuple[str, ...] = ()
    acr_essential: bool = False
    subject: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for claims in self.wishes.values() for name in claims)


NOTHING_ASKED: Final = AskedClaims()


def read_claims_parameter(text: str) -> AskedClaims:
    """Read the parameter; members that are not known are ignored, as the standard says.

    raises: ProtocolError invalid_request
    """
    asked = _read_json(text)
    places = {place: _read_place(asked.get(place)) for place in PLACES}
    acr = places["id_token"].get("acr", {})
    return AskedClaims(
        wishes={
            place: {name: wish for name, wish in claims.items() if name in CLAIMS}
            for place, claims in places.items()
        },
        acr_values=_read_values(acr),
        acr_essential=acr.get("essential") is True and bool(_read_values(acr)),
        subject=_read_subject(places),
    )


def _read_json(text: str) -> Mapping[str, Any]:  # Any: JSON
    if len(text) > LONGEST_CLAIMS:
        raise invalid_request(f"claims is longer than {LONGEST_CLAIMS} characters")
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise invalid_request("claims is not JSON") from fault
    if not isinstance(asked, dict):
        raise invalid_request("claims must be a JSON object")
    return asked


def _read_place(claims: object) -> dict[str, Wish]:
    if claims is None:
        return {}
    if not isinstance(claims, dict):
        raise invalid_request("claims: userinfo and id_token must be objects")
    return {str(name): _read_wish(wish) for name, wish in claims.items()}


def _read_wish(wish: object) -> Wish:
    if wish is None:
        return {}
    if not isinstance(wish, dict) or not isinstance(wish.get("essential", False), bool):
        raise invalid_request("claims: a claim must be null or an object")
    if not isinstance(wish.get("values", []), list):
        raise invalid_request("claims: values must be a list")
    return {name: wish[name] for name in ("essential", "value", "values") if name in wish}


def _read_values(wish: Wish) -> tuple[str, ...]:
    """Return the values asked of a claim, as texts, the preferred first."""
    listed = [wish["value"]] if "value" in wish else wish.get("values", [])
    if len(listed) > MOST_VALUES or not all(isinstance(value, str) for value in listed):
        raise invalid_request("claims: the values of acr and sub must be texts, a few at most")
    return tuple(dict.fromkeys(listed))


def _read_subject(places: Mapping[str, dict[str, Wish]]) -> str:
    subjects = {value for claims in places.values() for value in _read_values(claims.get("sub", {}))}
    if len(subjects) > 1:
        raise ProtocolError("invalid_request", "claims: sub must have one value")
    return next(iter(subjects), "")
