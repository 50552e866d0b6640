"""Who fills a form in."""

from bawaba.forms.types import Person, person_readers, submission_takers


def person_of(*, request: object, visitor: str, actor_key: str = "") -> Person:
    """Return who asks: as identity knows them, else the account, else the browser session.

    visitor: a secret of the browser session; actor_key: of the signed-in account, or empty
    """
    for read in person_readers.providers().values():
        person = read(request)
        if person is not None:
            return person
    return Person(owner=actor_key, level="low") if actor_key else Person(owner=f"visitor:{visitor}")


def takes_requests() -> bool:
    """Say whether some room of this site takes submissions."""
    return bool(submission_takers.providers())
