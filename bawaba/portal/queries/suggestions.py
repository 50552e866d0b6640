"""Completions while typing."""

from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from bawaba.search.queries import suggest
from bawaba.search.types import Suggestion

MOST_SUGGESTIONS: Final = 8
_PAGES: Final = {"service": "service", "event": "event", "body": "authority", "territory": "territory"}


def suggestions(*, text: str, language: str) -> list[dict[str, str]]:
    """Return what the text being typed may become, and where it leads. The SQL queries of `suggest`."""
    found = suggest(text=text, language=language, limit=MOST_SUGGESTIONS) if text else []
    return [{"text": one.text, "language": one.language, "url": _address(one)} for one in found]


def _address(suggestion: Suggestion) -> str:
    """Return the page of the document suggested, or else the results for its text."""
    page = _PAGES.get(suggestion.kind)
    if page and suggestion.key:
        return reverse(f"portal:{page}", args=[suggestion.key])
    return f"{reverse('portal:search')}?{urlencode({'q': suggestion.text})}"
