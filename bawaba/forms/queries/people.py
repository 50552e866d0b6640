"""Who fills a form in."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from django.http import HttpRequest

from bawaba.forms.types import Json, Person, person_readers, submission_takers
from bawaba.identity import queries as identity
from bawaba.identity.types import Particulars

VISITOR_COOKIE: Final = "forms-visitor"
"""Holds the secret by which a stranger's browser finds its drafts again."""

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{24,64}")


def person_of(*, request: HttpRequest, actor_key: str = "") -> Person:
    """Return who asks: as identity knows them, else the account, else the browser; else nobody. No SQL query.

    The person's own claims are read when one is asked for: one SQL query more.
    actor_key: of the signed-in account, or empty
    """
    for read in person_readers.providers().values():
        person = read(request)
        if person is not None:
            return person
    if not actor_key:
        return Person(owner=visitor_of(request))
    known = identity.current_authentication(request=request)
    if known is not None and actor_key == f"account:{known.account_id}":
        return Person(
            owner=actor_key, level=known.level.value, claims=_Claims(known.person_id, known.subject)
        )
    return Person(owner=actor_key, level="low")


def visitor_of(request: HttpRequest) -> str:
    """Return the owner of what this browser began without signing in, or an empty text. No SQL query."""
    secret = request.COOKIES.get(VISITOR_COOKIE, "")
    return owner_of_secret(secret) if _SECRET.fullmatch(secret) else ""


def owner_of_secret(secret: str) -> str:
    """Return the owner whose browser holds a secret: a digest, so that the database opens nobody's drafts."""
    return f"visitor:{hashlib.sha256(secret.encode()).hexdigest()[:40]}"


def takes_requests() -> bool:
    """Say whether some room of this site takes submissions."""
    return bool(submission_takers.providers())


class _Claims(Mapping[str, Json]):
    """What identity knows of a person, under the claims' names of OpenID Connect; read on first use."""

    def __init__(self, person_id: int, subject: str) -> None:
        self._person_id, self._subject = person_id, subject

    @cached_property
    def _known(self) -> dict[str, Json]:
        return claims_of(identity.read_particulars(person_id=self._person_id)) | {"sub": self._subject}

    def __getitem__(self, name: str) -> Json:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def claims_of(known: Particulars) -> dict[str, Json]:
    """Return a person's particulars as claims: names by script after `#` (Core, section 5.2), those known alone.

    `cnie` is ours. E-mail and telephone are left out until they are verified.
    """
    claims: dict[str, Json] = {
        "given_name": known.given_names.get("latn") or known.given_names.get("ar"),
        "family_name": known.family_names.get("latn") or known.family_names.get("ar"),
        "birthdate": known.birth_date.isoformat() if known.birth_date else None,
        "birth_place": known.birth_place.get("code"),
        "email": known.email if known.email_verified else None,
        "phone_number": known.phone if known.phone_verified else None,
        "cnie": known.cnie,
        **{f"given_name#{script}": name for script, name in known.given_names.items()},
        **{f"family_name#{script}": name for script, name in known.family_names.items()},
    }
    return {name: value for name, value in claims.items() if value}
