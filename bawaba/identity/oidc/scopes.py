"""Scopes and claims: what a relying party can ask for, in the standards' words and a few of our own."""

from collections.abc import Iterable
from typing import Final

# OpenID Connect Core 1.0, section 5.4, for profile, email, phone and address; the rest is documented in
# docs/guide/relying-party.md. A tag names the script (BCP 47): without one a name is in Latin script.
SCOPE_CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    "profile": ("name", "given_name", "family_name", "name#ar", "given_name#ar", "family_name#ar"),
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
    "address": ("address",),
    "birth": ("birthdate", "place_of_birth", "place_of_birth#ar"),
    "cnie": ("cnie",),
}
# What a token opens at this site itself: it releases no claim, and the person is asked for each of them.
ACCESS_SCOPES: Final = (
    "requests.read",
    "requests.write",
    "desk.read",
    "desk.write",
    "assess.read",
    "assess.write",
    "ai.read",
    "ai.write",
    "coverage.read",
    "coverage.write",
)
SCOPES: Final = ("openid", *SCOPE_CLAIMS, *ACCESS_SCOPES, "offline_access")
CLAIMS: Final = tuple(claim for claims in SCOPE_CLAIMS.values() for claim in claims)
TOKEN_CLAIMS: Final = (
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "acr",
    "amr",
    "nonce",
    "at_hash",
    "sid",
)
DEFAULT_SCOPES: Final = ("openid", "profile", "email")


def access_of_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return those of these scopes that open something at this site, in a fixed order."""
    asked = set(scopes)
    return tuple(scope for scope in ACCESS_SCOPES if scope in asked)


def claims_of_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the claims that these scopes ask for, in a fixed order."""
    asked = set(scopes)
    return tuple(claim for scope, claims in SCOPE_CLAIMS.items() if scope in asked for claim in claims)
