"""Icons as inline SVG: a small set of Lucide's drawings (ISC), kept in data/icons.json."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.safestring import SafeString, mark_safe

_DRAWINGS: Final[dict[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "icons.json").read_text(encoding="utf-8")
)
_POINTING: Final = frozenset({"arrow-right", "chevron-right", "log-in", "log-out", "send", "rotate-ccw",
                              "list", "list-checks", "external-link", "volume-2", "circle-help"})  # fmt: skip
_UNKNOWN: Final = "file-text"


def names() -> tuple[str, ...]:
    """Return the names of every icon."""
    return tuple(_DRAWINGS)


@cache
def svg(name: str) -> SafeString:
    """Return one icon, hidden from screen readers; the words beside it say what it means.

    Icons that point along the line of reading turn round in right-to-left pages. An unknown name
    (names come from data too) shows a plain sheet.
    """
    drawing = _DRAWINGS.get(name) or _DRAWINGS[_UNKNOWN]
    turning = " icon-turns" if name in _POINTING else ""
    return mark_safe(  # noqa: S308 (our own file)
        f'<svg class="icon{turning}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{drawing}</svg>'
    )
