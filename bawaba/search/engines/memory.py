"""An index in memory, made by the same analysis and packing as the one in the database."""

from collections.abc import Callable, Sequence

import numpy as np

from bawaba.kernel.ports import SearchDocument
from bawaba.search.embedders.protocol import Floats
from bawaba.search.engines.documents import DocumentRow, DocumentTable
from bawaba.search.engines.postings import MemoryPostings
from bawaba.search.engines.ranking import USUAL_SPREAD, Searchable
from bawaba.search.engines.vectors import VectorSet
from bawaba.search.rules import documents as rules
from bawaba.search.rules.packing import Inverter
from bawaba.search.rules.spelling import Vocabulary

EmbedPassages = Callable[[Sequence[str]], Floats]


def build_index(
    documents: Sequence[SearchDocument], embed: EmbedPassages | None = None, spread: float = USUAL_SPREAD
) -> Searchable:
    """Return an index of the documents, numbered from 1 in their order.

    embed: gives the vectors of passages; without it the index is lexical
    """
    analysed = [rules.analyse_document(document) for document in documents]
    averages = rules.average_lengths(rules.add_lengths({}, analysed))
    inverter, table = Inverter(), DocumentTable()
    for number, one in enumerate(analysed, 1):
        inverter.add(number, rules.impacts(one, averages))
    table.update(
        [
            DocumentRow(number, document.kind, document.key, True, document.weight, document.facets)
            for number, document in enumerate(documents, 1)
        ]
    )
    vectors = _vectors(documents, embed) if embed is not None else None
    postings = MemoryPostings(inverter.lists())
    vocabulary = Vocabulary.of(postings.words())
    return Searchable(table, postings, vectors, lambda: vocabulary, spread)


def _vectors(documents: Sequence[SearchDocument], embed: EmbedPassages) -> VectorSet:
    texts = [
        (number, text) for number, document in enumerate(documents, 1) for text in rules.passages(document)
    ]
    numbers = np.array([number for number, _ in texts], np.int32)
    return VectorSet(numbers, embed([text for _, text in texts]))
