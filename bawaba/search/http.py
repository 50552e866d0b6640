"""The search over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bawaba.catalogue.queries import list_cards
from bawaba.catalogue.types import Audience, Confidence, ServiceCard
from bawaba.kernel.http import (
    ALL,
    LanguageQuery,
    PageQuery,
    Texts,
    Words,
    language_of,
    link_next,
    reading_languages,
)
from bawaba.search import queries
from bawaba.search.types import Hit, SearchFilters, Suggestion

MOST_OFFSET = 1000
router = Router(tags=["search"])


class HitAnswer(Schema):
    """A service found. score compares within one answer only; best_bet: put first by an editor."""

    kind: str
    key: str
    score: float
    best_bet: bool
    titles: Texts
    summaries: Texts
    authority: str
    is_free: bool | None
    is_online: bool
    delay_days: int | None
    confidence: Confidence


class SearchAnswer(Schema):
    """What a question found, best first."""

    items: list[HitAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")
    total: int
    language: str = Field(description="Detected language of the question.")
    corrected: str = Field(description="The spelling that was searched instead, or empty.")
    did_you_mean: str
    facets: dict[str, dict[str, int]] = Field(description="Name → value → number found.")


class SuggestionAnswer(Schema):
    """A completion: the text to show and the document that it leads to, if one."""

    text: str
    language: str
    kind: str
    key: str


class SuggestionsAnswer(Schema):
    """Completions, best first."""

    items: list[SuggestionAnswer]


class SearchQuery(PageQuery):
    """A question in any of the languages and scripts, and what to narrow by."""

    q: str = Field("", max_length=2000, description="The question in the person's own words.")
    after: str = Field("", max_length=4, pattern=r"^[0-9]*$", description="The `after` of the page before.")
    audience: Audience | None = None
    event: Words = ""
    authority: Words = Field("", description="Key of a body; the bodies below it are included.")
    territory: Words = Field("", description="Code of a territory.")
    country: Words = Field("", description="ISO 3166-1 alpha-2")
    online: bool | None = None
    free: bool | None = None


class SuggestQuery(LanguageQuery):
    """The beginning of a question."""

    q: str = Field("", max_length=200)
    limit: int = Field(8, ge=1, le=20)


@router.get("/search", response=SearchAnswer, operation_id="search.search")
def search(request: HttpRequest, response: HttpResponse, query: Query[SearchQuery]) -> dict[str, object]:
    """Find services by a question in one's own words: Arabic, Darija in either script, French, English."""
    offset = min(int(query.after or 0), MOST_OFFSET)
    found = queries.search(
        text=query.q,
        language=reading_languages(request)[0],
        filters=_filters(query),
        limit=query.limit,
        offset=offset,
    )
    end = offset + len(found.hits)
    after = str(end) if found.hits and end < min(found.total, MOST_OFFSET) else ""
    link_next(request, response, after)
    return asdict(found) | {"items": _hits(found.hits, request), "after": after}


@router.get("/suggest", response=SuggestionsAnswer, operation_id="search.suggest")
def suggest(request: HttpRequest, query: Query[SuggestQuery]) -> dict[str, list[Suggestion]]:
    """Complete the beginning of a question."""
    language = language_of(request)
    reading = str(settings.LANGUAGE_CODE) if language == ALL else language
    return {"items": queries.suggest(text=query.q, language=reading, limit=query.limit)}


def _filters(query: SearchQuery) -> SearchFilters:
    return SearchFilters(
        audience=query.audience or "",
        event=query.event,
        authority=query.authority,
        territory=query.territory,
        country=query.country,
        online=query.online,
        free=query.free,
    )


def _hits(hits: Sequence[Hit], request: HttpRequest) -> list[dict[str, object]]:
    """Return the services found, with their texts in the reader's language or in all of them."""
    keys = [hit.key for hit in hits if hit.kind == "service"]
    versions: dict[str, list[ServiceCard]] = {key: [] for key in keys}
    for code in reading_languages(request) if keys else ():
        for card in list_cards(identifiers=keys, language=code):
            versions[card.identifier].append(card)
    return [_hit(hit, versions[hit.key]) for hit in hits if versions.get(hit.key)]


def _hit(hit: Hit, versions: Sequence[ServiceCard]) -> dict[str, object]:
    return asdict(versions[0]) | asdict(hit) | {
        "titles": {card.title_language: card.title for card in versions if card.title},
        "summaries": {card.summary_language: card.summary for card in versions if card.summary},
    }  # fmt: skip
