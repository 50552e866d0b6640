"""A person's own requests: where they stand, and which one a message is about; and where an answer leads on."""

from dataclasses import dataclass
from typing import Final

from bawaba.casework.queries import list_own
from bawaba.casework.queries.summaries import summaries_of
from bawaba.catalogue.queries import list_cards
from bawaba.forms.queries import forms_of_service
from bawaba.kernel.languages import pick

MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request that its person can write about."""

    key: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a person's request stands, in their language. unread: messages of the office that wait for them"""

    key: str
    number: str
    title: str
    where: str
    unread: int


def own_progress(*, owner: str, language: str) -> list[Progress]:
    """Return where a person's latest requests stand. Three SQL queries, and one for each service new in an epoch."""
    cases = list_own(owner=owner, limit=MOST_TOLD).items
    return [
        Progress(
            one.info.key,
            one.number,
            pick(one.title, language).text,
            pick(one.where, language).text,
            one.unread,
        )
        for one in (summaries_of(cases) if cases else ())
    ]


def own_requests(*, owner: str, language: str) -> list[OwnRequest]:
    """Return a person's latest requests with the names of their services. Four SQL queries."""
    cases = list_own(owner=owner).items
    cards = (
        list_cards(identifiers=sorted({case.service for case in cases}), language=language) if cases else ()
    )
    titles = {card.identifier: card.title for card in cards}
    return [OwnRequest(case.key, case.number, titles.get(case.service, case.service)) for case in cases]


def forms_for(*, service: str) -> tuple[str, ...]:
    """Return the forms that can be filled in here for a service. One SQL query once an epoch."""
    return forms_of_service(service=service) if service else ()
