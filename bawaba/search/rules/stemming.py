"""Words and their stems: French and English (Snowball), Arabic and Darija (light, after Larkey)."""

import re
from functools import lru_cache
from typing import Final

import snowballstemmer

from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.wordlists import stop_words

_ELISION: Final = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quelqu)'(?=[a-z0-9])")
_LATIN_WORD: Final = re.compile(r"[a-z0-9]+")
_ARABIC_WORD: Final = re.compile("[\u0621-\u064a\u066e-\u06d3]+|[0-9]+")
FRENCH_STOP: Final = stop_words("fr")
ENGLISH_STOP: Final = stop_words("en")
ARABIC_STOP: Final = stop_words("ar", "darija")
_DIGITS: Final = re.compile("[0-9]+")
_FRENCH: Final = snowballstemmer.stemmer("french")
_ENGLISH: Final = snowballstemmer.stemmer("english")

# Light stemming after Larkey, Ballesteros and Connell (SIGIR 2002, "light10"), with the Moroccan
# prepositions written attached to the article (دال, فال) and the attached pronouns.
_PREFIXES: Final = ("وال", "بال", "كال", "فال", "دال", "عال", "لل", "ال")
_SUFFIXES: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "تي", "ه", "ي")
_SHORTEST: Final = 3


def latin_words(text: str) -> list[str]:
    """Return the folded words of a Latin-script text, French elisions taken off."""
    return _LATIN_WORD.findall(_ELISION.sub("", fold_latin(text)))


def arabic_words(text: str) -> list[str]:
    """Return the folded words of an Arabic-script text; Latin words are left out."""
    return _ARABIC_WORD.findall(fold_arabic(text)) if not text.isascii() else _DIGITS.findall(text)


@lru_cache(maxsize=200_000)
def stem_french(word: str) -> str:
    """Return the stem of a folded French word, or an empty text for a stop word."""
    if word in FRENCH_STOP or (len(word) == 1 and not word.isdigit()):
        return ""
    return str(fold_latin(_FRENCH.stemWord(word)))


@lru_cache(maxsize=100_000)
def stem_english(word: str) -> str:
    """Return the stem of a folded English word, or an empty text for a stop word."""
    if word in ENGLISH_STOP or (len(word) == 1 and not word.isdigit()):
        return ""
    return str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=100_000)
def stem_arabic(word: str) -> str:
    """Return the light stem of a folded Arabic or Darija word, or an empty text for a stop word."""
    if word in ARABIC_STOP or (len(word) == 1 and not word.isdigit()):
        return ""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST - 1:
            word = word[len(prefix) :]
            break
    else:
        if word[0] == "و" and len(word) > _SHORTEST:
            word = word[1:]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word
