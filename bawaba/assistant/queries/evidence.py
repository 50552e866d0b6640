"""What speaks for which services: the question as a whole, and each of its clauses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.queries.books import read_text
from bawaba.assistant.queries.shelves import Shelf
from bawaba.assistant.rules.reading import Reading

SERVICE: Final = "service"
_CLAUSE_END: Final = re.compile(r"[،,;؛:.!?؟\n]+|\s[-–—]\s")
MOST_CLAUSES: Final = 3
FEWEST_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates with the best of each channel, and what the evidence rests on."""

    candidates: list[tuple[str, Mapping[str, float]]]
    language: str
    with_vectors: bool


def weigh_question(text: str, language: str, reading: Reading, shelf: Shelf, *, vectors: bool) -> Weighed:
    """Return the candidates for a question: people tell their situation in one clause and ask in another.

    The whole is weighed, and each clause by itself; of every channel the best counts.
    """
    whole = " ".join(reading.subject) or text
    found = shelf.weigh(text=whole, whole=text, language=language, vectors=vectors)
    best = {one.key: dict(one.values) for one in found.candidates if one.kind == SERVICE}
    for clause in _clauses(text, language, whole):
        part = shelf.weigh(text=clause, whole=clause, language=language, vectors=False)
        for one in part.candidates:
            if one.kind == SERVICE:
                known = best.setdefault(one.key, {})
                known.update({name: max(value, known.get(name, 0.0)) for name, value in one.values.items()})
    return Weighed(list(best.items()), found.language, found.with_vectors)


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
