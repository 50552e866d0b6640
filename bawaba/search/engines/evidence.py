"""What speaks for each document, channel by channel, for rooms that weigh it themselves.

Ranking adds channels up and forgets them; whoever must decide whether anything answers at all
needs them apart. Each value is a share of what a perfect document would get; `vector` is how far
the document stands out (see `ranking.stand_out`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.embedders.protocol import Floats
from bawaba.search.engines.lexical import add_lexical_scores
from bawaba.search.engines.postings import PostingSource
from bawaba.search.engines.ranking import Searchable, stand_out
from bawaba.search.engines.scratch import Scratch
from bawaba.search.rules.packing import posting_key
from bawaba.search.rules.scoring import K1, inverse_frequency
from bawaba.search.rules.translation import translate_terms

CHANNELS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": ("ar", "ar3", "fr", "skeleton"),
    "darija": ("ar", "ar3", "fr", "skeleton"),
    "darija-latn": ("skeleton", "spoken", "ar", "fr", "translated"),
    "fr": ("fr", "ar", "translated"),
    "en": ("en", "fr", "ar"),
    "zgh": ("zgh",),
}
TRANSLATED: Final = "translated"
VECTOR: Final = "vector"
_scratch: Final = Scratch()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Document numbers, and for each channel one value a document."""

    numbers: NDArray[np.int32]
    values: Mapping[str, Floats]


def gather_evidence(
    index: Searchable, text: str, language: str, question: Callable[[], Floats | None], limit: int
) -> Gathered:
    """Return the documents that the most speaks for, by the plain sum of the channels.

    question: gives the vector of the text, or None to leave vectors out
    """
    size = index.table.size
    found = {channel: _channel(index, channel, language, text) for channel in CHANNELS_OF[language]}
    vector = question() if index.vectors is not None else None
    if vector is not None and index.vectors is not None:
        close = index.vectors.closeness(vector)
        inside = close.numbers < size
        found[VECTOR] = np.zeros(size, np.float32)
        found[VECTOR][close.numbers[inside]] = stand_out(close, index.spread)[inside]
    total = np.sum(list(found.values()), axis=0) * index.table.live[:size]
    kept = np.argsort(-total, kind="stable")[:limit]
    numbers = kept[total[kept] > 0].astype(np.int32)
    return Gathered(numbers, {channel: values[numbers] for channel, values in found.items()})


def _channel(index: Searchable, channel: str, language: str, text: str) -> Floats:
    size = index.table.size
    scores = np.zeros(size, np.float32)
    if channel == TRANSLATED:
        return _add_translated(scores, index.postings, text, index.table.count)
    add_lexical_scores(
        _scratch, index.postings, {channel: 1.0}, language=language, text=text, documents=index.table.count
    )
    numbers, amounts = _scratch.take()
    inside = numbers < size
    scores[numbers[inside]] = amounts[inside]
    return scores


def _add_translated(scores: Floats, postings: PostingSource, text: str, documents: int) -> Floats:
    """Add what each document holds of the text's translation: the best Arabic word of each French one."""
    terms = translate_terms(text)
    lists = postings.fetch(posting_key("ar", word) for words in terms for word in words)
    best_possible = 0.0
    for words in terms:
        best = np.zeros_like(scores)
        rarest = 0.0 if words else inverse_frequency(documents, 0)
        for word, weight in words.items():
            held = lists.get(posting_key("ar", word))
            rarity = inverse_frequency(documents, held.frequency if held else 0)
            rarest = max(rarest, weight * rarity)
            if held is not None:
                inside = held.documents < len(scores)
                numbers = held.documents[inside]
                gain = held.weights[inside] * np.float32(weight * rarity)
                best[numbers] = np.maximum(best[numbers], gain)
        scores += best
        best_possible += rarest
    return (scores / np.float32(max(best_possible, 1e-6) * (K1 + 1.0))).astype(np.float32)
