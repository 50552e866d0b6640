"""Territories, from the regions down to the communes."""

from django.urls import reverse
from django.utils.translation import gettext

from bawaba.catalogue.queries import list_cards
from bawaba.directory.queries import list_territories, territory_path
from bawaba.directory.types import TerritoryRecord
from bawaba.kernel.languages import pick
from bawaba.portal import phrases
from bawaba.portal.types import Link, TerritoryLine, TerritoryPage
from bawaba.search.queries import search
from bawaba.search.types import SearchFilters

MOST_PARTS = 200
MOST_SERVICES = 20


def region_list(*, language: str) -> list[TerritoryLine]:
    """Return the regions, the most peopled first. Two SQL queries."""
    page = list_territories(kind="region", limit=MOST_PARTS)
    lines = [territory_line(record, language) for record in page.items]
    return sorted(lines, key=lambda line: -(line.record.population or 0))


def territory_page(*, code: str, language: str, after: str = "") -> TerritoryPage:
    """Return a territory, what it lies in and what it holds. Four SQL queries and those of a search.

    raises: TerritoryNotFound
    """
    path = territory_path(code=code)
    parts = list_territories(parent=code, after=after, limit=MOST_PARTS)
    lines = [territory_line(record, language) for record in parts.items]
    found = search(text="", language=language, filters=SearchFilters(territory=code), limit=MOST_SERVICES)
    keys = [hit.key for hit in found.hits if hit.kind == "service"]
    return TerritoryPage(
        line=territory_line(path[-1], language),
        above=[territory_link(record, language) for record in path[:-1]],
        parts=sorted(lines, key=lambda line: line.name.text),
        following=parts.after,
        services=list_cards(identifiers=keys, language=language) if keys else [],
        setting=_setting_name(path[-1].setting),
    )


def territory_line(record: TerritoryRecord, language: str) -> TerritoryLine:
    """Return a territory as a line of a list, with its name in the other national language."""
    other = "fr" if language == "ar" else "ar"
    return TerritoryLine(
        record=record,
        name=pick(record.names, language),
        other_name=pick({other: record.names.get(other, "")}, other),
        kind=phrases.name_of(phrases.TERRITORY_KINDS, record.kind),
    )


def territory_link(record: TerritoryRecord, language: str) -> Link:
    """Return the link to a territory's page."""
    name = pick(record.names, language)
    return Link(name.text, reverse("portal:territory", args=[record.code]), name.language)


def _setting_name(setting: str) -> str:
    return {"urban": gettext("urban"), "rural": gettext("rural")}.get(setting, "")
