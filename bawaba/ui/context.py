"""What every page knows: its language, its twins in other languages, the reader's display settings."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from bawaba.kernel.languages import LANGUAGES, direction_of
from bawaba.kernel.pagecache import display_setting
from bawaba.ui import rules

_KNOWN: Final = frozenset(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in one language of the interface."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


def page_context(request: HttpRequest) -> dict[str, object]:
    """Return the context of every template. No SQL query.

    language, direction; display: `DisplaySettings`; alternates: this page in each language;
    canonical: this page's full address without its query; here: its path and query, quoted
    """
    code = get_language() or "ar"
    full_path = request.get_full_path()
    return {
        "language": code,
        "direction": direction_of(code),
        "display": rules.read_display(display_setting(request)),
        "alternates": [
            Alternate(
                code=language.code,
                name=language.own_name,
                direction=language.direction,
                url=rules.address_in(full_path, language.code, _KNOWN),
                current=language.code == code,
            )
            for language in LANGUAGES.values()
        ],
        "site_address": settings.SITE_ADDRESS,
        "canonical": f"{settings.SITE_ADDRESS}{request.path}",
        "here": quote(full_path, safe="/"),
    }
