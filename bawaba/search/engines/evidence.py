"""What speaks for each document, channel by channel, for rooms that weigh it themselves.

Ranking adds channels up and forgets them; whoever must decide whether anything answers at all
needs them apart. Each value is a share of what a perfect document would get; `vector` is how far
the document stands out (see `ranking.stand_out`); `held` is the share of the question's words, each by
its rarity, that the document holds at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.embedders.protocol import Floats
from bawaba.search.engines.lexical import ChannelQuestion, add_question_scores
from bawaba.search.engines.ranking import Searchable, stand_out
from bawaba.search.engines.scratch import Scratch
from bawaba.search.rules.packing import PostingList, posting_key
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
    "darija-latn": ("spoken", "fr", TRANSLATED),
    "fr": ("fr", TRANSLATED),
    "en": ("en",),
    "zgh": ("zgh",),
}
_scratch: Final = Scratch()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of a question say of every document: channel → value by number, and their plain sum.

    lists: the posting lists that were read, by key
    words: for each channel that tells what is asked, for each of its words the keys of which any will do
    """

    size: int
    values: Mapping[str, Floats]
    total: Floats
    lists: Mapping[str, PostingList]
    words: Sequence[Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Document numbers, and for each channel one value a document."""

    numbers: NDArray[np.int32]
    values: Mapping[str, Floats]


def hear_words(index: Searchable, text: str, language: str) -> Heard:
    """Return what the words say, channel by channel. All posting lists are fetched at once."""
    channels = CHANNELS_OF[language]
    size = index.table.size
    questions = {name: ChannelQuestion(name, language, text) for name in channels if name != TRANSLATED}
    translated = translate_terms(text) if TRANSLATED in channels else ()
    wanted = [key for question in questions.values() for key in question.posting_keys()]
    wanted += [posting_key("ar", word) for words in translated for word in words]
    lists = index.postings.fetch(wanted)
    found = {
        name: _spoken(index, name, questions[name], lists)
        if name in questions
        else _add_translated(np.zeros(size, np.float32), lists, translated, index.table.count)
        for name in channels
    }
    words = [
        [[posting_key("ar", word) for word in one] for one in translated]
        if name == TRANSLATED
        else [[key] for key in questions[name].own_keys()]
        for name in _WORDS_OF[language]
    ]
    return Heard(size, found, np.sum(list(found.values()), axis=0), lists, words)


def gather_evidence(
    index: Searchable, heard: Heard, question: Callable[[], Floats | None], limit: int
) -> Gathered:
    """Return the documents that the most speaks for, by the plain sum of the channels.

    question: gives the vector of the text, or None to leave vectors out
    """
    size, found, total = heard.size, dict(heard.values), heard.total
    vector = question() if index.vectors is not None else None
    if vector is not None and index.vectors is not None:
        close = index.vectors.closeness(vector)
        inside = close.numbers < size
        found[VECTOR] = np.zeros(size, np.float32)
        found[VECTOR][close.numbers[inside]] = stand_out(close, index.spread)[inside]
        total = total + found[VECTOR]
    total = total * index.table.live[:size]
    kept = np.argsort(-total, kind="stable")[:limit]
    numbers = kept[total[kept] > 0].astype(np.int32)
    values = {channel: values[numbers] for channel, values in found.items()}
    return Gathered(numbers, {**values, HELD: _held(index, heard, numbers)})


def _held(index: Searchable, heard: Heard, numbers: NDArray[np.int32]) -> Floats:
    """Return for each document the share of the question's words that it holds at all, rare ones first.

    A word counts by how rare it is; of a translation, any of its words will do.
    """
    places = np.zeros(heard.size, np.int32)
    places[numbers] = np.arange(1, len(numbers) + 1)
    shares = [_share_held(index, words, heard.lists, places, len(numbers)) for words in heard.words]
    held: Floats = np.max(shares, axis=0)
    return held


def _share_held(
    index: Searchable,
    words: Sequence[Sequence[str]],
    lists: Mapping[str, PostingList],
    places: NDArray[np.int32],
    count: int,
) -> Floats:
    """Return the share held by each of `count` documents. places: by number, 1 + where it stands among them."""
    held, whole = np.zeros(count, np.float32), 0.0
    for keys in words:
        known = [lists[key] for key in keys if key in lists]
        rarity = inverse_frequency(index.table.count, max((one.frequency for one in known), default=0))
        inside = np.zeros(count + 1, np.bool_)
        for one in known:
            numbers = (
                one.documents if one.largest < len(places) else one.documents[one.documents < len(places)]
            )
            inside[places[numbers]] = True
        held += np.float32(rarity) * inside[1:]
        whole += rarity
    return (held / np.float32(max(whole, 1e-6))).astype(np.float32)


def _spoken(
    index: Searchable, channel: str, question: ChannelQuestion, lists: Mapping[str, PostingList]
) -> Floats:
    size = index.table.size
    scores = np.zeros(size, np.float32)
    read = {key: lists[key] for key in question.posting_keys() if key in lists}
    add_question_scores(_scratch, {channel: question}, read, {channel: 1.0}, index.table.count)
    numbers, amounts = _scratch.take()
    inside = numbers < size
    scores[numbers[inside]] = amounts[inside]
    return scores


def _add_translated(
    scores: Floats, lists: Mapping[str, PostingList], terms: Sequence[Mapping[str, float]], documents: int
) -> Floats:
    """Add what each document holds of the text's translation: the best Arabic word of each French one."""
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
