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
from bawaba.search.engines.evidence import CHANNELS_OF, gather_evidence, hear_words
from bawaba.search.engines.memory import build_index
from bawaba.search.engines.passage_cache import PassageCache
from bawaba.search.engines.ranking import Searchable
from bawaba.search.engines.reader import reader
from bawaba.search.engines.spelling import correct_question
from bawaba.search.models import IndexedDocument
from bawaba.search.queries.searching import embedding_budget, working_embedder
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.rendering import render_in_french
from bawaba.search.rules.skeleton import skeleton_of
from bawaba.search.rules.titles import Readings, read_asked, read_title, share_said
from bawaba.search.rules.wordlists import fold
from bawaba.search.types import Candidate, Evidence

CACHE_FOLDER: Final = "passage-vectors"
TITLE: Final = "title"
ASKED: Final = "asked"  # how often people open it, as the index knows
_titles: Final[EpochMemory[int, Readings]] = EpochMemory(most=4_000)


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
    """Return what speaks for the documents nearest to a question, as `AskedQuestion` weighs it.

    vectors: whether a model may be asked. The other arguments and SQL queries of `AskedQuestion`.
    """
    asked = AskedQuestion(
        text=text, whole=whole, language=language, corpus=corpus, hurried=hurried, limit=limit
    )
    return asked.weigh(vectors=vectors)


class AskedQuestion:
    """One question put to the index: its words are looked up once, however often it is weighed.

    whole:    the sentence that `text` is the gist of: a model reads sentences, words are looked up one by one
    language: of the question when it is known, else detected
    hurried:  whether the model's share of a worker's time is bounded, as when people wait
    The SQL queries of `search`, and one for titles not kept; none for a corpus in memory.
    """

    def __init__(
        self,
        *,
        text: str,
        whole: str = "",
        language: str = "",
        corpus: Corpus | None = None,
        hurried: bool = True,
        limit: int = 40,
    ) -> None:
        self._embedder, self._corpus, self._limit = working_embedder(), corpus, limit
        self._index = corpus.index if corpus is not None else reader.searchable(self._embedder)
        asked = clean_query(text)
        self._spoken = language if language in CHANNELS_OF else detect_language(asked)
        corrected = correct_question(self._index.postings, self._index.vocabulary, asked, self._spoken).text
        self._budget = embedding_budget(settings.EMBEDDING_SHARE) if corpus is None and hurried else None
        self._sentence = clean_query(whole) or corrected
        self._heard = hear_words(self._index, corrected, self._spoken)
        self._said = read_asked(self._sentence, self._spoken)

    def weigh(self, *, vectors: bool) -> Evidence:
        """Return what speaks for the nearest documents. vectors: whether a model may be asked."""
        model: Embedder | None = self._embedder if vectors else None
        found = gather_evidence(
            self._index,
            self._heard,
            lambda: question_vector(model, self._sentence, self._budget),
            self._limit,
        )
        numbers = found.numbers.tolist()
        titles = self._corpus.titles if self._corpus is not None else _titles.get_all(numbers, _read_titles)
        shares = [share_said(titles[one], self._said) if one in titles else 0.0 for one in numbers]
        table = self._index.table
        names = (*found.values, TITLE, ASKED)
        asked = table.weights[found.numbers].tolist()
        columns = (*(amounts.tolist() for amounts in found.values.values()), shares, asked)
        candidates = tuple(
            Candidate(table.kinds[number], table.keys[number], dict(zip(names, row, strict=True)))
            for number, row in zip(numbers, zip(*columns, strict=True), strict=True)
        )
        return Evidence(self._spoken, candidates, with_vectors="vector" in found.values)


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


def in_french(*, text: str) -> str:
    """Return the words of an English text in the French of the word lists; unknown ones stay as they are."""
    return render_in_french(clean_query(text))


def word_skeleton(*, word: str) -> str:
    """Return the consonants of a folded word in the alphabet that both scripts share."""
    return skeleton_of(word)
