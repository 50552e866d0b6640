"""Display settings as the reader chose them, and the same page's address in another language.

The cookie `display` is a list of words joined by dots, such as `text-l.dark.eastern`. The same
words are the classes of `<html>`, so that the page cache keeps one page per setting and the style
sheet needs no other source. A default is written as nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bawaba.kernel.languages import Digits

TEXT_SIZES: Final = ("text-l", "text-xl", "text-xxl")
THEMES: Final = ("light", "dark")
FLAGS: Final = ("airy", "contrast", "still", "spaced", "eastern", "hijri")


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What the reader chose; every default is the quiet one.

    text:     one of `TEXT_SIZES`, or empty for 100 %
    theme:    `light`, `dark`, or empty to follow the device
    airy:     more space between lines (1.5 times, WCAG 1.4.12 and more)
    contrast: black on white, or white on black
    still:    no movement
    spaced:   more space between letters and words, for readers with dyslexia
    eastern:  figures as ٠١٢٣٤٥٦٧٨٩
    hijri:    the Hijri date beside the Gregorian one
    """

    text: str = ""
    theme: str = ""
    airy: bool = False
    contrast: bool = False
    still: bool = False
    spaced: bool = False
    eastern: bool = False
    hijri: bool = False

    @property
    def digits(self) -> Digits:
        return "eastern" if self.eastern else "western"

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the cookie in their one order, without defaults."""
        flags = tuple(flag for flag in FLAGS if getattr(self, flag))
        return tuple(word for word in (self.text, self.theme) if word) + flags

    @property
    def classes(self) -> str:
        """The classes of `<html>`."""
        return " ".join(self.words)


def read_display(cookie: str) -> DisplaySettings:
    """Return the settings that a cookie names; words that mean nothing are passed over."""
    return choose_display(cookie.split("."))


def choose_display(words: Iterable[str]) -> DisplaySettings:
    """Return the settings that a set of words names; of two sizes or themes the first counts."""
    given = set(words)
    return DisplaySettings(
        text=next((size for size in TEXT_SIZES if size in given), ""),
        theme=next((theme for theme in THEMES if theme in given), ""),
        **{flag: flag in given for flag in FLAGS},
    )


def write_display(settings: DisplaySettings) -> str:
    """Return the cookie for these settings: at most 80 characters of [a-z0-9.-]."""
    return ".".join(settings.words)


def address_in(address: str, code: str, known: Iterable[str]) -> str:
    """Return `address` (path and query) with its language replaced by `code`.

    Addresses differ between languages by their first part only (`/ar/…`, `/fr/…`). An address
    without a language leads to that language's home page.
    known: codes that may stand first in a path
    """
    first, slash, rest = address.lstrip("/").partition("/")
    if slash and first in set(known):
        return f"/{code}/{rest}"
    return f"/{code}/"
