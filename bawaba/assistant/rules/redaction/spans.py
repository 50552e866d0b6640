"""What is found in a text, and the form in which it is looked at: same length, one kind of figures and letters."""

from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "email", "iban", "card", "phone", "birth", "passport", "licence", "cnie", "number", "address", "name",
)  # fmt: skip
_SAME: Final = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹أإآٱىةؤئ\u00a0\u202f’‘–—−‑،؛؟",
    "01234567890123456789اااايهوي  ''----,;?",
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where personal data stands: characters from `start` up to, not including, `end`."""

    kind: str
    start: int
    end: int


def words_in(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


def plain(text: str) -> str:
    """Return the text with Western figures, one form of each Arabic letter, plain spaces and dashes.

    Each character stays where it is, so that a place in the plain text is one in the text.
    """
    return text.translate(_SAME)
