"""One consonant alphabet for Latin-script Darija and Arabic script, so that either finds the other.

Short vowels are not written in Arabic and are written at will in Latin script; emphatic letters
have no Latin letter of their own. What both spellings keep is the order of the consonants, with
emphatic and plain ones merged: ص س, ط ت, ض د ذ ظ, ح ه, ق ك.
"""

import re
from functools import lru_cache
from typing import Final

from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.wordlists import stop_words

CLEAR_BONES: Final = 3
_STOP: Final = stop_words("ar", "darija", "darija-latn")
_WORD: Final = re.compile("[\u0621-\u064a]+|[a-z0-9]+")
_DIGRAPHS: Final = (
    ("tch", "C"), ("ch", "C"), ("sh", "C"), ("kh", "X"), ("gh", "8"), ("th", "t"), ("dh", "d"), ("ph", "f"),
)  # fmt: skip
_LATIN: Final = str.maketrans(
    {
        "b": "b", "p": "b", "t": "t", "j": "j", "h": "h", "7": "h", "x": "C", "5": "X", "d": "d", "r": "r",
        "z": "z", "s": "s", "f": "f", "v": "f", "q": "k", "k": "k", "9": "k", "g": "k", "c": "k", "l": "l",
        "m": "m", "n": "n", "3": "3", "8": "8", "6": "t", "C": "C", "X": "X",
        **dict.fromkeys("aeiouyw24'", ""), "0": "", "1": "",
    }
)  # fmt: skip
_ARABIC: Final = str.maketrans(
    {
        "ب": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "X", "د": "d", "ض": "d",
        "ذ": "d", "ظ": "d", "ر": "r", "ز": "z", "س": "s", "ص": "s", "ش": "C", "ف": "f", "ق": "k", "ك": "k",
        "ل": "l", "م": "m", "ن": "n", "ع": "3", "غ": "8", **dict.fromkeys("اوياىءؤئ", ""),
    }
)  # fmt: skip
_DOUBLES: Final = re.compile(r"(.)\1+")
_ARABIC_ARTICLE: Final = re.compile("^(?:وال|بال|فال|كال|دال|لل|ال)(?=..)")
_LATIN_ARTICLE: Final = re.compile(
    r"^(?:l|el|al|lel|d|del|dl|f|fl|fel|b|bel)[-']|^(?:el|al|l)(?=[bcdfghjkmnpqrstvwxz35789])"
)
_FINAL_TAA: Final = re.compile("[هة]$")


@lru_cache(maxsize=100_000)
def skeleton_of(word: str) -> str:
    """Return the consonants of a folded word in the shared alphabet; empty for a stop word."""
    if word in _STOP:
        return ""
    if "\u0621" <= word[0] <= "\u064a":
        bare = _FINAL_TAA.sub("", _ARABIC_ARTICLE.sub("", word))
        return _DOUBLES.sub(r"\1", bare.translate(_ARABIC))
    if word.isdigit():
        return ""
    bare = _LATIN_ARTICLE.sub("", word)
    for letters, sound in _DIGRAPHS:
        bare = bare.replace(letters, sound)
    bare = re.sub("c(?=[eiy])", "s", bare)
    return _DOUBLES.sub(r"\1", bare.translate(_LATIN))


def skeleton_words(text: str) -> list[str]:
    """Return the skeletons of the words of a text in either script, stop words left out."""
    folded = fold_arabic(fold_latin(text)) if not text.isascii() else text.lower()
    return [bones for word in _WORD.findall(folded) if (bones := skeleton_of(word))]


def skeleton_grams(text: str) -> list[str]:
    """Return the 3-grams of the joined skeletons of `text`, its two ends marked."""
    joined = "".join(skeleton_words(text))
    if not joined:
        return []
    marked = f"^{joined}$"
    return [marked[i : i + 3] for i in range(max(len(marked) - 2, 1))]


def spoken_words(text: str) -> list[str]:
    """Return the skeletons of words that keep three consonants or more, other words as they are written.

    A skeleton of one or two letters is shared by too many words to mean one.
    """
    folded = fold_arabic(fold_latin(text)) if not text.isascii() else text.lower()
    pairs = ((word, skeleton_of(word)) for word in _WORD.findall(folded))
    return [bones if len(bones) >= CLEAR_BONES else f"={word}" for word, bones in pairs if bones]
