"""How well questions find their answers: a corpus of one's own, in memory, by the product's own path."""

import gzip
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings

from bawaba.kernel.markup import clean_text
from bawaba.kernel.ports import SearchDocument, SearchText
from bawaba.search.embedders import Embedder, configured_embedder
from bawaba.search.engines.asking import ask
from bawaba.search.engines.memory import build_index
from bawaba.search.engines.passage_cache import PassageCache
from bawaba.search.engines.ranking import Searchable
from bawaba.search.engines.reader import reader
from bawaba.search.errors import CorpusBroken
from bawaba.search.queries.searching import working_embedder
from bawaba.search.rules import measures
from bawaba.search.rules.detection import detect_language

SHIPPED_QUESTIONS: Final = Path(__file__).resolve().parent.parent / "data/evaluation/ma_questions.jsonl"
NAMES: Final = ("mrr_at_10", "hit_at_1", "hit_at_5", "hit_at_10", "ndcg_at_10")
RELEVANT: Final = ("answer", "parents")
CACHE_FOLDER: Final = "passage-vectors"


def evaluate(
    *, corpus: Path, questions: Path, kind: str = "", relevant: str = "answer", lexical: bool = False
) -> dict[str, float]:
    """Return the measures of a ranking of `corpus` for `questions`.

    kind:     only rows of this kind are ranked; relevant: which list of a question counts
    lexical:  leave the embedding model out
    raises:   CorpusBroken, EmbedderUnavailable
    """
    rows = [row for row in read_rows(corpus) if not kind or row.get("kind") == kind]
    asked = [
        (str(row["question"]), frozenset(str(key) for key in row.get(relevant) or ()))
        for row in read_rows(questions)
        if row.get("question")
    ]
    embedder = None if lexical else configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    started = time.perf_counter()
    index = _index(rows, embedder)
    index_s = time.perf_counter() - started
    outcomes = [_ask_one(index, text, wanted, embedder) for text, wanted in asked if wanted]
    return _summary(outcomes) | {"index_s": round(index_s, 2)}


def _index(rows: Sequence[Mapping[str, Any]], embedder: Embedder | None) -> Searchable:
    documents = [_document(row) for row in rows]
    if embedder is None:
        return build_index(documents)
    cache = PassageCache(Path(settings.HOME) / CACHE_FOLDER, embedder)
    return build_index(documents, cache.embed, embedder.spread)


def _document(row: Mapping[str, Any]) -> SearchDocument:
    """Return a corpus row as a document: the text's first line is its summary."""
    try:
        key, title = str(row["id"]), clean_text(row.get("title"))
        summary, _, body = clean_text(row["text"]).partition("\n")
    except KeyError as error:
        raise CorpusBroken(f"A row has no {error}.") from error
    language = {"darija": "ar", "darija-latn": "fr"}.get(
        found := detect_language(f"{title} {summary}"), found
    )
    return SearchDocument(
        kind=str(row.get("kind") or "document"),
        key=key,
        texts={language: SearchText(title=title, summary=summary, body=body)},
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one question brought: the measures of `NAMES` in order, and how long it took."""

    measures: tuple[float, ...]
    taken_ms: float


def _ask_one(index: Searchable, text: str, wanted: frozenset[str], embedder: Embedder | None) -> _Outcome:
    started = time.perf_counter()
    numbers = ask(index, text, embedder).ranked.numbers[: measures.DEPTH]
    taken_ms = (time.perf_counter() - started) * 1000
    keys = [index.table.keys[number] for number in numbers]
    hits = (measures.is_hit(keys, wanted, depth) for depth in (1, 5, 10))
    found = (measures.reciprocal_rank(keys, wanted), *hits, measures.discounted_gain(keys, wanted))
    return _Outcome(found, taken_ms)


def _summary(outcomes: Sequence[_Outcome]) -> dict[str, float]:
    means = np.mean([one.measures for one in outcomes], axis=0) if outcomes else np.zeros(len(NAMES))
    taken = [one.taken_ms for one in outcomes] or [0.0]
    return {
        "n": len(outcomes),
        **{name: round(float(mean), 4) for name, mean in zip(NAMES, means, strict=True)},
        "p50_ms": round(float(np.percentile(taken, 50)), 2),
        "p95_ms": round(float(np.percentile(taken, 95)), 2),
    }


def evaluate_catalogue(*, questions: Path = SHIPPED_QUESTIONS, split: str = "") -> dict[str, object]:
    """Return, per language, the measures of the published catalogue for questions of one's own.

    questions: rows {qid, language, question, relevant, split}; split: only these rows
    Each mean comes with n and a 95 % bootstrap interval of the reciprocal rank.
    """
    asked: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in read_rows(questions):
        wanted = frozenset(str(key) for key in row.get("relevant") or ())
        if wanted and (not split or row.get("split") == split):
            asked.setdefault(str(row["language"]), []).append((str(row["question"]), wanted))
    embedder = working_embedder()
    index = reader.searchable(embedder)
    return {
        language: _with_interval([_ask_one(index, text, wanted, embedder) for text, wanted in pairs])
        for language, pairs in asked.items()
    }


def _with_interval(outcomes: Sequence[_Outcome]) -> dict[str, object]:
    low, high = measures.bootstrap_interval([one.measures[0] for one in outcomes])
    return {**_summary(outcomes), "mrr_interval": [round(low, 4), round(high, 4)]}


def read_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Return the rows of a JSONL file, plain or gzip.

    raises: CorpusBroken
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with (gzip.open if packed else open)(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _row(path, number, str(line))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise CorpusBroken(f"{path}: {error}") from error


def _row(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CorpusBroken(f"{path}, line {number}: {error}") from error
    if not isinstance(row, dict):
        raise CorpusBroken(f"{path}, line {number}: an object is needed.")
    return row
