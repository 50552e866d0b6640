"""Whether a sentence says only what its citations say.

A sentence holds when, its connecting words taken away, nothing but whole quotations of the fields that it
cites is left, in their own order, each number with its unit. So a changed fee, delay or date, another
document, body, address or link, a denial put in or left out, a name cut short or put together from two
have nothing to stand on: whatever is neither quoted nor on the short list of connecting words fails.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bawaba.assistant.rules.verifying.tokens import Token, fold, forms_of, tokens_of

TITLE: Final = 1  # number of the fact that names the service
MOST_CHARACTERS: Final = 600
# A bare value means nothing without a word for what it is.
_BARE: Final = frozenset({"delay", "validity"})
# In a list of things to bring, do or be, the service's name may stand only behind "for".
_LISTS: Final = frozenset({"documents", "how", "who", "overview"})
_BY_SENTENCE: Final = frozenset({"summary", "fee_note", "validity", "rules", "steps"})
_ABOUT, _ANY = "about", "any"


@dataclass(frozen=True, slots=True)
class Fact:
    """A quotation by its number, the thing asked that it answers, and its field."""

    number: int
    intent: str
    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class Connectives:
    """Words that join quotations, by (language, thing asked), as sets of forms."""

    words: Mapping[tuple[str, str], frozenset[str]]

    def joins(self, token: Token, language: str, intent: str) -> bool:
        """Say whether a word may stand between quotations here."""
        return token.kind == "word" and not self.words.get((language, intent), frozenset()).isdisjoint(
            token.forms
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Numbers of the facts that a sentence tells, or why it does not hold."""

    told: frozenset[int]
    fault: str = ""

    @property
    def holds(self) -> bool:
        return not self.fault


@dataclass(frozen=True, slots=True)
class _Unit:
    number: int
    tokens: tuple[Token, ...]


def read_connectives(lines: Iterable[str]) -> Connectives:
    """Return the words of a file in the form that its head explains."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            head, _, words = line.partition(":")
            language, intent = head.split()
            forms = (_own_forms(word, language) for word in words.split())
            found[language, intent] = frozenset(form for one in forms for form in one)
    return Connectives(found)


def _own_forms(word: str, language: str) -> frozenset[str]:
    """Return the forms of a connecting word in its own language alone, with the particles that it has."""
    folded = fold(word)
    return frozenset(form for form in forms_of(folded) if form == folded or form.startswith(f"{language}:"))


def verify(
    text: str, cited: Sequence[int], facts: Sequence[Fact], language: str, book: Connectives
) -> Verdict:
    """Return what a sentence tells. text: without its marks; cited: the numbers of its marks.

    facts: all that the model was given, the service's name as number 1.
    """
    by_number = {fact.number: fact for fact in facts}
    told_of = [
        by_number[number] for number in dict.fromkeys(cited) if number in by_number and number != TITLE
    ]
    fault = _fault_of_form(text) or _fault_of_citations(cited, by_number, told_of)
    if fault:
        return Verdict(frozenset(), fault)
    title = by_number.get(TITLE)
    units = [unit for fact in told_of for unit in _units(fact)]
    names = _units(title) if title else []
    walk = _Walk(tokens_of(text), units, names, language, told_of[0].intent, book)
    told = walk.best()
    if told is None:
        return Verdict(frozenset(), "not-quoted")
    if {fact.number for fact in told_of} - told:
        return Verdict(frozenset(), "cited-without-use")
    return Verdict(told)


def _fault_of_form(text: str) -> str:
    if not text.strip() or len(text) > MOST_CHARACTERS:
        return "length"
    shown = unicodedata.normalize("NFC", text)
    return "hidden-characters" if any(_is_hidden(sign) for sign in shown) else ""


def _is_hidden(sign: str) -> bool:
    """Say whether a sign changes how others look: controls, and strokes laid over letters or figures."""
    kind = unicodedata.category(sign)
    vowel_sign = "\u064b" <= sign <= "\u0655" or sign == "\u0670"
    return kind in {"Cc", "Cf", "Co", "Cs", "Cn", "Me"} or (kind == "Mn" and not vowel_sign)


def _fault_of_citations(cited: Sequence[int], known: Mapping[int, Fact], told_of: Sequence[Fact]) -> str:
    if not told_of:
        return "no-citation"
    if any(number not in known for number in cited):
        return "unknown-citation"
    return "" if len({fact.intent for fact in told_of}) == 1 else "several-things"


@lru_cache(maxsize=2000)
def _units(fact: Fact) -> tuple[_Unit, ...]:
    """Return what of a fact must be quoted whole: all of it, or of longer texts each sentence."""
    pieces = _sentences(fact.quote) if fact.field in _BY_SENTENCE else [fact.quote]
    return tuple(_Unit(fact.number, tokens) for piece in pieces if (tokens := tokens_of(piece)))


def _sentences(quote: str) -> list[str]:
    marked = quote
    for end in (". ", "؛ ", "; ", "؟ ", "! ", "\n"):
        marked = marked.replace(end, f"{end[0]}\0")
    return marked.split("\0")


@dataclass(frozen=True, slots=True)
class _Walk:
    """Ways to read a sentence as whole quotations and connecting words, from its start to its end."""

    tokens: Sequence[Token]
    units: Sequence[_Unit]
    names: Sequence[_Unit]
    language: str
    intent: str
    book: Connectives

    def best(self) -> frozenset[int] | None:
        """Return the facts told by the reading that tells most, or nothing when there is none."""
        # States: what was told, whether a word for the thing was said, what stood just before.
        states: list[set[tuple[frozenset[int], bool, str]]] = [set() for _ in range(len(self.tokens) + 1)]
        states[0].add((frozenset(), False, "start"))
        for place in range(len(self.tokens)):
            for told, named, before in states[place]:
                for end, state in self._steps(place, told, named, before):
                    states[end].add(state)
        complete = [told for told, named, _ in states[-1] if told and (named or self.intent not in _BARE)]
        return max(complete, key=len, default=None)

    def _steps(
        self, place: int, told: frozenset[int], named: bool, before: str
    ) -> Iterable[tuple[int, tuple[frozenset[int], bool, str]]]:
        token = self.tokens[place]
        if self.book.joins(token, self.language, _ABOUT):
            yield place + 1, (told, named, "about")
        if self.book.joins(token, self.language, self.intent):
            yield place + 1, (told, True, "named")
        if self.book.joins(token, self.language, _ANY):
            yield place + 1, (told, named, before if before in {"start", "about"} else "joined")
        for unit in self.units:
            if self._stands(unit, place) and self._may_follow(unit, told):
                yield place + len(unit.tokens), (told | {unit.number}, named, "quoted")
        for name in self.names:
            if self._may_name(place, before) and self._stands(name, place):
                yield place + len(name.tokens), (told, named, "quoted")

    def _may_follow(self, unit: _Unit, told: frozenset[int]) -> bool:
        """Say whether a step comes in its turn; elsewhere order says nothing."""
        return self.intent != "how" or not told or unit.number >= max(told)

    def _may_name(self, place: int, before: str) -> bool:
        attached = self.tokens[place].text.startswith("ل")
        return before == "about" or attached or (self.intent not in _LISTS and before in {"start", "named"})

    def _stands(self, unit: _Unit, place: int) -> bool:
        here = self.tokens[place : place + len(unit.tokens)]
        return len(here) == len(unit.tokens) and all(
            token.same(wanted) for token, wanted in zip(here, unit.tokens, strict=True)
        )
