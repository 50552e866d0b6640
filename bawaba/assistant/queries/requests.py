"""A person's own requests, to choose the one that a message is about; and where an answer leads on."""

from dataclasses import dataclass

from bawaba.casework.queries import list_own
from bawaba.catalogue.queries import list_cards
from bawaba.forms.queries import forms_of_service


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request that its person can write about."""

    key: str
    number: str
    title: str


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
