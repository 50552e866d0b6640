"""One form for letters that readers type in several: accents, alef, taa marbuta, Tifinagh."""

import re
import unicodedata
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'", "´": "'"})
_MARKS: Final = re.compile("[\u0300-\u036f]")
_ARABIC_MARKS: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_PRESENTATION: Final = re.compile("[\ufb50-\ufefc]")
_ARABIC: Final = re.compile("[\u0620-\u06ff\ufb50-\ufefc]")
_ARABIC_LETTERS: Final = str.maketrans(
    "أإآٱىةؤئگڭݣڪکپڤڨچی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "ااااي" + "هوي" + "ككككك" + "بفقشي" + "01234567890123456789",
)
# Standard Moroccan Tamazight (IRCAM alphabet, ISO 15924 Tfng) to the Latin letters people type.
_TIFINAGH: Final = {
    "ⴰ": "a", "ⴱ": "b", "ⴳ": "g", "ⴷ": "d", "ⴹ": "d", "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⵀ": "h", "ⵃ": "h",
    "ⵄ": "a", "ⵅ": "x", "ⵇ": "q", "ⵉ": "i", "ⵊ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n", "ⵓ": "u", "ⵔ": "r",
    "ⵕ": "r", "ⵖ": "gh", "ⵙ": "s", "ⵚ": "s", "ⵛ": "c", "ⵜ": "t", "ⵟ": "t", "ⵡ": "w", "ⵢ": "y", "ⵣ": "z",
    "ⵥ": "z", "ⵯ": "w",
}  # fmt: skip
_TIFINAGH_MAP: Final = str.maketrans(_TIFINAGH)


def fold_latin(text: str) -> str:
    """Return `text` in lower case without accents, ligatures opened, one apostrophe."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text).lower().translate(_LIGATURES)
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered))


def fold_arabic(text: str) -> str:
    """Return `text` with one alef, yaa for alef maqsura, haa for taa marbuta, no vowel marks or tatweel.

    Presentation forms are resolved, Eastern digits become Western, and the letters that Moroccans
    use for /g/, /p/ and /v/ become their nearest Arabic letter.
    """
    if _PRESENTATION.search(text):
        text = unicodedata.normalize("NFKC", text)
    return _ARABIC_MARKS.sub("", text).translate(_ARABIC_LETTERS)


def fold_tifinagh(text: str) -> str:
    """Return Tifinagh in Latin letters, so that either script finds the other."""
    return text.translate(_TIFINAGH_MAP)


def is_arabic(word: str) -> bool:
    """Say whether the word holds an Arabic letter."""
    return _ARABIC.search(word) is not None
