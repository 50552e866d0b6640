"""What speaks for each document, channel by channel, for rooms that weigh it themselves.

Ranking adds channels up and forgets them; whoever must decide whether anything answers at all
needs them apart. Each value is a share of what a perfect document would get; `vector` is how far
the document stands out (see `ranking.stand_out`); `held` is the share of the question's words, each by
its rarity, that the document holds at all.
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
from bawaba.search.rules.analysis import query_terms
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
HELD: Final = "held"
# The channels whose words tell whether a document speaks of what is asked at all.
_WORDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": ("ar",),
    "darija": ("ar",),
    "darija-latn": ("spoken", TRANSLATED),
    "fr": ("fr", TRANSLATED),
    "en": ("en",),
    "zgh": ("zgh",),
}
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
    values = {channel: values[numbers] for channel, values in found.items()}
    shares = [_held(index, channel, text, numbers) for channel in _WORDS_OF[language]]
    return Gathered(numbers, {**values, HELD: np.max(shares, axis=0)})


def _held(index: Searchable, channel: str, text: str, numbers: NDArray[np.int32]) -> Floats:
    """Return for each document the share of the question's words that it holds at all, rare ones first.

    A word counts by how rare it is; of a translation, any of its words will do.
    """
    if channel == TRANSLATED:
        choices = [[posting_key("ar", word) for word in words] for words in translate_terms(text)]
    else:
        choices = [[posting_key(channel, term)] for term in query_terms(channel, text)]
    lists = index.postings.fetch(key for keys in choices for key in keys)
    held, whole = np.zeros(len(numbers), np.float32), 0.0
    for keys in choices:
        known = [lists[key] for key in keys if key in lists]
        rarity = inverse_frequency(index.table.count, max((one.frequency for one in known), default=0))
        inside = [np.isin(numbers, one.documents) for one in known]
        held += np.float32(rarity) * np.any(inside, axis=0) if inside else np.float32(0)
        whole += rarity
    return (held / np.float32(max(whole, 1e-6))).astype(np.float32)


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
