"""A sentence as what can be compared: words by their stems, numbers with their units, links, signs."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import snowballstemmer

from bawaba.assistant.rules.numbers import numbers_in
from bawaba.assistant.rules.verifying.quantities import number_of, unit_of, whole_of

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789, ")
_ARABIC: Final = str.maketrans({"ة": "ه", "ى": "ي", "ٱ": "ا", "ـ": None, "ء": "ء"})
_PIECE: Final = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<![\w.])[a-z][\w\-]*(?:\.[\w\-]+)*\.[a-z]{2,}(?:/\S*)?)"
    r"|(?P<phone>(?:\+212|(?<!\d)0)(?:[ .\-]?\d){9}(?!\d))"
    r"|(?P<date>\d+(?:[/:\-]\d+)+)"
    r"|(?P<number>\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<minus>(?<!\w)[\-–−](?=\s?\d))"
    r"|(?P<sign>[^\w\s.,;:!()\[\]«»\"“”'’‘\-–—/…،؛•_])",
    re.IGNORECASE,
)
_LINK_END: Final = ".,;:)»]،؛\"'"
_WEAK: Final = frozenset(
    re.findall(r"\w+", "le la les l un une des du de d a au aux en et the an of and to و")
)
_PARTICLES: Final = ("وال", "بال", "فال", "لل", "ال", "و", "ب", "ل", "ف")
SHORTEST: Final = 3
LONG_ENOUGH: Final = 5
_ENDINGS: Final = ("ان", "ين", "ون")  # of the dual and the plural, by their place in the sentence


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that a sentence says. forms: of these, one in common makes two tokens the same."""

    kind: str
    forms: frozenset[str]
    text: str

    def same(self, other: "Token") -> bool:
        """Say whether both say the same."""
        return self.kind == other.kind and not self.forms.isdisjoint(other.forms)


def fold(text: str) -> str:
    """Return a text in one form: compatible characters, small letters, no accents, Western figures."""
    bare = unicodedata.normalize("NFKD", text.translate(_DIGITS)).lower().replace("\u2044", "/")
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_ARABIC)


@lru_cache(maxsize=4000)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text, without articles and "and"."""
    pieces = [(str(found.lastgroup), found[0]) for found in _PIECE.finditer(fold(text))]
    found: list[Token] = []
    place = 0
    while place < len(pieces):
        token, size = _token_at(pieces, place)
        place += size
        if token is not None:
            found.append(token)
    return tuple(found)


def _token_at(pieces: list[tuple[str, str]], place: int) -> tuple[Token | None, int]:
    kind, text = pieces[place]
    words = tuple(word if sort == "word" else "\0" for sort, word in pieces[place : place + 7])
    if kind == "word":
        return _word_at(text, words)
    if kind == "number":
        unit, size = unit_of(words[1:])
        value = (numbers_in(text) or [text])[0]
        return _quantity(value, unit), 1 + size
    key = text.rstrip(_LINK_END) if kind == "link" else text
    key = re.sub(r"\D", "", key).removeprefix("212").removeprefix("0") if kind == "phone" else key
    return Token("link" if kind == "link" else "sign", frozenset({key}), text), 1


def _word_at(text: str, words: tuple[str, ...]) -> tuple[Token | None, int]:
    whole, size = whole_of(words)
    if size:
        return Token("number", frozenset({whole}), text), size
    value, size = number_of(words)
    if size:
        unit, more = unit_of(words[size:])
        return _quantity(str(value), unit), size + more
    if text in _WEAK:
        return None, 1
    return Token("word", forms_of(text), text), 1


def _quantity(value: str, unit: str) -> Token:
    return Token("number", frozenset({f"{value}|{unit}"}), value)


@lru_cache(maxsize=20_000)
def forms_of(word: str) -> frozenset[str]:
    """Return the forms by which a folded word is known: stems, or an Arabic word without its particles."""
    if "\u0621" <= word[0] <= "\u064a":
        bare = {
            word[len(particle) :]
            for particle in _PARTICLES
            if word.startswith(particle) and len(word) - len(particle) >= SHORTEST
        }
        endings = {
            f"{one[:-2]}+" for one in (word, *bare) if one.endswith(_ENDINGS) and len(one) >= LONG_ENOUGH
        }
        return frozenset({word, *bare, *endings})
    return frozenset({f"fr:{_stemmer('french').stemWord(word)}", f"en:{_stemmer('english').stemWord(word)}"})


@lru_cache(maxsize=4)
def _stemmer(name: str) -> Any:  # Any: snowballstemmer has no types
    return snowballstemmer.stemmer(name)
