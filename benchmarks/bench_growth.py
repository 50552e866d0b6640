#!/usr/bin/env python3
"""How the cost of a search grows with the catalogue: 1,000, 11,000 and 110,000 services.

    benchmarks/bench_growth.py [--sizes 1000 11000 110000]

The services beyond the starter catalogue are made by recombination and marked synthetic. The cost
is processor time of one question, words only (no vector), for ten results, with nothing kept but the
posting lists: the median over real questions in four languages. The sizes are measured in turn, several
times over, since other work on the machine comes and goes; the median of the rounds counts. The limit:
no faster than the logarithm of the number of services.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUESTIONS = 120
ROUNDS = 5


def measure() -> dict[str, float]:
    """Return the cost of a question in this process's BAWABA_HOME (run as `--measure`)."""
    import django  # noqa: PLC0415 - settings come first

    os.environ["DJANGO_SETTINGS_MODULE"] = "bawaba.project.settings"
    django.setup()
    from bench_portal import real_queries  # noqa: PLC0415

    from bawaba.search.queries import search  # noqa: PLC0415 - after setup()

    asked = real_queries()[:QUESTIONS]
    for language, text in asked:
        search(text=text, language=language, limit=10)
    costs = []
    for language, text in asked * 4:
        started = time.process_time()
        search(text=text, language=language, limit=10)
        costs.append(1000 * (time.process_time() - started))
    costs.sort()
    return {"median_ms": statistics.median(costs), "p95_ms": costs[int(0.95 * len(costs))]}


def run(home: Path, *words: str) -> str:
    environment = {**os.environ, "BAWABA_HOME": str(home), "BAWABA_EMBEDDER": "none", "OMP_NUM_THREADS": "1"}
    return subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def build(folder: Path, sizes: list[int]) -> dict[int, Path]:
    """Return size → a home with that many services, the larger made from a copy of the smaller."""
    growing, homes = folder / "growing", {}
    run(growing, str(BIN / "bawaba"), "prepare", "--no-demo")
    have = json.loads(run(growing, str(BIN / "bawaba"), "catalogue", "status", "--json"))["services"]
    for size in sorted(sizes):
        if size > have:
            run(growing, str(BIN / "bawaba"), "catalogue", "synthesise", "--count", str(size - have))
        have = max(size, have)
        homes[have] = folder / str(have)
        shutil.copytree(growing, homes[have])
    return homes


def measured(home: Path) -> dict[str, float]:
    printed = run(home, sys.executable, __file__, "--measure").splitlines()[-1]
    return {name: float(value) for name, value in json.loads(printed).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 11_000, 110_000])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure()))
        return 0
    with tempfile.TemporaryDirectory(prefix="bawaba-bench-") as folder:
        homes = build(Path(folder), asked.sizes)
        rounds = [{size: measured(home) for size, home in homes.items()} for _ in range(ROUNDS)]
    found = {
        size: {name: statistics.median(each[size][name] for each in rounds) for name in rounds[0][size]}
        for size in homes
    }
    for size, cost in found.items():
        print(f"{size:>8} services: median {cost['median_ms']:.2f} ms, p95 {cost['p95_ms']:.2f} ms")
    (small, first), (large, last) = min(found.items()), max(found.items())
    allowed = math.log(large) / math.log(small)
    grown = last["median_ms"] / first["median_ms"]
    kept = grown <= allowed
    print(f"{'kept  ' if kept else 'BROKEN'} grown {grown:.2f} times, the logarithm {allowed:.2f} times")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
