"""What search engines are told: every public page, with its twins in other languages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone

from bawaba.catalogue.queries import iter_services, list_events, list_services
from bawaba.catalogue.types import AUDIENCES
from bawaba.directory.queries import list_bodies, list_territories
from bawaba.kernel.languages import LANGUAGES

PART: Final = 5000
_STEP: Final = 500
_PLAIN: Final = (
    "", "services/", "events/", "authorities/", "territories/", "about", "accessibility", "legal", "sources", "api",
)  # fmt: skip
_MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page in the languages that it exists in."""

    path: str
    languages: tuple[str, ...]
    changed: date | None = None

    @property
    def xml(self) -> str:
        """The `url` elements of this page, one a language, each naming its twins."""
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{self._address(code)}"/>'
            for code in self.languages
        )
        changed = f"<lastmod>{self.changed.isoformat()}</lastmod>" if self.changed else ""
        return "".join(
            f"<url><loc>{self._address(code)}</loc>{changed}{twins}</url>\n" for code in self.languages
        )

    def _address(self, code: str) -> str:
        return escape(f"{settings.SITE_ADDRESS}/{code}/{self.path}")


def sitemap_cuts() -> list[str]:
    """Return where each part of the services starts, as cursors; the first is `0`.

    Four SQL queries for each 500 services.
    """
    cuts, after, read = ["0"], "", 0
    while True:
        after = list_services(language=settings.LANGUAGE_CODE, after=after, limit=_STEP).after
        if not after:
            return cuts
        read += _STEP
        if read % PART == 0:
            cuts.append(after)


def sitemap_services(*, after_id: int) -> Iterator[SitemapEntry]:
    """Yield the services of one part. Three SQL queries for each 500 services."""
    for service in iter_services(after_id=after_id, limit=PART):
        languages = tuple(code for code in LANGUAGES if service.record.titles.get(code))
        if languages and not service.record.synthetic:
            changed = timezone.localtime(service.published_at).date()
            yield SitemapEntry(f"services/{service.record.identifier}", languages, changed)


def sitemap_pages() -> Iterator[SitemapEntry]:
    """Yield the pages that are no services. The SQL queries of the lists of events, bodies, territories."""
    every = tuple(LANGUAGES)
    for path in (*_PLAIN, *_numbered(AUDIENCES, "audiences"), *_numbered(_event_keys(), "events"),
                 *_numbered(_body_keys(), "authorities"), *_numbered(_territory_codes(), "territories")):  # fmt: skip
        yield SitemapEntry(path, every)


def _numbered(keys: Iterable[str], folder: str) -> Iterator[str]:
    return (f"{folder}/{key}" for key in keys)


def _event_keys() -> list[str]:
    return [event.key for event in list_events(language=settings.LANGUAGE_CODE)]


def _body_keys() -> list[str]:
    return [body.key for body in list_bodies(limit=_MOST).items]


def _territory_codes() -> list[str]:
    return [territory.code for territory in list_territories(limit=_MOST).items]
