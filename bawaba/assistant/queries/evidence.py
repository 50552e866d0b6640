"""What speaks for which services: the question as a whole, and each of its clauses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.queries.books import read_text
from bawaba.assistant.queries.shelves import Shelf
from bawaba.assistant.rules.reading import Reading
from bawaba.assistant.rules.weighing import Candidate

SERVICE: Final = "service"
_CLAUSE_END: Final = re.compile(r"[،,;؛:.!?؟\n]+|\s[-–—]\s")
# The fields of so many services are compared with the question: all that the channels name.
MOST_COMPARED: Final = 40
MOST_CLAUSES: Final = 3
FEWEST_WORDS: Final = 2
# How much a clause says about which service is meant. Spoken questions come in pieces; in written ones
# a clause alone misled more often than it helped (development questions).
CLAUSE_SHARE: Final[Mapping[str, float]] = {"darija": 0.7}


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates as the whole question and as its best clause speak for them, and what that rests on."""

    candidates: list[Candidate]
    language: str
    with_vectors: bool


def weigh_question(text: str, language: str, reading: Reading, shelf: Shelf, *, vectors: bool) -> Weighed:
    """Return the candidates for a question, as `QuestionEvidence` weighs them."""
    return QuestionEvidence(text, language, reading, shelf).weigh(vectors=vectors)


class QuestionEvidence:
    """What speaks for services: people tell their situation in one clause and ask in another.

    The whole decides which service is meant; whether one is meant at all, the clearest clause may tell.
    Words are looked up once, though they are weighed without a model and then, in doubt, with one.
    """

    def __init__(self, text: str, language: str, reading: Reading, shelf: Shelf) -> None:
        whole = " ".join(reading.subject) or text
        self._language, self._shelf = language, shelf
        self._fields = shelf.ask_fields(text=text, gist=whole, language=language)
        self._compared: dict[str, Mapping[str, float]] = {}
        self._whole = shelf.ask(text=whole, whole=text, language=language)
        self._clauses = [
            {one.key: one.values for one in part.weigh(vectors=False).candidates if one.kind == SERVICE}
            for clause in _clauses(text, language, whole)
            for part in [shelf.ask(text=clause, whole=clause, language=language)]
        ]

    def weigh(self, *, vectors: bool) -> Weighed:
        """Return the candidates. vectors: whether a model may be asked."""
        found = self._whole.weigh(vectors=vectors)
        share = CLAUSE_SHARE.get(self._language, 0.0)
        services = [one for one in found.candidates if one.kind == SERVICE]
        self._compare([one.key for one in services[:MOST_COMPARED]])
        weighed = []
        for one in services:
            clearest = self._clearest(one.key, one.values)
            blended = _blend(one.values, clearest, share) if share and clearest else one.values
            fields = self._compared.get(one.key, {})
            weighed.append(Candidate(one.key, {**blended, **fields}, {**(clearest or one.values), **fields}))
        return Weighed(weighed, found.language, found.with_vectors)

    def _compare(self, keys: Sequence[str]) -> None:
        """Look at the fields of services that were not looked at before."""
        left = [key for key in keys if key not in self._compared]
        known = self._shelf.fields(left) if left else {}
        self._compared.update({key: self._fields.compare(known[key]) for key in left if key in known})

    def _clearest(self, key: str, values: Mapping[str, float]) -> Mapping[str, float]:
        """Return the channels at their most over the whole and its clauses; nothing where no clause speaks."""
        said = [clause[key] for clause in self._clauses if key in clause]
        if not said:
            return {}
        best = dict(values)
        for one in said:
            best.update({name: max(value, best.get(name, 0.0)) for name, value in one.items()})
        return best


def _blend(whole: Mapping[str, float], clearest: Mapping[str, float], share: float) -> Mapping[str, float]:
    """Return the whole's channels, raised to a share of the clearest clause's where that is more."""
    return {name: max(value, share * clearest.get(name, 0.0)) for name, value in whole.items()}


def subjects(text: str, language: str) -> Iterator[Sequence[str]]:
    """Yield what each clause is about."""
    return (read_text(part, language).subject for part in _CLAUSE_END.split(text) if part.strip())


def _clauses(text: str, language: str, whole: str) -> Iterator[str]:
    """Yield the subjects of clauses that say enough, when there are several."""
    parts = [part for part in _CLAUSE_END.split(text) if part.strip()]
    if len(parts) < 2:
        return
    for part in parts[:MOST_CLAUSES]:
        subject = read_text(part, language).subject
        joined = " ".join(subject)
        if len(subject) >= FEWEST_WORDS and joined != whole:
            yield joined
