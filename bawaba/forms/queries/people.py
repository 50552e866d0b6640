"""Who fills a form in."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.http import HttpRequest

from bawaba.forms.types import Json, Person, person_readers, submission_takers
from bawaba.identity import queries as identity
from bawaba.identity.types import Particulars


def person_of(*, request: HttpRequest, visitor: str, actor_key: str = "") -> Person:
    """Return who asks: as identity knows them, else the account, else the browser session. No SQL query.

    The person's own claims are read when one is asked for: one SQL query more.
    visitor: a secret of the browser session; actor_key: of the signed-in account, or empty
    """
    for read in person_readers.providers().values():
        person = read(request)
        if person is not None:
            return person
    known = identity.current_authentication(request=request) if actor_key else None
    if known is not None and actor_key == f"account:{known.account_id}":
        return Person(
            owner=actor_key, level=known.level.value, claims=_Claims(known.person_id, known.subject)
        )
    return Person(owner=actor_key, level="low") if actor_key else Person(owner=f"visitor:{visitor}")


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
