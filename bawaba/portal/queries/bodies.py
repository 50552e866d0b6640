"""Public bodies: the tree, and one body with how to reach it and what it offers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.urls import reverse

from bawaba.catalogue.queries import list_services
from bawaba.directory.queries import body_names, body_path, get_body, get_territory, list_bodies
from bawaba.directory.types import BodyRecord, ContactPointRecord, OpeningSpan
from bawaba.kernel.languages import pick
from bawaba.portal import phrases
from bawaba.portal.queries.territories import territory_link
from bawaba.portal.types import LIST_LENGTH, BodyNode, BodyPage, ContactShown, Link, OpeningDay, ServiceList

MOST_BODIES: Final = 2000


def body_tree(*, language: str, country: str) -> list[BodyNode]:
    """Return the bodies of a country as trees, each level in alphabetical order. The SQL queries of
    `list_bodies` (at most four)."""
    bodies = list_bodies(country=country, limit=MOST_BODIES).items
    known = {body.key for body in bodies}
    under: dict[str, list[BodyRecord]] = {}
    for body in bodies:
        under.setdefault(body.parent if body.parent in known else "", []).append(body)
    return _nodes(under, "", language)


def _nodes(under: dict[str, list[BodyRecord]], parent: str, language: str) -> list[BodyNode]:
    nodes = [
        BodyNode(body.key, pick(body.names, language), _nodes(under, body.key, language))
        for body in under.get(parent, [])
    ]
    return sorted(nodes, key=lambda node: node.name.text.casefold())


def body_page(*, key: str, language: str, after: str = "") -> BodyPage:
    """Return a body, its place in the tree, its contact points and its services. At most twelve SQL
    queries.

    raises: BodyNotFound
    """
    body = get_body(key=key)
    services = list_services(language=language, body=key, after=after, limit=LIST_LENGTH)
    parts = list_bodies(parent=key, limit=LIST_LENGTH).items
    return BodyPage(
        body=body,
        name=pick(body.names, language),
        description=pick(body.descriptions, language),
        above=_path_links(key, language) if body.parent else [],
        parts=[body_link(part.key, part.names, language) for part in parts],
        contacts=[_contact(contact, language) for contact in body.contacts],
        listed=ServiceList(services.items, services.after, is_first=not after),
        territory=territory_link(get_territory(code=body.territory), language) if body.territory else None,
        host=phrases.host_of(body.url),
    )


def body_link(key: str, names: Mapping[str, str] | None, language: str) -> Link:
    """Return the link to a body's page, named by its key when it has no name."""
    name = pick(names or {}, language)
    return Link(name.text or key, reverse("portal:authority", args=[key]), name.language)


def _path_links(key: str, language: str) -> list[Link]:
    keys = body_path(key=key)[:-1]
    names = body_names(keys=keys)
    return [body_link(above, names.get(above), language) for above in keys]


def _contact(contact: ContactPointRecord, language: str) -> ContactShown:
    return ContactShown(
        label=pick(contact.label, language),
        address=pick(contact.address, language),
        phone=contact.phone,
        email=contact.email,
        url=contact.url,
        host=phrases.host_of(contact.url),
        days=_days(contact.hours),
    )


def _days(hours: Iterable[OpeningSpan]) -> Sequence[OpeningDay]:
    spans: dict[int, list[tuple[str, str]]] = {}
    for span in hours:
        spans.setdefault(span.weekday, []).append((span.opens, span.closes))
    return [OpeningDay(str(phrases.WEEKDAYS[day - 1]), spans[day]) for day in sorted(spans)]
