"""What makes the site installable and readable offline: the manifest and the list of files kept."""

from typing import Final

from django.templatetags.static import static
from django.utils.translation import gettext

from bawaba.kernel.languages import direction_of

_ICONS: Final = (
    ("ui/images/mark.svg", "any", "image/svg+xml", "any"),
    ("ui/images/icon-192.png", "192x192", "image/png", "any"),
    ("ui/images/icon-512.png", "512x512", "image/png", "any"),
    ("ui/images/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
_FILES: Final = (
    "ui/bawaba.css",
    "ui/search.js",
    "ui/page.js",
    "ui/fonts/naskh.woff2",
    "ui/images/mark.svg",
    "ui/images/zellige.svg",
)


def site_manifest(code: str) -> dict[str, object]:
    """Return the manifest of the site in one language."""
    return {
        "id": "/",
        "name": gettext("Bawaba, the door to public services"),
        "short_name": gettext("Bawaba"),
        "lang": code,
        "dir": direction_of(code),
        "start_url": f"/{code}/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5c43",
        "icons": [
            {"src": static(path), "sizes": sizes, "type": kind, "purpose": purpose}
            for path, sizes, kind, purpose in _ICONS
        ],
    }


def kept_addresses() -> list[str]:
    """Return the static files that the service worker keeps from the start."""
    return [static(path) for path in _FILES]
