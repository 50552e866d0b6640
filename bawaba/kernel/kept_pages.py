"""Pages that differ from one reader to the next by a few words alone: rendered once, with places for these words.

For pages, and parts of pages, that are asked for all the time. Public pages: `pagecache`.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bawaba.kernel.csrf import masked_token
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.page_messages import has_messages
from bawaba.kernel.pagecache import display_setting

_MOST: Final = 256
_TOKEN: Final = "csrf_token"  # noqa: S105  # a name
_PLACE: Final = "\ue000{}\ue001"  # signs that no text of ours has
_PLACES: Final = re.compile("\ue000([a-z_]+)\ue001")


class KeptPage:
    """One template, rendered once for each language, display setting and form that it may take.

    The template must not look at the request itself, nor change a word by a filter.
    """

    def __init__(self, template: str) -> None:
        self._template = template
        self._kept: dict[Hashable, list[str]] = {}

    def show(
        self, request: HttpRequest, *, form: Mapping[str, Hashable], words: Mapping[str, str]
    ) -> HttpResponse:
        """Return the page; one that has a message to tell is rendered as a whole.

        form:  what the template chooses or lists by, few in number
        words: this reader's own, escaped as templates escape; an empty one counts as absent
        """
        if has_messages(request):
            return HttpResponse(render_to_string(self._template, {**form, **words}, request))
        given = tuple(name for name, word in words.items() if word)
        key = (get_language(), display_setting(request), given, *form.values())
        parts = self._kept.get(key)
        if parts is None:
            parts = self._render(request, form, words)
            self._keep(key, parts)
        return HttpResponse(_fill(parts, {**words, _TOKEN: masked_token(request)}))

    def _render(
        self, request: HttpRequest, form: Mapping[str, Hashable], words: Mapping[str, str]
    ) -> list[str]:
        """Return texts and names of words by turns, a text first."""
        places = {name: _PLACE.format(name) if word else "" for name, word in words.items()}
        context = {**form, **places, _TOKEN: _PLACE.format(_TOKEN)}
        return _PLACES.split(render_to_string(self._template, context, request))

    def _keep(self, key: Hashable, parts: list[str]) -> None:
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = parts


def place_of(name: str) -> str:
    """Return what stands in a kept part's template for a reader's word of this name."""
    return _PLACE.format(name)


class KeptPart:
    """A part of a page that many readers get but for a few words: rendered once in an epoch for each key.

    The template must not look at the request itself, nor change a word by a filter. most: how many are kept
    """

    def __init__(self, template: str, most: int) -> None:
        self._template = template
        self._kept: EpochMemory[Hashable, list[str]] = EpochMemory(most=most)

    def show(
        self,
        request: HttpRequest,
        *,
        key: Hashable,
        told: Mapping[str, object],
        words: Mapping[str, str],
    ) -> SafeString:
        """Return the part in the reader's language and display.

        key:   names what `told` holds; told: with `place_of` a word's name where that word stands
        words: this reader's own, escaped as templates escape
        """
        full_key = (get_language(), display_setting(request), key)
        parts = self._kept.get(full_key, lambda: self._render(request, told))
        filled = _fill(parts or [], {**words, _TOKEN: masked_token(request)})
        return mark_safe(filled)  # noqa: S308  rendered by a template; words are escaped

    def _render(self, request: HttpRequest, told: Mapping[str, object]) -> list[str]:
        context = {**told, _TOKEN: _PLACE.format(_TOKEN)}
        return _PLACES.split(render_to_string(self._template, context, request))


def _fill(parts: list[str], words: Mapping[str, str]) -> str:
    filled = parts.copy()
    filled[1::2] = [conditional_escape(words[name]) for name in parts[1::2]]
    return "".join(filled)
