"""Lists of published services as cards, and how many there are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from django.db.models import Count, Q, QuerySet

from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.models import RevisionText, Service, ServiceAudience, ServiceEvent
from bawaba.catalogue.types import Confidence, PublishedCounts, ServiceCard
from bawaba.directory.queries import body_names, subtree_keys
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.languages import Picked, pick
from bawaba.kernel.paging import Page

MOST_LISTED: Final = 500
_MOST_DIGITS: Final = 18
_kept_cards: Final[EpochMemory[tuple[str, str], ServiceCard]] = EpochMemory(most=6_000)  # about 1 kB each


class _Row(NamedTuple):
    id: int
    identifier: str
    published_id: int
    authority: str
    is_free: bool | None
    is_online: bool
    delay_days: int | None
    confidence: str
    country: str
    card: Mapping[str, Sequence[str]]


_COLUMNS: Final = (
    "id", "identifier", "published_id", "body__key", "is_free", "is_online", "delay_days", "confidence",
    "country", "card",
)  # fmt: skip


def pick_any(texts: Mapping[str, str], language: str) -> Picked:
    """Return the text in the reader's language, in a fallback, or else in any language that has one."""
    picked = pick(texts, language)
    if picked.text:
        return picked
    return next((Picked(text, code) for code, text in sorted(texts.items()) if text), picked)


def list_cards(*, identifiers: Sequence[str], language: str) -> list[ServiceCard]:
    """Return the cards of published services in the order given; unknown ones are left out.

    identifiers: at most 500 are read. Three SQL queries; none for cards kept since the last change.
    """
    wanted = [(identifier, language) for identifier in dict.fromkeys(identifiers)][:MOST_LISTED]
    cards = _kept_cards.get_all(wanted, _load_cards)
    return [cards[key] for key in wanted if key in cards]


def list_services(
    *,
    language: str,
    audience: str = "",
    event: str = "",
    body: str = "",
    country: str = "",
    after: str = "",
    limit: int = 20,
) -> Page[ServiceCard]:
    """Return published services in a stable order, narrowed by what is given.

    body:  key of a body; services of the bodies below it are included
    after: cursor of the previous page. Four SQL queries, one more with a body
    raises: InvalidInput when the cursor is none of ours
    """
    size = max(1, min(limit, MOST_LISTED))
    ids = _ids_page(
        audience=audience, event=event, body=body, country=country, after=_row_after(after), size=size + 1
    )
    cards = {card_id: card for card_id, card in _cards_by_id(ids[:size], language)}
    shown = tuple(cards[pk] for pk in ids[:size] if pk in cards)
    return Page(shown, str(ids[size - 1]) if len(ids) > size else "")


def related_cards(*, identifier: str, language: str, limit: int = 5) -> list[ServiceCard]:
    """Return services near this one: those it names, then of the same event, then of the same body.

    At most nine SQL queries, seven as a rule.
    raises: ServiceNotFound
    """
    row = (
        Service.objects.filter(identifier=identifier, published__isnull=False)
        .values_list("id", "card", "body_id", "country")
        .first()
    )
    if row is None:
        raise ServiceNotFound
    pk, card, body_id, country = row
    ids = _named_ids(card.get("related", ())[:MOST_LISTED], limit)
    if len(ids) < limit:
        near = _near_ids(pk, card.get("events", ()), body_id, country, limit + len(ids))
        ids = [one for one in dict.fromkeys([*ids, *near]) if one != pk][:limit]
    return [one for _, one in _cards_by_id(ids, language)]


def _named_ids(identifiers: Sequence[str], limit: int) -> list[int]:
    """Return the ids of the published services among `identifiers`, in their order."""
    if not identifiers:
        return []
    rows = Service.objects.filter(identifier__in=identifiers, published__isnull=False)
    ids = dict(rows.values_list("identifier", "id"))
    return [ids[one] for one in identifiers if one in ids][:limit]


def count_published() -> PublishedCounts:
    """Return how much is published, by audience, country and confidence. Three SQL queries.

    Each reads one index from end to end and no service.
    """
    services = Service.objects.filter(published__isnull=False)
    groups = list(
        services.order_by()
        .values_list("country", "confidence", "is_online", "synthetic")
        .annotate(number=Count("id"))
    )
    audiences = ServiceAudience.objects.order_by().values_list("audience").annotate(number=Count("id"))
    return PublishedCounts(
        services=sum(number for *_, number in groups),
        online=sum(number for _, _, is_online, _, number in groups if is_online),
        synthetic=sum(number for *_, synthetic, number in groups if synthetic),
        bodies=services.order_by().values("body_id").distinct().count(),
        by_audience=dict(sorted(audiences)),
        by_country=_summed((country, number) for country, *_, number in groups),
        by_confidence=_summed((confidence, number) for _, confidence, *_, number in groups),
    )


def _summed(numbers: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for name, number in numbers:
        totals[name] += number
    return dict(sorted(totals.items()))


def _row_after(after: str) -> int:
    if not after:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= _MOST_DIGITS):
        raise InvalidInput(fields={"after": InvalidInput.message})
    return int(after)


def _ids_page(*, audience: str, event: str, body: str, country: str, after: int, size: int) -> list[int]:
    """Return ids in order, read from the narrowest facet's own index."""
    rows: QuerySet[Any]  # Any: services or one of their facets
    column, prefix = "service_id", "service__"
    if event:
        rows = ServiceEvent.objects.filter(event__key=event)
        if audience:
            rows = rows.filter(service__audiences__audience=audience)
    elif audience:
        rows = ServiceAudience.objects.filter(audience=audience)
    else:
        rows, column, prefix = Service.objects.filter(published__isnull=False), "id", ""
    if body:
        rows = rows.filter(**{f"{prefix}body__key__in": subtree_keys(key=body)})
    if country:
        rows = rows.filter(**{f"{prefix}country": country})
    ids = rows.filter(**{f"{column}__gt": after}).order_by(column).values_list(column, flat=True)
    return list(ids[:size])


def _near_ids(pk: int, events: Sequence[str], body_id: int, country: str, size: int) -> list[int]:
    ids: list[int] = []
    if events:
        same_event = ServiceEvent.objects.filter(event__key=events[0], service__country=country)
        ids = _around(same_event, "service_id", pk, size)
    if len(ids) < size:
        same_body = Service.objects.filter(body_id=body_id, published__isnull=False)
        ids += _around(same_body, "id", pk, size)
    return list(dict.fromkeys(ids))[:size]


def _around(rows: QuerySet[Any], column: str, pk: int, size: int) -> list[int]:  # Any: as above
    """Return ids that follow `pk`, then, when there are too few, the first of all."""
    following = list(
        rows.filter(**{f"{column}__gt": pk}).order_by(column).values_list(column, flat=True)[:size]
    )
    if len(following) >= size:
        return following
    first = rows.exclude(**{column: pk}).order_by(column).values_list(column, flat=True)[:size]
    return [*following, *(one for one in first if one not in following)]


def _cards_by_id(ids: Sequence[int], language: str) -> list[tuple[int, ServiceCard]]:
    """Return (id, card) in the order of `ids`. Three SQL queries."""
    rows = {row.id: row for row in _rows(Q(pk__in=ids))}
    found = [rows[pk] for pk in ids if pk in rows]
    return list(zip((row.id for row in found), _render(found, language), strict=True))


def _load_cards(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], ServiceCard]:
    """Return cards by (identifier, language); one call asks for one language."""
    language = wanted[0][1]
    cards = _render(_rows(Q(identifier__in=[identifier for identifier, _ in wanted])), language)
    return {(card.identifier, language): card for card in cards}


def _rows(which: Q) -> list[_Row]:
    rows = Service.objects.filter(which, published__isnull=False).order_by("pk").values_list(*_COLUMNS)
    return [_Row(*row) for row in rows]


def _render(rows: Sequence[_Row], language: str) -> list[ServiceCard]:
    """Return the cards of these rows. Two SQL queries, none without rows."""
    if not rows:
        return []
    titles, summaries = _titles_and_summaries(row.published_id for row in rows)
    names = body_names(keys={row.authority for row in rows})
    return [
        _card(
            row,
            pick_any(titles.get(row.published_id, {}), language),
            pick_any(summaries.get(row.published_id, {}), language),
            pick_any(names.get(row.authority, {}), language).text or row.authority,
        )
        for row in rows
    ]


def _titles_and_summaries(
    revision_ids: Iterable[int],
) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    titles: dict[int, dict[str, str]] = {}
    summaries: dict[int, dict[str, str]] = {}
    rows = RevisionText.objects.filter(revision_id__in=list(revision_ids)).exclude(title="", summary="")
    for revision_id, language, title, summary in rows.values_list(
        "revision_id", "language", "title", "summary"
    ):
        titles.setdefault(revision_id, {})[language] = title
        summaries.setdefault(revision_id, {})[language] = summary
    return titles, summaries


def _card(row: _Row, title: Picked, summary: Picked, authority_name: str) -> ServiceCard:
    return ServiceCard(
        identifier=row.identifier,
        title=title.text,
        title_language=title.language,
        summary=summary.text,
        summary_language=summary.language,
        authority=row.authority,
        authority_name=authority_name,
        audiences=tuple(row.card.get("audiences", ())),
        events=tuple(row.card.get("events", ())),
        is_free=row.is_free,
        is_online=row.is_online,
        delay_days=row.delay_days,
        confidence=cast("Confidence", row.confidence),  # written from a checked record
        country=row.country,
    )
