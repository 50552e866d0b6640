"""What a browser says of itself, in two words: enough to recognise one's own, too little to follow anybody."""

from typing import Final

from django.utils.translation import gettext

_DEVICES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(agent: str) -> str:
    """Return the kind of device that a User-Agent names."""
    return next((name for mark, name in _DEVICES if mark in agent), gettext("My device"))


def browser_name(agent: str) -> str:
    """Return a browser and its device, such as "Firefox, Windows"; "" where neither is known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    device = next((name for mark, name in _DEVICES if mark in agent), "")
    return ", ".join(part for part in (browser, device) if part)
