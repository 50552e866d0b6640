#!/usr/bin/env python3
"""Measure the portal's pages against a bare Django view and against Wagtail, in one run.

    make bench        or        benchmarks/bench_portal.py [--rounds 3] [--seconds 5] [--json FILE]

The three sites run under granian with the same settings, two workers each, and are asked in turn,
round after round, so that what else the machine does weighs on all alike. What counts is ratios.
The limits are those of the project: pages at half a bare view's rate or better, each four times
Wagtail's, 150 search pages a second with 95 % of answers within 100 ms, 400 MB a worker.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

from load import Rate, burst, require_wrk
from servers import Server, serve

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = ROOT / ".venv" / "bin"
QUESTIONS = ROOT / "bawaba" / "search" / "data" / "evaluation" / "ma_questions.jsonl"
ENGLISH = (
    "how do I renew my passport", "birth certificate copy", "register a new company", "driving licence lost",
    "pay the car tax", "get a residence permit as a foreigner", "retirement pension request",
    "enrol my child at school", "building permit for a house", "criminal record extract",
)  # fmt: skip
PAGE_LANGUAGE = {
    "ar": "ar",
    "darija": "ar",
    "darija-arab": "ar",
    "darija-latn": "fr",
    "arabizi": "fr",
    "fr": "fr",
}
SERVICE = "declaration-naissance"
WARM_UP_S = 40
LIMITS = {"bare": 0.5, "wagtail": 4.0, "search_per_second": 150.0, "search_p95_ms": 100.0, "worker_mb": 400.0}


@dataclass
class Measured:
    """The bursts of one page of one site."""

    rates: list[Rate] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return statistics.median(rate.per_second for rate in self.rates)

    @property
    def p95_ms(self) -> float:
        return statistics.median(rate.p95_ms for rate in self.rates)

    @property
    def failed(self) -> int:
        return sum(rate.failed for rate in self.rates)


def real_queries() -> list[tuple[str, str]]:
    """Return (page language, question) pairs: the ranking questions, and English ones."""
    rows = [json.loads(line) for line in QUESTIONS.read_text().splitlines() if line.strip()]
    asked = [(PAGE_LANGUAGE.get(row["language"], "fr"), row["question"]) for row in rows]
    asked += [("en", text) for text in ENGLISH]
    random.Random(7).shuffle(asked)
    return asked


def distinct_queries(asked: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """Return `count` different questions, made from the real ones by leaving out one or two words."""
    found: dict[tuple[str, str], None] = {}
    for gap in (1, 2, 3):
        for language, text in asked:
            words = text.split()
            for left_out in itertools.islice(itertools.combinations(range(len(words)), gap), 40):
                kept = " ".join(word for at, word in enumerate(words) if at not in left_out)
                found.setdefault((language, kept))
    made = list(found)
    random.Random(11).shuffle(made)
    return made[:count]


def search_paths(queries: list[tuple[str, str]]) -> list[str]:
    return [f"/{language}/search?q={quote_plus(text)}" for language, text in queries]


def wagtail_paths(queries: list[tuple[str, str]]) -> list[str]:
    return [f"/search/?query={quote_plus(text)}" for _, text in queries]


def build_sites(folder: Path) -> tuple[Path, Path]:
    """Return our prepared home and the Wagtail project, both with the same services."""
    home = folder / "bawaba"
    ours = {**os.environ, "BAWABA_HOME": str(home)}
    subprocess.run([BIN / "bawaba", "prepare"], env=ours, check=True, stdout=subprocess.DEVNULL)
    exported = folder / "services.jsonl"
    subprocess.run(
        [BIN / "bawaba", "catalogue", "export", "--format", "jsonl", "--output", exported],
        env=ours, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    peer = folder / "wagtail"
    subprocess.run(
        [sys.executable, HERE / "peers" / "wagtail" / "build.py", peer, exported],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return home, peer


def start_all(stack: ExitStack, home: Path, peer: Path) -> tuple[Server, Server, Server]:
    ours = stack.enter_context(
        serve("bawaba", BIN / "granian", "bawaba.project.wsgi:application", cwd=ROOT, ready="/fr/",
              more={"BAWABA_HOME": str(home)})
    )  # fmt: skip
    bare = stack.enter_context(
        serve("bare", BIN / "granian", "bare:application", cwd=HERE / "peers" / "bare")
    )
    wagtail = stack.enter_context(
        serve("wagtail", peer / "venv" / "bin" / "granian", "bench.wsgi:application", cwd=peer / "site",
              more={"DJANGO_SETTINGS_MODULE": "bench.settings.peer"})
    )  # fmt: skip
    return ours, bare, wagtail


def jobs(
    ours: Server, bare: Server, wagtail: Server, new: Iterator[tuple[str, str]]
) -> list[tuple[str, Server, list[str]]]:
    """Return one round: (name, server, paths). Distinct questions are taken from `new`, never twice."""
    asked = real_queries()
    share = list(itertools.islice(new, 4000))
    return [
        ("bare", bare, ["/"]),
        ("home", ours, ["/fr/", "/ar/"]),
        ("service", ours, [f"/fr/services/{SERVICE}", f"/ar/services/{SERVICE}"]),
        ("search, questions asked before", ours, search_paths(asked)),
        ("search, every question new", ours, search_paths(share)),
        ("wagtail home", wagtail, ["/"]),
        ("wagtail service", wagtail, [f"/{SERVICE}/"]),
        ("wagtail search", wagtail, wagtail_paths(asked)),
    ]


def measure(sites: tuple[Server, Server, Server], rounds: int, seconds: int) -> dict[str, Measured]:
    measured: dict[str, Measured] = {}
    asked = real_queries()
    new = itertools.cycle(distinct_queries(asked, 4000 * rounds))
    print("asking each question once, so that both workers know it", file=sys.stderr, flush=True)
    burst(sites[0].address, search_paths(asked), seconds=WARM_UP_S)
    for number in range(rounds):
        for name, server, paths in jobs(*sites, new):
            print(f"round {number + 1} of {rounds}: {name}\033[K", end="\r", file=sys.stderr, flush=True)
            measured.setdefault(name, Measured()).rates.append(burst(server.address, paths, seconds=seconds))
    print("\033[K", end="", file=sys.stderr)
    return measured


def judge(measured: dict[str, Measured], worker_mb: float) -> list[tuple[str, float, float, bool]]:
    """Return (what, value, limit, kept) for each promise."""
    rate = {name: one.per_second for name, one in measured.items()}
    rows = [
        ("home / bare view", rate["home"] / rate["bare"], LIMITS["bare"]),
        ("service / bare view", rate["service"] / rate["bare"], LIMITS["bare"]),
        ("home / Wagtail", rate["home"] / rate["wagtail home"], LIMITS["wagtail"]),
        ("service / Wagtail", rate["service"] / rate["wagtail service"], LIMITS["wagtail"]),
        ("search, questions asked before / Wagtail", rate["search, questions asked before"] / rate["wagtail search"], LIMITS["wagtail"]),
        ("search, every question new / Wagtail",
         rate["search, every question new"] / rate["wagtail search"], LIMITS["wagtail"]),
        ("search pages a second, questions asked before", rate["search, questions asked before"], LIMITS["search_per_second"]),
        ("search pages a second, every question new",
         rate["search, every question new"], LIMITS["search_per_second"]),
    ]  # fmt: skip
    most = [
        ("search p95, ms, questions asked before", measured["search, questions asked before"].p95_ms, LIMITS["search_p95_ms"]),
        ("search p95, ms, every question new",
         measured["search, every question new"].p95_ms, LIMITS["search_p95_ms"]),
        ("memory of the largest worker, MB", worker_mb, LIMITS["worker_mb"]),
        ("answers that failed", float(sum(one.failed for one in measured.values())), 0.0),
    ]  # fmt: skip
    return [(name, value, limit, value >= limit) for name, value, limit in rows] + [
        (name, value, limit, value <= limit) for name, value, limit in most
    ]


def show(measured: dict[str, Measured], verdicts: list[tuple[str, float, float, bool]]) -> None:
    print(f"{'page':34} {'a second':>10} {'p95 ms':>8}")
    for name, one in measured.items():
        print(f"{name:34} {one.per_second:10.0f} {one.p95_ms:8.1f}")
    print(f"\n{'promise':48} {'value':>9} {'limit':>8}")
    for name, value, limit, kept in verdicts:
        print(f"{name:48} {value:9.2f} {limit:8.1f}  {'kept' if kept else 'BROKEN'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument(
        "--folder", type=Path, help="where the sites are built (kept); default: a temporary one"
    )
    parser.add_argument("--json", type=Path, dest="report")
    asked = parser.parse_args()
    require_wrk()
    with tempfile.TemporaryDirectory(prefix="bawaba-bench-") as temporary, ExitStack() as stack:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sites = start_all(stack, *build_sites(folder))
        measured = measure(sites, asked.rounds, asked.seconds)
        verdicts = judge(measured, sites[0].worker_rss_mb()[0])
    show(measured, verdicts)
    if asked.report:
        asked.report.write_text(
            json.dumps({name: [asdict(r) for r in m.rates] for name, m in measured.items()})
        )
    return 0 if all(kept for *_, kept in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
