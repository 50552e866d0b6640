"""Claims about a person: which of them a grant covers, and their values.

A claim is released when its scope or its name was asked for, the client was approved for it, and the
grant (which the person consented to) covers it. Nothing else leaves.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from bawaba.identity.models import Grant
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.scopes import CLAIMS, claims_of_scopes
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.queries import read_particulars
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Particulars

GRANTED: Final = "granted"  # in `Grant.claims`: what may be released
Target = Literal["userinfo", "id_token"]
Asked = Mapping[str, Any]  # Any: the `claims` parameter is JSON (OpenID Connect Core, section 5.5)
_LATIN: Final = "latn"
_ARABIC: Final = "ar"


def released_names(
    *, client: Client, scopes: Iterable[str], claims: Asked, target: Target
) -> tuple[str, ...]:
    """Return the names of the claims that go to a target, in a fixed order.

    Scopes speak of userinfo; the ID token holds what the `claims` parameter names for it, and no more.
    """
    named = claims.get(target)
    asked = set(named) if isinstance(named, Mapping) else set()
    if target == "userinfo":
        asked |= set(claims_of_scopes(scopes))
    return tuple(claim for claim in CLAIMS if claim in asked and claim in client.approved_claims)


def covered_names(*, client: Client, scopes: Iterable[str], claims: Asked) -> tuple[str, ...]:
    """Return every claim that a request would release, wherever it goes: what the person consents to."""
    kept = tuple(scopes)
    targets: tuple[Target, ...] = ("userinfo", "id_token")
    every = {
        name
        for target in targets
        for name in released_names(client=client, scopes=kept, claims=claims, target=target)
    }
    return tuple(claim for claim in CLAIMS if claim in every)


def release(*, grant: Grant, client: Client, target: Target = "userinfo") -> dict[str, Any]:  # Any: JSON
    """Return `sub` and the claims that this grant releases to a target; empty ones are left out.

    One SQL query where any claim is released, none otherwise. The caller notes the release.
    raises: PersonNotFound where the person is gone
    """
    subject = subject_for(client=client, subject=grant.subject)
    asked = released_names(client=client, scopes=grant.scopes, claims=grant.claims, target=target)
    granted = grant.claims.get(GRANTED, ())
    names = [name for name in asked if name in granted]
    if not names:
        return {"sub": subject}
    return {"sub": subject, **select(read_particulars(person_id=grant.person_id), names)}


def release_noted(*, grant: Grant, client: Client, target: Target) -> dict[str, Any]:  # Any: JSON
    """Return what `release` does, and tell the person by name what was sent; `sub` alone is no release.

    At most two SQL queries.
    """
    released = release(grant=grant, client=client, target=target)
    names = [name for name in released if name != "sub"]
    if names:
        note_activity(
            person_id=grant.person_id,
            kind="release",
            relying_party_id=client.id,
            claims=names,
            level=grant.level,
            sid=grant.sid,
        )
    return released


def select(particulars: Particulars, names: Iterable[str]) -> dict[str, Any]:  # Any: JSON
    """Return the named claims that have a value."""
    values = values_of(particulars)
    return {name: values[name] for name in names if values.get(name) not in (None, "", {})}


def values_of(particulars: Particulars) -> dict[str, Any]:  # Any: JSON
    """Return every claim that we know of a person (OpenID Connect Core, section 5.1, and our own)."""
    given, family, place = particulars.given_names, particulars.family_names, particulars.birth_place
    born = particulars.birth_date
    return {
        "name": _full_name(_in(given, _LATIN), _in(family, _LATIN)),
        "given_name": _in(given, _LATIN),
        "family_name": _in(family, _LATIN),
        "name#ar": _full_name(given.get(_ARABIC, ""), family.get(_ARABIC, "")),
        "given_name#ar": given.get(_ARABIC, ""),
        "family_name#ar": family.get(_ARABIC, ""),
        "birthdate": born.isoformat() if born else "",
        "place_of_birth": _place(_in(place, _LATIN)),
        "place_of_birth#ar": _place(place.get(_ARABIC, "")),
        "cnie": particulars.cnie,
        "email": particulars.email,
        "email_verified": particulars.email_verified if particulars.email else None,
        "phone_number": particulars.phone,
        "phone_number_verified": particulars.phone_verified if particulars.phone else None,
        "address": {"formatted": particulars.address} if particulars.address else {},
    }


def _in(texts: Mapping[str, str], script: str) -> str:
    """Return a name in a script, or in the other one where that is all there is."""
    return texts.get(script) or texts.get(_ARABIC, "")


def _full_name(given: str, family: str) -> str:
    return " ".join(part for part in (given, family) if part)


def _place(locality: str) -> dict[str, str]:
    """Return a place as OpenID Connect for Identity Assurance writes it (`place_of_birth`)."""
    return {"locality": locality} if locality else {}
