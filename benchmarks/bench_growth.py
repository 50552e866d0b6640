#!/usr/bin/env python3
"""How the cost of a search grows with the catalogue: 1,000, 11,000 and 110,000 services.

    benchmarks/bench_growth.py [--sizes 1000 11000 110000]

The services beyond the starter catalogue are made by recombination and marked synthetic. The cost
is processor time of one question, words only (no vector), for ten results, with nothing cached
but the index; the median over real questions in four languages, each asked twice. The limit: no faster
than the logarithm of the number of services.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUESTIONS = 120


def measure() -> dict[str, float]:
    """Return the cost of a question in this process's BAWABA_HOME (run as `--measure`)."""
    import django  # noqa: PLC0415 - settings come first

    os.environ["DJANGO_SETTINGS_MODULE"] = "bawaba.project.settings"
    django.setup()
    from bench_portal import real_queries  # noqa: PLC0415

    from bawaba.search.queries import search  # noqa: PLC0415 - after setup()

    asked = real_queries()[:QUESTIONS]
    for language, text in asked[:10]:
        search(text=text, language=language)
    costs = []
    for language, text in asked[10:] * 2:
        started = time.process_time()
        search(text=text, language=language, limit=10)
        costs.append(1000 * (time.process_time() - started))
    costs.sort()
    return {"median_ms": statistics.median(costs), "p95_ms": costs[int(0.95 * len(costs))]}


def run(home: Path, *words: str) -> str:
    environment = {**os.environ, "BAWABA_HOME": str(home), "BAWABA_EMBEDDER": "none", "OMP_NUM_THREADS": "1"}
    return subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 11_000, 110_000])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure()))
        return 0
    found: list[tuple[int, dict[str, float]]] = []
    with tempfile.TemporaryDirectory(prefix="bawaba-bench-") as folder:
        home = Path(folder)
        run(home, str(BIN / "bawaba"), "prepare", "--no-demo")
        have = json.loads(run(home, str(BIN / "bawaba"), "catalogue", "status", "--json"))["services"]
        for size in asked.sizes:
            if size > have:
                run(home, str(BIN / "bawaba"), "catalogue", "synthesise", "--count", str(size - have))
            have = max(size, have)
            found.append(
                (have, json.loads(run(home, sys.executable, __file__, "--measure").splitlines()[-1]))
            )
            print(f"{have:>8} services: median {found[-1][1]['median_ms']:.2f} ms, "
                  f"p95 {found[-1][1]['p95_ms']:.2f} ms", flush=True)  # fmt: skip
    (small, first), (large, last) = found[0], found[-1]
    allowed = math.log(large) / math.log(small)
    grown = last["median_ms"] / first["median_ms"]
    kept = grown <= allowed
    print(f"{'kept  ' if kept else 'BROKEN'} grown {grown:.2f} times, the logarithm {allowed:.2f} times")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
