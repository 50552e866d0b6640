"""Evidence for the documents that may answer a question, and the question as the analysis reads it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.ports import SearchDocument
from bawaba.search.embedders import Embedder
from bawaba.search.embedders.protocol import unit_rows
from bawaba.search.engines.asking import question_vector
from bawaba.search.engines.evidence import CHANNELS_OF, gather_evidence
from bawaba.search.engines.memory import build_index
from bawaba.search.engines.passage_cache import PassageCache
from bawaba.search.engines.ranking import Searchable
from bawaba.search.engines.reader import reader
from bawaba.search.engines.spelling import correct_question
from bawaba.search.models import IndexedDocument
from bawaba.search.queries.searching import embedding_budget, working_embedder
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.skeleton import skeleton_of
from bawaba.search.rules.titles import Readings, read_asked, read_title, share_said
from bawaba.search.rules.wordlists import fold
from bawaba.search.types import Candidate, Evidence

CACHE_FOLDER: Final = "passage-vectors"
TITLE: Final = "title"
_titles: Final[EpochMemory[int, Readings]] = EpochMemory(most=20_000)


class Corpus:
    """Documents opened in memory, to weigh questions against instead of the published index."""

    def __init__(self, index: Searchable, documents: Sequence[SearchDocument]) -> None:
        self.index = index
        self.titles = dict(enumerate(map(_read_document, documents), 1))


def open_corpus(*, documents: Iterable[SearchDocument]) -> Corpus:
    """Return the documents indexed in memory, with vectors where there is a model. No SQL query."""
    embedder, listed = working_embedder(), list(documents)
    if embedder is None:
        return Corpus(build_index(listed), listed)
    cache = PassageCache(Path(settings.HOME) / CACHE_FOLDER, embedder)
    return Corpus(build_index(listed, cache.embed, embedder.spread), listed)


def weigh_evidence(
    *,
    text: str,
    whole: str = "",
    language: str = "",
    corpus: Corpus | None = None,
    vectors: bool = True,
    hurried: bool = True,
    limit: int = 40,
) -> Evidence:
    """Return what speaks for the documents nearest to a question, channel by channel.

    whole:    the sentence that `text` is the gist of: a model reads sentences, words are looked up one by one
    language: of the question when it is known, else detected; vectors: whether a model may be asked
    hurried:  whether the model's share of a worker's time is bounded, as when people wait
    The SQL queries of `search`, and one for titles not kept; none for a corpus in memory.
    """
    embedder = working_embedder()
    index = corpus.index if corpus is not None else reader.searchable(embedder)
    asked = clean_query(text)
    spoken = language if language in CHANNELS_OF else detect_language(asked)
    corrected = correct_question(index.postings, index.vocabulary, asked, spoken).text
    budget = embedding_budget(settings.EMBEDDING_SHARE) if corpus is None and hurried else None
    model: Embedder | None = embedder if vectors else None
    sentence = clean_query(whole) or corrected
    found = gather_evidence(index, corrected, spoken, lambda: question_vector(model, sentence, budget), limit)
    values = {channel: amounts.tolist() for channel, amounts in found.values.items()}
    numbers = found.numbers.tolist()
    titles = corpus.titles if corpus is not None else _titles.get_all(numbers, _read_titles)
    said = read_asked(sentence, spoken)
    values[TITLE] = [share_said(titles[number], said) if number in titles else 0.0 for number in numbers]
    candidates = tuple(
        Candidate(
            index.table.kinds[number],
            index.table.keys[number],
            {channel: amounts[place] for channel, amounts in values.items()},
        )
        for place, number in enumerate(numbers)
    )
    return Evidence(spoken, candidates, with_vectors="vector" in values)


def _read_document(document: SearchDocument) -> Readings:
    return read_title({language: text.title for language, text in document.texts.items()})


def _read_titles(numbers: Sequence[int]) -> Mapping[int, Readings]:
    rows = IndexedDocument.objects.filter(number__in=list(numbers)).values_list("number", "titles")
    return {number: read_title(titles) for number, titles in rows}


def sentence_vectors(*, texts: Sequence[str]) -> list[list[float]] | None:
    """Return a unit vector for each sentence, or None where there is no model. No SQL query."""
    embedder = working_embedder()
    if embedder is None or not texts:
        return None
    rows: list[list[float]] = unit_rows(embedder.embed_queries(list(texts))).tolist()
    return rows


def question_language(*, text: str) -> str:
    """Return the language and script of a question: `ar`, `darija`, `darija-latn`, `fr`, `en`, `zgh`."""
    return detect_language(clean_query(text))


def fold_text(*, text: str) -> str:
    """Return a cleaned text folded in both scripts, as the analysis compares words."""
    return fold(clean_query(text))


def word_skeleton(*, word: str) -> str:
    """Return the consonants of a folded word in the alphabet that both scripts share."""
    return skeleton_of(word)
