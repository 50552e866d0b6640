"""What may be kept of a question: never words that could be somebody's data."""

import re
from typing import Final

from bawaba.search.rules.documents import normal_question

# The same words must be asked this often on one day before they are kept.
ASKED_BEFORE_KEPT: Final = 3
MOST_CHARACTERS: Final = 60
MOST_WORDS: Final = 8
_DIGIT_RUN: Final = re.compile(r"\d[\d\s.\-/]{2,}\d")
_ADDRESS: Final = re.compile(r"@|://|www\.", re.IGNORECASE)
# A Moroccan identity card (letters, then five digits or more) or a plate: letters and digits mixed.
_IDENTIFIER: Final = re.compile(r"\b[a-z]{1,3}\s?\d{3,}", re.IGNORECASE)


def keepable_question(text: str) -> str:
    """Return the question's normal form when it may be kept once several people asked it, else nothing.

    Kept are short questions without an e-mail or web address, a run of four digits or more, or
    anything shaped like an identifier: numbers of cards, telephones, files and plates stay out.
    """
    if _ADDRESS.search(text) or _DIGIT_RUN.search(text) or _IDENTIFIER.search(text):
        return ""
    normal = normal_question(text)
    short = len(normal) <= MOST_CHARACTERS and len(normal.split()) <= MOST_WORDS
    return normal if short else ""
