"""Darija words as they are said, and the forms that a word list may hold: كنخلصوها, غتخلص, ماخلصتش → خلص.

Forms are guesses, the least changed first: they are only looked up, never taken for words of a document.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.skeleton import skeleton_of, spoken_words
from bawaba.search.rules.stemming import arabic_words, stem_arabic

SHORTEST: Final = 3
MOST_FORMS: Final = 24
# Joined to the word after them: and, in, with, to, of, this; with the article in all its spellings.
_JOINED: Final = re.compile("^(?:و?(?:هاد|ف|ب|ل|د|ك|ع)?(?:ال|ل)|و?[فبلدكع]|و)(?=...)")
# Of the present (ك, ت), the future (غ) and the person; of the passive; of who does or undergoes.
_VERBAL: Final = re.compile("^(?:(?:[كتغ]ا?)?[نتي]ت?|[كغ]ا|مت|ت|م)(?=...)")
_DENIED: Final = re.compile("^ما?(.{3,}?)ش(?:اي)?$")
# Of person, number, object and possessor.
_ENDINGS: Final = re.compile(
    "^(.{2,}?)(?:ناها|ناهم|توها|توهم|تيها|اتها|وهم|وها|تها|تهم|تني|اتني|تونا|تنا|تو|تي|ينا|"
    "ناه|وني|ها|هم|ني|نا|كم|وا|وه|ات|ين|يه|ت|و|ك|ه|ي|ا)$"
)
# The French article as it is written before a loan: لاكومباني, لوكونطرا, ليزاكسيون.
_LOAN_ARTICLE: Final = re.compile("^[وفبلدك]?(?:ال|لا|لو|لي|ل)(?=....)")
LOAN_BONES: Final = 4
_DOUBLES: Final = re.compile(r"(.)\1+")
_FRENCH_SOUNDS: Final = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        ("(?:ss?|t)ion", "sion"), ("gn", "n"), ("g(?=[eiy])", "j"), ("qu", "k"), ("cc?(?=[eiy])", "s"),
        ("cc", "k"), ("x", "ks"), ("^h", ""), ("e?[tdspxz]+$", ""), ("es?$", ""), ("[td]s?$", ""),
    )
)  # fmt: skip
_LATIN_WORD: Final = re.compile("[a-z0-9']+")
_LATIN_JOINED: Final = re.compile(r"^(?:o|w|f|b|l|d|fl|bl|dl|fel|bel|del|lel|el|al|had)(?=[a-z0-9]{3})")
_LATIN_VERBAL: Final = re.compile(
    r"^(?:(?:kan|kat|kay|ken|ket|key|kn|kt|ky|ki|tan|tat|tay|ghan|ghat|ghay|ghan|gha|ghi|8an|8a)(?:t)?|n(?:t)?|t|y|i|m)(?=[a-z0-9]{3})"
)
_LATIN_DENIED: Final = re.compile("^ma(.{3,}?)(?:ch|sh)(?:i)?$")
_LATIN_ENDINGS: Final = re.compile(
    r"^(.{2,}?)(?:naha|nahom|ouha|oha|ohom|tha|thom|tni|atni|atna|tna|ha|hom|ni|na|kom|"
    r"iha|ih|ou|ouh|oh|at|in|tou|to|ti|o|u|k|h|t|i|a)$"
)


def spoken_arabic(text: str) -> list[str]:
    """Return the folded words of a Darija text in Arabic script that have a meaning."""
    return [word for word in arabic_words(text) if stem_arabic(word)]


def spoken_latin(text: str) -> list[str]:
    """Return the folded words of a Darija text in Latin script that have a meaning."""
    folded = fold_arabic(fold_latin(text)) if not text.isascii() else text.lower()
    return [word for word in _LATIN_WORD.findall(folded) if spoken_words(word)]


@lru_cache(maxsize=2_000)
def forms_in_arabic(word: str) -> tuple[str, ...]:
    """Return the stems under which a list may hold a word in Arabic script, the likeliest first.

    Last how it is heard: it may be a French word written by ear.
    """
    stripped = _stripped(word, (_JOINED, _VERBAL), _DENIED, _ENDINGS)
    stems = (stem for one in stripped for stem in (stem_arabic(one), one) if len(stem) >= SHORTEST)
    loans = (heard for one in (word, _LOAN_ARTICLE.sub("", word)) if (heard := _loan(one)))
    return (*tuple(dict.fromkeys((stem_arabic(word), *stems)))[:MOST_FORMS], *dict.fromkeys(loans))


def french_sound(word: str) -> str:
    """Return how a French word is heard, in the consonants of `skeleton_of`; empty where they are too few."""
    heard = fold_latin(word)
    for spelling, sound in _FRENCH_SOUNDS:
        heard = spelling.sub(sound, heard)
    return _loan(heard)


def _loan(word: str) -> str:
    bones = _DOUBLES.sub(r"\1", skeleton_of(word).replace("z", "s")) if word else ""
    return f"~{bones}" if len(bones) >= LOAN_BONES else ""


@lru_cache(maxsize=2_000)
def forms_in_latin(word: str) -> tuple[str, ...]:
    """Return what `spoken_words` makes of a word in Latin script and of what it may be made of."""
    stripped = _stripped(word, (_LATIN_JOINED, _LATIN_VERBAL), _LATIN_DENIED, _LATIN_ENDINGS)
    return tuple(dict.fromkeys(term for one in stripped for term in spoken_words(one)))[:MOST_FORMS]


def _stripped(
    word: str, beginnings: tuple[re.Pattern[str], ...], denied: re.Pattern[str], endings: re.Pattern[str]
) -> Iterator[str]:
    """Yield a word without one beginning, another, an ending, or several of these."""
    bare = denied.sub(r"\1", word)
    heads = dict.fromkeys((word, bare))
    for beginning in beginnings:
        heads |= dict.fromkeys(beginning.sub("", head) for head in tuple(heads))
    for head in heads:
        yield head
    for head in heads:
        ending = endings.match(head)
        if ending and len(ending[1]) >= SHORTEST:
            yield ending[1]
