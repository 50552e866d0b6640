"""The front door: what people ask, moments of life, audiences, what changed."""

from typing import Final

from django.utils import timezone

from bawaba.catalogue.queries import count_published, list_cards, list_events
from bawaba.catalogue.types import AUDIENCES, CONFIDENCES, PublishedCounts, ServiceCard
from bawaba.kernel import ports
from bawaba.kernel.languages import pick
from bawaba.kernel.ports import NewsItem
from bawaba.portal import phrases
from bawaba.portal.types import AudienceTile, Example, HomePage, NewsLine

EXAMPLES: Final = (
    Example("تجديد البطاقة الوطنية", "ar", "ar"),
    Example("J'ai perdu mon permis de conduire", "fr", "fr"),
    Example("بغيت نسجل ولدي فالحالة المدنية", "ary", "darija"),
    Example("bghit n9ad passport", "ary-Latn", "darija-latn"),
)
OFTEN_ASKED: Final = (
    "extrait-acte-naissance", "cnie-renouvellement", "passeport-majeur", "casier-judiciaire",
    "permis-conduire-renouvellement", "certificat-residence-dgsn", "amo-tadamon", "certificat-negatif",
)  # fmt: skip
_ICONS: Final = {"citizen": "users", "business": "briefcase", "institution": "landmark"}
MOST_NEWS: Final = 5


def home_page(*, language: str) -> HomePage:
    """Return what the home page shows. The SQL queries of `count_published`, `list_events`,
    `list_cards` and the news feeds."""
    counts = count_published()
    events = list_events(language=language)
    return HomePage(
        examples=EXAMPLES,
        events=[event for event in events if event.kind == "life"],
        business_events=[event for event in events if event.kind == "business"],
        audiences=_audience_tiles(counts),
        frequent=essentials(language=language),
        news=latest_news(language=language),
        counts=counts,
    )


def _audience_tiles(counts: PublishedCounts) -> list[AudienceTile]:
    return [
        AudienceTile(
            key,
            str(phrases.AUDIENCES[key]),
            str(phrases.AUDIENCE_SUMMARIES[key]),
            _ICONS[key],
            counts.by_audience.get(key, 0),
        )
        for key in AUDIENCES
    ]


def latest_news(*, language: str) -> list[NewsLine]:
    """Return the latest public changes of every room that tells them."""
    items = [item for feed in ports.news_feeds.providers().values() for item in feed(MOST_NEWS)]
    latest = sorted(items, key=lambda item: item.at, reverse=True)[:MOST_NEWS]
    return [_news_line(item, language) for item in latest]


def _news_line(item: NewsItem, language: str) -> NewsLine:
    words = phrases.NEWS_KINDS.get(item.kind, "")
    return NewsLine(timezone.localtime(item.at).date(), str(words), pick(item.titles, language), item.path)


def search_start(*, language: str) -> dict[str, object]:
    """Return what helps somebody who has not asked anything yet. The SQL queries of `list_events`."""
    return {"examples": EXAMPLES, "events": list_events(language=language)}


def count_trust(counts: PublishedCounts) -> list[tuple[str, str, int]]:
    """Return, for each degree of certainty, its name, what it means, and the number of services."""
    return [
        (
            str(phrases.TRUST_NAMES[level]),
            str(phrases.TRUST_SENTENCES[level]),
            counts.by_confidence.get(level, 0),
        )
        for level in CONFIDENCES
    ]


def essentials(*, language: str) -> list[ServiceCard]:
    """Return the services that are often asked for. The SQL queries of `list_cards`."""
    return list_cards(identifiers=OFTEN_ASKED, language=language)
