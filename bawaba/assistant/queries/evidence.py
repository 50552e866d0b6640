"""What speaks for which services: the question as a whole, and each of its clauses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.queries.books import read_text
from bawaba.assistant.queries.shelves import Shelf
from bawaba.assistant.rules.reading import Reading
from bawaba.assistant.rules.weighing import Candidate

SERVICE: Final = "service"
_CLAUSE_END: Final = re.compile(r"[،,;؛:.!?؟\n]+|\s[-–—]\s")
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
    """Return the candidates for a question: people tell their situation in one clause and ask in another.

    The whole decides which service is meant; whether one is meant at all, the clearest clause may tell.
    """
    whole = " ".join(reading.subject) or text
    found = shelf.weigh(text=whole, whole=text, language=language, vectors=vectors)
    candidates = [one for one in found.candidates if one.kind == SERVICE]
    best = {one.key: dict(one.values) for one in candidates}
    for clause in _clauses(text, language, whole):
        part = shelf.weigh(text=clause, whole=clause, language=language, vectors=False)
        for one in part.candidates:
            if one.key in best:
                known = best[one.key]
                known.update({name: max(value, known.get(name, 0.0)) for name, value in one.values.items()})
    share = CLAUSE_SHARE.get(language, 0.0)
    weighed = [
        Candidate(one.key, _blend(one.values, best[one.key], share), best[one.key]) for one in candidates
    ]
    return Weighed(weighed, found.language, found.with_vectors)


def _blend(whole: Mapping[str, float], clearest: Mapping[str, float], share: float) -> Mapping[str, float]:
    """Return the whole's channels, raised to a share of the clearest clause's where that is more."""
    return {name: max(value, share * clearest.get(name, 0.0)) for name, value in whole.items()}


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
