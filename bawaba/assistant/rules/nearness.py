"""Words of a question in the forms in which a list may hold them, and whether two kinds stand near each other."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

Forms = Sequence[frozenset[str]]
NEAR: Final = 7
_WORD: Final = re.compile(r"[\w\-]+")
_ARABIC: Final = str.maketrans({"ة": "ه", "ى": "ي", "ٱ": "ا", "ـ": None})
# Words that end in the letter of the pronoun "your" without being anybody's.
_YOURS: Final = "لك"
_PARTICLES: Final = ("وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل")


def words_in(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


_NO_PRONOUN: Final = words_in(
    "بنك ابناك جمارك ملك املاك هناك هنالك ذلك كذلك شباك سمك اسماك شريك اشتراك كاسك فلك سلك"
)


def fold(text: str) -> str:
    """Return a text in small letters without accents, vowel marks and variants of Arabic letters."""
    bare = unicodedata.normalize("NFKD", text).lower().replace("’", "'")
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_ARABIC)


def forms_of(folded: str) -> list[frozenset[str]]:
    """Return the words of a folded text, each with its forms."""
    return [_forms(word) for word in _WORD.findall(folded)]


def _forms(word: str) -> frozenset[str]:
    if not "\u0621" <= word[0] <= "\u064a":
        return frozenset({word, *word.split("-")})
    bare = {word[len(one) :] for one in _PARTICLES if word.startswith(one) and len(word) - len(one) >= 3}
    yours = {_YOURS} if word.endswith("ك") and len(word) >= 4 and bare.isdisjoint(_NO_PRONOUN) else set()
    return frozenset({word, *bare, *yours} - _NO_PRONOUN)


def holds(words: Forms, kind: frozenset[str]) -> bool:
    """Say whether one of the words is of a kind."""
    return any(not kind.isdisjoint(word) for word in words)


def near(words: Forms, first: frozenset[str], second: frozenset[str], most: int = NEAR) -> bool:
    """Say whether words of two kinds stand within `most` words of each other."""
    here = [place for place, word in enumerate(words) if not first.isdisjoint(word)]
    there = [place for place, word in enumerate(words) if not second.isdisjoint(word)]
    return any(abs(one - other) <= most for one in here for other in there)


def after(words: Forms, first: frozenset[str], second: frozenset[str], most: int) -> bool:
    """Say whether a word of the second kind comes within `most` words after one of the first."""
    here = [place for place, word in enumerate(words) if not first.isdisjoint(word)]
    return any(holds(words[place + 1 : place + 1 + most], second) for place in here)
