"""What a question found."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from bawaba.catalogue.queries import list_cards, list_events
from bawaba.catalogue.types import EventCard, ServiceCard
from bawaba.directory.errors import TerritoryNotFound
from bawaba.directory.queries import body_names, get_territory
from bawaba.kernel.epochs import EpochMemory, keep_for_epoch
from bawaba.kernel.languages import pick
from bawaba.portal import phrases, rules
from bawaba.portal.types import RESULTS_A_PAGE, Choice, Facet, Link, Question, ResultCard, ResultPage
from bawaba.search.queries import search
from bawaba.search.types import Hit, SearchFilters, SearchResult

MOST_CHOICES: Final = 10
MOST_EVENTS: Final = 8
_CLOSED: Final = frozenset({"authority", "territory"})
Names = Mapping[str, Mapping[str, str]]
_kept_bodies: Final[EpochMemory[str, Mapping[str, str]]] = EpochMemory(most=3_000)
_kept_territories: Final[EpochMemory[str, Mapping[str, str]]] = EpochMemory(most=3_000)


def result_page(*, question: Question, language: str) -> ResultPage:
    """Return what a question found, worded, and the ways to narrow it.

    The engine's own SQL queries, then, for what this process does not know since the last change: those
    of `list_cards` and `list_events`, one for the names of authorities, two for each territory named.
    """
    offset = (question.page - 1) * RESULTS_A_PAGE
    result = search(
        text=question.text,
        language=language,
        filters=read_filters(question),
        limit=RESULTS_A_PAGE,
        offset=offset,
    )
    events = known_events(language=language)
    names = _facet_names(question, result, events, language)
    return ResultPage(
        question=question,
        total=result.total,
        cards=_cards(question, result, language, offset),
        facets=_facets(question, result, names),
        chosen=_chosen(question, names),
        last_page=max(1, -(-result.total // RESULTS_A_PAGE)),
        language_name=_foreign_name(result.language, language),
        corrected=result.corrected,
        instead=_instead(question, result),
        events=() if result.total else _nearest_events(question, events),
        hurried=result.hurried,
    )


@keep_for_epoch
def known_events(*, language: str) -> Sequence[EventCard]:
    """Return the events, read once per epoch: each page of results names them. No SQL query, or `list_events`'."""
    return tuple(list_events(language=language))


def _nearest_events(question: Question, events: Sequence[EventCard]) -> list[EventCard]:
    """Return the events to start from when nothing was found: those that share words come first."""

    def shared(event: EventCard) -> int:
        told = rules.mark_matches(f"{event.name} {event.summary}", question.text)
        return sum(segment.matched for segment in told)

    return sorted(events, key=lambda event: -shared(event))[:MOST_EVENTS]


def read_filters(question: Question) -> SearchFilters:
    """Return the filters of a question as the search room names them."""
    return SearchFilters(
        audience=question.audience,
        event=question.event,
        authority=question.authority,
        territory=question.territory,
        online=True if question.online else None,
        free=True if question.free else None,
    )


def _cards(question: Question, result: SearchResult, language: str, offset: int) -> list[ResultCard]:
    hits = {hit.key: hit for hit in result.hits if hit.kind == "service"}
    cards = list_cards(identifiers=list(hits), language=language) if hits else []
    asked = f"{question.text} {result.corrected}"
    click = reverse("portal:click")
    return [
        _result_card(
            card,
            hits[card.identifier],
            asked,
            _ping(click, question, card.identifier, offset + place),
            offset + place,
        )
        for place, card in enumerate(cards, start=1)
    ]


def _result_card(card: ServiceCard, hit: Hit, asked: str, ping: str, rank: int) -> ResultCard:
    return ResultCard(
        card=card,
        title=rules.mark_matches(card.title, asked),
        summary=rules.mark_matches(rules.cut_at_word(card.summary), asked),
        best_bet=hit.best_bet,
        rank=rank,
        ping=ping,
    )


def _ping(click: str, question: Question, identifier: str, rank: int) -> str:
    """Return the address that the browser tells of a click: the question and the place, nobody."""
    if not question.text:
        return ""
    told = urlencode({"q": question.text, "service": identifier, "rank": rank})
    return f"{click}?{told}"


def _instead(question: Question, result: SearchResult) -> Link | None:
    if not result.did_you_mean:
        return None
    return Link(result.did_you_mean, question.address(q=result.did_you_mean))


def _foreign_name(detected: str, language: str) -> str:
    """Return the name of the question's language when it is not the page's."""
    return str(phrases.LANGUAGE_NAMES.get(detected, "")) if detected != language else ""


def _facet_names(
    question: Question, result: SearchResult, events: Sequence[EventCard], language: str
) -> Names:
    return {
        "online": {"1": pgettext("a service", "Online")},
        "free": {"1": pgettext("a service", "Free")},
        "audience": {key: str(name) for key, name in phrases.AUDIENCES.items()},
        "event": {event.key: event.name for event in events},
        "authority": _authority_names(question, result, language),
        "territory": _territory_names(question, result, language),
    }


def _facets(question: Question, result: SearchResult, names: Names) -> list[Facet]:
    titles = {
        "online": gettext("Without going there"),
        "free": gettext("Without paying"),
        "audience": gettext("For whom"),
        "event": gettext("Life event"),
        "authority": gettext("Administration"),
        "territory": gettext("Territory"),
    }
    facets = [
        Facet(name, title, _choices(name, question, result, names[name]), opens=name not in _CLOSED)
        for name, title in titles.items()
    ]
    return [facet for facet in facets if facet.choices]


def _choices(name: str, question: Question, result: SearchResult, words: Mapping[str, str]) -> list[Choice]:
    """Return the values to choose from: the chosen one alone, else the most frequent."""
    counts = result.facets.get(name, {})
    if chosen := _value(question, name):
        return [Choice(chosen, words[chosen], result.total)] if chosen in words else []
    if name in {"online", "free"}:
        counts = {"1": counts.get("yes", 0)}
    strongest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [Choice(key, words[key], count) for key, count in strongest if count and key in words]
    return named[:MOST_CHOICES]


def _chosen(question: Question, names: Names) -> list[Link]:
    """Return the filters in force, each with the address that lets it go."""
    pairs = ((name, _value(question, name)) for name in names)
    return [
        Link(names[name].get(value, value), question.address(**{name: ""})) for name, value in pairs if value
    ]


def _value(question: Question, name: str) -> str:
    value = getattr(question, name)
    return ("1" if value else "") if isinstance(value, bool) else str(value)


def _authority_names(question: Question, result: SearchResult, language: str) -> dict[str, str]:
    keys = sorted({*result.facets.get("authority", {}), question.authority} - {""})
    known = _kept_bodies.get_all(keys, lambda missing: body_names(keys=missing))
    return {key: pick(names, language).text for key, names in known.items()}


def _territory_names(question: Question, result: SearchResult, language: str) -> dict[str, str]:
    counts = result.facets.get("territory", {})
    codes = sorted(counts, key=lambda code: -counts[code])[:MOST_CHOICES]
    known = _kept_territories.get_all(sorted({*codes, question.territory} - {""}), _read_territories)
    return {code: pick(names, language).text for code, names in known.items()}


def _read_territories(codes: Sequence[str]) -> dict[str, Mapping[str, str]]:
    names: dict[str, Mapping[str, str]] = {}
    for code in codes:
        try:
            names[code] = get_territory(code=code).names
        except TerritoryNotFound:  # an address made by hand: the filter has no name to show
            continue
    return names
