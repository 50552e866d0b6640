"""The words by which reference systems are found: computed when a register is imported."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from bawaba.ai.models import Posting, ReferenceSystem
from bawaba.ai.register.words import counted, impacts
from bawaba.kernel import epochs

AT_ONCE: Final = 5_000
READ: Final = ("pk", "language", "name", "body", "unit", "purpose", "outputs", "topic", "public_service")
MOST_CHARACTERS: Final = 2_500
"""Of what a system says beside its name; what comes later repeats."""


def index_register(origin: str) -> int:
    """Compute the words of a register anew, in the caller's transaction; return how many were kept.

    How rare a word is counts within its register: each is a collection of its own language.
    """
    documents = {
        pk: _count(name, (body, unit, purpose, outputs, topic, service), language)
        for pk, language, name, body, unit, purpose, outputs, topic, service in ReferenceSystem.objects.filter(
            origin=origin
        ).values_list(*READ)
    }
    Posting.objects.filter(system__origin=origin).delete()
    kept = 0
    for rows in _chunks(impacts(documents)):
        Posting.objects.bulk_create(
            Posting(system_id=pk, term=term, impact=round(impact, 4)) for pk, term, impact in rows
        )
        kept += len(rows)
    epochs.advance()
    return kept


def _count(name: str, rest: Iterable[str], language: str) -> Counter[str]:
    return counted(name, " ".join(rest)[:MOST_CHARACTERS], language)


def _chunks(rows: Iterable[tuple[int, str, float]]) -> Iterator[list[tuple[int, str, float]]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, AT_ONCE)):
        yield chunk
