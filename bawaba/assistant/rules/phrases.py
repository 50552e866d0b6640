"""Phrases of a question found in its words: which, and where, so that they can be told from its subject."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Words = Sequence[str]
Fold = Callable[[str], str]
_PARTICLES: Final = ("وال", "بال", "فال", "كال", "دال", "لل", "ال", "ول", "وب", "و", "ف", "ب", "ل", "ك", "د")
_SHORTEST: Final = 3
# Short words that ask, onto which "and" is written ("وكم", "ومن").
_ASKING: Final = frozenset({"كم", "من", "ما", "هل", "لم", "اي", "اش", "كي"})
_KEY: Final = 3  # beginnings are looked up by this many letters


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word of a question, the forms in which phrases may hold it, and its consonants."""

    text: str
    forms: frozenset[str]
    bones: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand at one place of a phrase."""

    exact: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    bones: frozenset[str] = frozenset()
    optional: bool = False

    def holds(self, word: Word) -> bool:
        """Say whether the word may stand here."""
        return (
            not self.exact.isdisjoint(word.forms)
            or (bool(self.beginnings) and any(form.startswith(self.beginnings) for form in word.forms))
            or (bool(word.bones) and word.bones in self.bones)
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a section. kept: its words stay part of what is searched."""

    section: str
    slots: tuple[Slot, ...]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase stands: words from `start` up to, not including, `end`."""

    phrase: Phrase
    start: int
    end: int


class PhraseBook:
    """Phrases by the script they are written in, found by the words that may begin them."""

    def __init__(self, phrases: Mapping[str, Sequence[Phrase]]) -> None:
        self._exact: dict[tuple[str, str], list[Phrase]] = {}
        self._beginnings: dict[tuple[str, str], list[tuple[str, Phrase]]] = {}
        for script, listed in phrases.items():
            for phrase in listed:
                self._index(script, phrase)

    def _index(self, script: str, phrase: Phrase) -> None:
        for slot in phrase.slots:
            for word in slot.exact | slot.bones:
                self._exact.setdefault((script, word), []).append(phrase)
            for beginning in slot.beginnings:
                key = (script, beginning[:_KEY])
                self._beginnings.setdefault(key, []).append((beginning, phrase))
            if not slot.optional:
                return

    def find(self, words: Sequence[Word], script: str) -> list[Match]:
        """Return every match in the words, the longest first at each place."""
        found = [
            Match(phrase, start, end)
            for start, word in enumerate(words)
            for phrase in self._beginning_with(word, script)
            if (end := match_at(phrase.slots, words, start)) > start
        ]
        return sorted(found, key=lambda match: (match.start, match.start - match.end))

    def _beginning_with(self, word: Word, script: str) -> Iterator[Phrase]:
        seen: set[int] = set()
        forms = (*word.forms, word.bones) if word.bones else tuple(word.forms)
        for form in forms:
            listed = list(self._exact.get((script, form), ()))
            for size in range(1, _KEY + 1):
                starting = self._beginnings.get((script, form[:size]), ()) if len(form) >= size else ()
                listed += [phrase for beginning, phrase in starting if form.startswith(beginning)]
            for phrase in listed:
                if id(phrase) not in seen:
                    seen.add(id(phrase))
                    yield phrase


def match_at(slots: Sequence[Slot], words: Sequence[Word], start: int) -> int:
    """Return where a phrase that begins at `start` ends, the longest way; `start` when it does not."""
    ends = {start}
    for slot in slots:
        moved = {end + 1 for end in ends if end < len(words) and slot.holds(words[end])}
        ends = moved | ends if slot.optional else moved
        if not ends:
            return start
    return max(ends)


def word_of(text: str, bones: str = "") -> Word:
    """Return a folded word with the forms it has without Arabic article and particles."""
    forms = {text}
    if "\u0621" <= text[0] <= "\u064a":
        forms |= {
            text[len(particle) :]
            for particle in _PARTICLES
            if text.startswith(particle)
            and (len(text) - len(particle) >= _SHORTEST or (particle in "وف" and text[1:] in _ASKING))
        }
    return Word(text, frozenset(forms), bones)


def read_phrases(lines: Sequence[str], fold: Fold, bones_of: Fold) -> PhraseBook:
    """Return the phrases of a file in the form that its head explains.

    fold: brings a word into the form of questions; bones_of: gives a folded word's consonants
    """
    section = ""
    found: dict[str, list[Phrase]] = {}
    for line in lines:
        if line.startswith("["):
            section = line.strip("[] ")
            continue
        script, _, rest = line.partition(":")
        for text in rest.split(","):
            slots = tuple(_slots(text.strip().removeprefix("+"), fold, bones_of))
            if slots:
                found.setdefault(script.strip(), []).append(
                    Phrase(section, slots, text.strip().startswith("+"))
                )
    return PhraseBook(found)


def _slots(text: str, fold: Fold, bones_of: Fold) -> Iterator[Slot]:
    for part in text.split():
        choices = [fold(choice) for choice in part.strip("~?").split("/") if choice]
        whole = [choice for choice in choices if not choice.endswith("*")]
        spoken = whole if part.startswith("~") else []
        yield Slot(
            exact=frozenset(form for word in whole for form in _bare_forms(word)),
            beginnings=tuple(choice.removesuffix("*") for choice in choices if choice.endswith("*")),
            bones=frozenset(bones for word in spoken if len(bones := bones_of(word)) >= _SHORTEST),
            optional=part.endswith("?"),
        )


def _bare_forms(word: str) -> tuple[str, ...]:
    """Return a phrase's word, and without its article: questions are compared without theirs."""
    bare = word.removeprefix("ال")
    return (word, bare) if bare != word and len(bare) >= _SHORTEST else (word,)
