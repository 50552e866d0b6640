"""Which words of a case may be searched, in one form for both scripts."""

import re
import unicodedata
from typing import Final

MOST_WORDS: Final = 60
"""Words kept of one case; more would only make its digests say more about it."""
MOST_ASKED: Final = 8
_LEAST: Final = 2
_SAME_LETTERS: Final = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ة": "ه", "ڭ": "ك", "گ": "ك", "ـ": "", "œ": "oe", "æ": "ae", "ø": "o", "ı": "i"}
)
_FIGURES: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ARTICLE: Final = "ال"


def fold(text: str) -> str:
    """Return `text` without case, accents, vowel marks and the letters' variants, figures as 0 to 9."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return bare.translate(_FIGURES).translate(_SAME_LETTERS)


def words_of(*texts: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the different words of `texts` in their folded form, in order, at most `most`.

    The Arabic article goes from words that have three letters or more without it.
    """
    found: dict[str, None] = {}
    for text in texts:
        for word in re.findall(r"\w+", fold(text)):
            bare = word.removeprefix(_ARTICLE) if len(word) >= len(_ARTICLE) + 3 else word
            if len(bare) >= _LEAST:
                found[bare] = None
    return tuple(found)[:most]
