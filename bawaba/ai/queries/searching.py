"""Search over every register at once: this country's and those that were imported, with facets."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bawaba.ai.errors import SystemNotFound
from bawaba.ai.models import Posting, ReferenceSystem
from bawaba.ai.queries.own_systems import list_own_systems
from bawaba.ai.register.schema import ENUMERATIONS, TEXTS
from bawaba.ai.register.words import K1, add_up, asked_terms, counted, rarity
from bawaba.ai.types import (
    FacetOption,
    OwnSystem,
    ReferenceRecord,
    SystemCard,
    SystemsFound,
)
from bawaba.directory.queries import body_names
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.languages import pick

FACETS: Final = ("register", "stage", "impact", "personal_data", "impact_assessment", "built")
SHOWN: Final = 20
MOST_PAGES: Final = 500
SUMMARY: Final = 260
COVERED: Final = 0.5
"""The share of a question's words that a system must answer to be found."""

_cards: EpochMemory[str, dict[int, "_Facets"]] = EpochMemory(1)


class _Facets(NamedTuple):
    """What a system is filtered by; negative numbers are this country's own."""

    register: str
    stage: str
    impact: str
    personal_data: str
    impact_assessment: str
    built: str


def search_systems(
    *, text: str = "", filters: Mapping[str, str] | None = None, language: str = "fr", page: int = 1
) -> SystemsFound:
    """Return the systems of every register that answer a text, the best first, and how many each facet has.

    filters: facet → value; a facet that has no name here is refused by its door
    At most five SQL queries, three when this process knows the facets of every system.
    """
    own = list_own_systems()
    every = _every(own)
    scores = _scores(text, own) if text.strip() else None
    chosen = {name: value for name, value in (filters or {}).items() if value and name in FACETS}
    among = every if scores is None else {number: every[number] for number in scores if number in every}
    found = [number for number, one in among.items() if _keeps(one, chosen)]
    if scores is not None:
        found.sort(key=lambda number: (-scores[number], abs(number)))
    pages = max(1, min(MOST_PAGES, -(-len(found) // SHOWN)))
    page = min(max(1, page), pages)
    return SystemsFound(
        items=_read(found[(page - 1) * SHOWN : page * SHOWN], own, language),
        total=len(found),
        page=page,
        pages=pages,
        facets=_count(among.values(), chosen),
    )


def find_similar(*, text: str, language: str, but: str = "", limit: int = 8) -> Sequence[SystemCard]:
    """Return the systems of every register that are most like a text: to reuse, and to find a second one of
    the same. but: key of an own system to leave out. At most five SQL queries."""
    own = list_own_systems()
    scores = _scores(text, own, share=0.0)
    left_out = {-place - 1 for place, one in enumerate(own) if one.key == but}
    best = sorted(
        (number for number in scores if number not in left_out), key=lambda one: (-scores[one], one)
    )
    return _read(best[:limit], own, language)


def find_reference(*, origin: str, key: str) -> ReferenceRecord:
    """Return one system of an imported register. One SQL query.

    raises: SystemNotFound
    """
    row = ReferenceSystem.objects.filter(origin=origin, key=key).first()
    if row is None:
        raise SystemNotFound
    return ReferenceRecord(
        origin=row.origin, key=row.key, language=row.language, imported_at=row.imported_at,
        published_on=row.published_on,
        texts={name: getattr(row, name) for name in TEXTS if name != "published_on"},
        words={name: getattr(row, name) for name in ENUMERATIONS},
    )  # fmt: skip


def _every(own: Sequence[OwnSystem]) -> dict[int, _Facets]:
    """Return what each system is filtered by, this country's first."""
    mine = {-place - 1: _Facets("own", one.stage, one.impact, one.personal_data, "unknown", "unknown")
            for place, one in enumerate(own)}  # fmt: skip
    return {**mine, **(_cards.get("all", _load) or {})}


def _load() -> dict[int, _Facets]:
    rows = ReferenceSystem.objects.order_by("name").values_list(
        "pk", "origin", "stage", "impact", "personal_data", "impact_assessment", "built"
    )
    return {number: _Facets(*rest) for number, *rest in rows.iterator()}


def _scores(text: str, own: Sequence[OwnSystem], *, share: float = COVERED) -> dict[int, float]:
    groups = asked_terms(text[:400])
    if not groups:
        return {}
    terms = {term for group in groups for term in group}
    rows = list(Posting.objects.filter(term__in=terms).values_list("system_id", "term", "impact"))
    holding = Counter(term for _system, term, _impact in rows)
    known = len(_cards.get("all", _load) or {})
    mine = [
        (-place - 1, term, rarity(holding[term], known) * times * (K1 + 1) / (times + K1))
        for place, one in enumerate(own)
        for term, times in _own_terms(one.key, _own_texts(one)).items()
        if term in terms
    ]
    return add_up(groups, [*rows, *mine], share=share)


def _own_texts(one: OwnSystem) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (language, name, " ".join(one.texts.get(language, {}).values()))
        for language, name in one.names.items()
    )


@lru_cache(maxsize=2_000)
def _own_terms(key: str, texts: tuple[tuple[str, str, str], ...]) -> Counter[str]:
    return sum((counted(name, rest, language) for language, name, rest in texts), Counter())


def _keeps(one: _Facets, chosen: Mapping[str, str]) -> bool:
    return all(getattr(one, name) == value for name, value in chosen.items())


def _count(among: Iterable[_Facets], chosen: Mapping[str, str]) -> Mapping[str, Sequence[FacetOption]]:
    """Return, for each facet, how many systems each choice would leave, the other facets as they are."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for one in among:
        against = [name for name, value in chosen.items() if getattr(one, name) != value]
        if len(against) > 1:
            continue
        for name in against or FACETS:
            counts[name][getattr(one, name)] += 1
    return {
        name: [FacetOption(value, number) for value, number in found.most_common()]
        for name, found in counts.items()
    }


def _read(numbers: Sequence[int], own: Sequence[OwnSystem], language: str) -> Sequence[SystemCard]:
    rows = ReferenceSystem.objects.in_bulk([number for number in numbers if number >= 0])
    mine = [own[-number - 1] for number in numbers if number < 0]
    bodies = body_names(keys={one.body for one in mine if one.body}) if any(one.body for one in mine) else {}
    return [
        _own_card(own[-number - 1], bodies, language) if number < 0 else _card(rows[number])
        for number in numbers
        if number < 0 or number in rows
    ]


def _card(row: ReferenceSystem) -> SystemCard:
    return SystemCard(
        row.origin,
        row.key,
        row.language,
        row.name,
        row.body,
        _short(row.purpose or row.outputs),
        row.stage,
        row.impact,
    )


def _own_card(one: OwnSystem, bodies: Mapping[str, Mapping[str, str]], language: str) -> SystemCard:
    title = pick(one.names, language)
    said = pick({code: texts.get("does", "") for code, texts in one.texts.items()}, language)
    body = pick(bodies.get(one.body, {}), language).text
    return SystemCard(
        "own", one.key, title.language, title.text, body, _short(said.text), one.stage, one.impact
    )


def _short(text: str) -> str:
    if len(text) <= SUMMARY:
        return text
    return text[:SUMMARY].rsplit(" ", 1)[0] + "…"
