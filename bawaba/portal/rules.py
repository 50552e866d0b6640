"""What pages compute from text alone: why a hit matched, and where a summary is cut. No Django."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from bawaba.kernel.languages import Picked
from bawaba.portal.types import Segment

_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_ARABIC_AFFIXES: Final = re.compile(r"^(?:[وفبكل]?ال|لل)(?=.{3})")
_LATIN_ELISION: Final = re.compile(r"^[cdjlmnst]['’ʼ]|^qu['’ʼ]")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ]")
_LETTERS: Final = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_CITED: Final = re.compile(r"([a-zé -]+?) n° (\d[\d.-]*)(?:, art\. (\d+))?")
_LAWS_AR: Final = {
    "loi": "القانون رقم",
    "loi organique": "القانون التنظيمي رقم",
    "loi-cadre": "القانون الإطار رقم",
    "décret": "المرسوم رقم",
    "dahir": "الظهير الشريف رقم",
    "dahir portant loi": "الظهير الشريف بمثابة قانون رقم",
    "arrêté": "القرار رقم",
}
SHORTEST: Final = 3
SNIPPET_CHARS: Final = 220


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Return a word without accents, case, Arabic vowel marks, article or elision, for comparison."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter) and letter != "ـ")
    return _LATIN_ELISION.sub("", _ARABIC_AFFIXES.sub("", bare.translate(_LETTERS)))


def _share_stem(one: str, other: str) -> bool:
    """Say whether two folded words differ only by an ending of at most three letters."""
    shortest = min(len(one), len(other))
    if shortest < SHORTEST:
        return False
    stem = max(SHORTEST, max(len(one), len(other)) - 3, shortest - 1)
    return one[:stem] == other[:stem]


@lru_cache(maxsize=500)
def _asked_words(question: str) -> frozenset[str]:
    """Return the folded words of a question that are long enough to match."""
    folded = (fold_word(word) for word in _WORD.findall(question))
    return frozenset(word for word in folded if len(word) >= SHORTEST)


@lru_cache(maxsize=500)
def _by_head(asked: frozenset[str]) -> dict[str, list[str]]:
    """Return the words by their first letters: two words that share a stem share these."""
    heads: dict[str, list[str]] = {}
    for word in asked:
        heads.setdefault(word[:SHORTEST], []).append(word)
    return heads


def mark_matches(text: str, question: str) -> list[Segment]:
    """Split `text` into segments, those that hold a word of the question marked.

    The segments joined give `text` back. Words under three letters never match.
    """
    heads = _by_head(_asked_words(question))
    segments: list[Segment] = []
    cursor = 0
    for found in _WORD.finditer(text):
        folded = fold_word(found.group())
        near = heads.get(folded[:SHORTEST])
        if near is None or not any(_share_stem(folded, other) for other in near):
            continue
        if found.start() > cursor:
            segments.append(Segment(text[cursor : found.start()], matched=False))
        segments.append(Segment(found.group(), matched=True))
        cursor = found.end()
    if cursor < len(text):
        segments.append(Segment(text[cursor:], matched=False))
    return segments


def cut_at_word(text: str, limit: int = SNIPPET_CHARS) -> str:
    """Return at most `limit` characters of `text`, cut between two words, with an ellipsis when cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip(" ,;:،؛.") + "…"


def cite_law(citation: str, language: str) -> Picked:
    """Return a citation of Moroccan law, put into Arabic for its readers when it is of a plain form.

    "loi n° 37-99" becomes "القانون رقم 37.99" (the Official Bulletin writes numbers with a point).
    Others stay as they were cited, in French when they look so.
    """
    found = _CITED.fullmatch(citation.strip())
    kind = _LAWS_AR.get(found[1]) if found else None
    if language != "ar" or not found or not kind:
        return Picked(citation, "fr" if citation.isascii() or _LATIN.match(citation) else language)
    article = f"، المادة {found[3]}" if found[3] else ""
    return Picked(f"{kind} {found[2].replace('-', '.')}{article}", "ar")
