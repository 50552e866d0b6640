"""A question as typed, made safe to analyse: short, one line, without control or direction marks."""

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 300
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_SPACES: Final = re.compile(r"\s+")


def clean_query(text: str) -> str:
    """Return `text` on one line, composed (NFC), without control, zero-width or direction characters.

    At most `MOST_CHARACTERS` characters are kept, cut at a word where there is one: what a person
    asks fits, and the cost of a query stays bounded whatever is sent.
    """
    text = unicodedata.normalize("NFC", _UNSAFE.sub(" ", text[: 4 * MOST_CHARACTERS]))
    text = _SPACES.sub(" ", text).strip()
    if len(text) <= MOST_CHARACTERS:
        return text
    kept = text[:MOST_CHARACTERS]
    word_end = kept.rfind(" ")
    return kept[:word_end] if word_end > MOST_CHARACTERS // 2 else kept
