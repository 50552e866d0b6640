"""An answer reworded thing by thing: what a language model may quote, and what of its sentences is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bawaba.assistant.rules.verifying import Connectives, Fact, verify
from bawaba.assistant.rules.verifying.sentences import Sentence
from bawaba.assistant.types import Answer, Part

MOST_FACTS: Final = 40
MOST_CHARACTERS: Final = 6_000


def facts_of(answer: Answer) -> list[Fact]:
    """Return the numbered quotations of an answer: its title, then those of each part that is not missing.

    Empty when there is nothing to reword, or too much for one request.
    """
    told = [(part.intent, one) for part in answer.parts if not part.missing for one in part.citations]
    quoted = list(
        dict.fromkeys((intent, one.field, one.quote) for intent, one in told if one.field != "title")
    )
    facts = [Fact(1, "title", "title", answer.title)]
    facts += [Fact(number, *fact) for number, fact in enumerate(quoted, 2)]
    size = sum(len(fact.quote) for fact in facts)
    return facts if 1 < len(facts) <= MOST_FACTS and size <= MOST_CHARACTERS else []


@dataclass(slots=True)
class _Waiting:
    """A part on its way: what of it was told, in which sentences."""

    part: Part
    wanted: frozenset[int]
    told: frozenset[int] = frozenset()
    sentences: list[str] = field(default_factory=list)


class Assembly:
    """Takes sentences one by one; gives each part as soon as sentences that hold tell all of it.

    A part is never shown half: a list of papers that lacks one is as wrong as one with a paper too many.
    dropped: sentences that did not hold, by fault
    """

    def __init__(self, answer: Answer, facts: Sequence[Fact], language: str, book: Connectives) -> None:
        self._facts, self._language, self._book = facts, language, book
        self._parts = {
            place: _Waiting(part, frozenset(fact.number for fact in facts if fact.intent == part.intent))
            for place, part in enumerate(answer.parts)
        }
        self._given: dict[int, Part] = {
            place: waiting.part for place, waiting in self._parts.items() if waiting.part.missing
        }
        self.dropped: list[str] = []
        self.kept = 0

    def missing(self) -> Iterator[Part]:
        """Yield the parts that name a gap: they are said in the assistant's own words."""
        yield from self._given.values()

    def take(self, sentence: Sentence) -> Iterator[Part]:
        """Yield the part that this sentence completes, if it holds and does."""
        verdict = verify(sentence.text, sentence.cited, self._facts, self._language, self._book)
        if not verdict.holds:
            self.dropped.append(verdict.fault)
            return
        for place, waiting in self._parts.items():
            new = verdict.told & waiting.wanted - waiting.told
            if place in self._given or not new:
                continue
            if not self._in_order(waiting, new):
                self.dropped.append("order")
                return
            waiting.told |= verdict.told & waiting.wanted
            waiting.sentences.append(sentence.text)
            self.kept += 1
            if waiting.told == waiting.wanted:
                yield self._give(place, waiting)
            return

    def _in_order(self, waiting: _Waiting, new: frozenset[int]) -> bool:
        """Say whether steps come in their order; elsewhere order says nothing."""
        return waiting.part.intent != "how" or not waiting.told or min(new) > max(waiting.told)

    def _give(self, place: int, waiting: _Waiting) -> Part:
        self._given[place] = replace(waiting.part, text=" ".join(waiting.sentences), lines=(), generated=True)
        return self._given[place]

    def quoted(self) -> Iterator[Part]:
        """Yield the parts that no sentences told in full, as the catalogue says them."""
        for place, waiting in self._parts.items():
            if place not in self._given:
                self._given[place] = waiting.part
                yield waiting.part

    def parts(self) -> list[Part]:
        """Return every part given, in the order asked."""
        return [self._given[place] for place in sorted(self._given)]
