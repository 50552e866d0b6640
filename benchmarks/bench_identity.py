#!/usr/bin/env python3
"""Measure sign-in at national size against npm oidc-provider, and against itself with few people.

    benchmarks/bench_identity.py [--people 1700000] [--rounds 5] [--seconds 4] [--folder FOLDER]

Three servers run on this machine: ours with many people in its database, ours with a thousand, and the
peer (ES256, everything in memory). They are asked in turn, round after round, so that what else the
machine does weighs on all alike. What counts is work per second of processor time of the whole server,
kernel included, read from /proc. Ours commits each flow to disk; the peer keeps nothing.

The limits are those of the project. FOLDER keeps the seeded database for the next run.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from code_flow import Browser, Cost, Provider, authorize, measure_flows, measure_refreshes
from servers import serve
from sign_in_pages import (
    by_argon2_cffi,
    by_libsodium,
    hashes_per_cpu_s,
    measure_approvals,
    measure_passkeys,
    measure_passwords,
    time_strangers,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = ROOT / ".venv" / "bin"
PEER = HERE / "peers" / "oidc-provider"
FEW = 1_000
BROWSERS = 64
SEED = 1
LIMITS = {
    "flow": ("code flow: ours / oidc-provider, per CPU-second", 0.7, "least"),
    "refresh": ("refresh: ours / oidc-provider, per CPU-second", 0.75, "least"),
    "growth": ("code flow: cost with all people / with 1,000", 1.05, "most"),
    "passkey": ("passkey sign-ins a CPU-second", 200.0, "least"),
    "approval": ("approvals on the phone a CPU-second", 200.0, "least"),
    "password": ("password sign-in / argon2-cffi's hash alone", 0.9, "least"),
    "own password": ("password sign-in / libsodium's hash alone, which it uses", 0.9, "least"),
}


@dataclass(frozen=True)
class Prepared:
    """A running provider with browsers that are signed in there, and what its pages need."""

    home: Path
    provider: Provider
    browsers: Sequence[Browser]
    facts: dict[str, Any]  # Any: JSON


def run(home: Path, *words: str) -> str:
    environment = {**os.environ, "BAWABA_HOME": str(home), "OMP_NUM_THREADS": "1"}
    return subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def build(home: Path, people: int) -> float:
    """Prepare a home with so many people; return how many minutes the seeding took."""
    home.mkdir(parents=True, exist_ok=True)
    run(home, str(BIN / "bawaba"), "migrate", "--verbosity", "0")
    run(home, str(BIN / "bawaba"), "collectstatic", "--no-input", "--verbosity", "0")
    started = time.monotonic()
    run(home, str(BIN / "bawaba"), "identity", "seed", "--people", str(people), "--seed", str(SEED))
    return (time.monotonic() - started) / 60


@contextmanager
def ours(name: str, home: Path) -> Iterator[Prepared]:
    """Serve a home as production does, with two workers."""
    facts = json.loads(
        run(home, str(BIN / "python"), str(HERE / "identity_people.py"), "--browsers", str(BROWSERS))
    )
    server = serve(
        name, BIN / "granian", "bawaba.project.wsgi:application", cwd=ROOT,
        ready="/.well-known/openid-configuration",
        more={"BAWABA_HOME": str(home), "BAWABA_BEHIND_PROXY": "1"},
    )  # fmt: skip
    with server as running:
        provider = Provider(name, running.port, running.process.pid, "/oidc/authorize", "/oidc/token",
                            str(facts["client_id"]), str(facts["secret"]))  # fmt: skip
        cookie = str(facts["cookie"])
        yield Prepared(home, provider, [Browser({cookie: key}) for key in facts["sessions"]], facts)


@contextmanager
def peer() -> Iterator[Prepared]:
    """Serve the peer from its own folder, installed from its lock, and sign the same number of people in."""
    if not (PEER / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-progress", "--loglevel=error"], cwd=PEER, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    secret = "a-secret-of-a-benchmark-0123456789"
    process = subprocess.Popen(
        ["node", "server.js"], cwd=PEER, stderr=subprocess.DEVNULL,
        env={**os.environ, "PORT": str(port), "CLIENT_SECRET": secret, "NODE_ENV": "production"},
    )  # fmt: skip
    provider = Provider("oidc-provider", port, process.pid, "/auth", "/token", "bench", secret)
    try:
        wait(provider)
        browsers = [Browser() for _ in range(BROWSERS)]
        for number, browser in enumerate(browsers):
            authorize(provider.connect(), provider, browser, login_hint=f"person-{number}")
        yield Prepared(PEER, provider, browsers, {})
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait(provider: Provider) -> None:
    for _ in range(200):
        try:
            provider.connect().connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{provider.name} did not start")


def measure(sides: dict[str, Prepared], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return for each thing measured its work per CPU-second, one figure a round."""
    many, few, other = sides["many"], sides["few"], sides["peer"]
    jobs: dict[str, Callable[[], Cost]] = {
        "flow, all people": lambda: measure_flows(many.provider, many.browsers, seconds),
        "flow, peer": lambda: measure_flows(other.provider, other.browsers, seconds),
        "flow, 1,000 people": lambda: measure_flows(few.provider, few.browsers, seconds),
        "refresh, all people": lambda: measure_refreshes(many.provider, many.browsers, seconds),
        "refresh, peer": lambda: measure_refreshes(other.provider, other.browsers, seconds),
        "passkey": lambda: sign_in(many, measure_passkeys, seconds),
        "approval": lambda: approve(many, seconds),
        "password": lambda: sign_in(many, measure_passwords, seconds),
        "argon2-cffi alone": lambda: hashes_per_cpu_s(by_argon2_cffi, seconds),
        "libsodium alone": lambda: hashes_per_cpu_s(by_libsodium, seconds),
    }
    found: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            print(f"round {number} of {rounds}: {name}\033[K", end="\r", file=sys.stderr, flush=True)
            cost = job()
            if number:  # the first round warms every server up and is not counted
                found.setdefault(name, []).append(cost.per_cpu_s)
    print("\033[K", end="", file=sys.stderr)
    return found


def sign_in(side: Prepared, burst: Callable[[Provider, dict[str, Any], float], Cost], seconds: float) -> Cost:
    """Measure a page of sign-in, after forgetting where the bursts before it left people signed in."""
    run(side.home, str(BIN / "python"), str(HERE / "identity_people.py"), "--forget")
    return burst(side.provider, side.facts, seconds)


def approve(side: Prepared, seconds: float) -> Cost:
    """Measure approving on the phone, after opening more requests than a burst can answer."""
    asked = run(
        side.home, str(BIN / "python"), str(HERE / "identity_people.py"), "--open", str(int(seconds * 900))
    )
    return measure_approvals(side.provider, {**side.facts, "requests": json.loads(asked)}, seconds)


def compare_strangers(side: Prepared, count: int) -> list[tuple[str, float, float, float]]:
    """Return (what, median for the known and for the unknown in ms, Mann-Whitney's p) over HTTP."""
    from scipy.stats import mannwhitneyu  # noqa: PLC0415  # slow to import, and needed here alone

    return [
        (
            what,
            statistics.median(known) * 1e3,
            statistics.median(unknown) * 1e3,
            float(mannwhitneyu(known, unknown).pvalue),
        )
        for what, (known, unknown) in time_strangers(side.provider, side.facts, count).items()
    ]


def ratio(found: dict[str, list[float]], one: str, other: str) -> float:
    """Return the median over the rounds of one figure by another of the same round."""
    return statistics.median(a / b for a, b in zip(found[one], found[other], strict=True))


def judge(found: dict[str, list[float]]) -> list[tuple[str, float, float, bool]]:
    """Return (what, value, limit, kept) for each promise."""
    values = {
        "flow": ratio(found, "flow, all people", "flow, peer"),
        "refresh": ratio(found, "refresh, all people", "refresh, peer"),
        "growth": ratio(found, "flow, 1,000 people", "flow, all people"),
        "passkey": statistics.median(found["passkey"]),
        "approval": statistics.median(found["approval"]),
        "password": ratio(found, "password", "argon2-cffi alone"),
        "own password": ratio(found, "password", "libsodium alone"),
    }
    return [
        (text, values[name], limit, values[name] >= limit if kind == "least" else values[name] <= limit)
        for name, (text, limit, kind) in LIMITS.items()
    ]


def show(found: dict[str, list[float]], verdicts: list[tuple[str, float, float, bool]]) -> None:
    print(f"{'per CPU-second':24} {'median':>9} {'least':>9} {'most':>9}")
    for name, rates in found.items():
        print(f"{name:24} {statistics.median(rates):9.1f} {min(rates):9.1f} {max(rates):9.1f}")
    print(f"\n{'promise':54} {'value':>8} {'limit':>8}")
    for text, value, limit, kept in verdicts:
        print(f"{text:54} {value:8.2f} {limit:8.2f}  {'kept' if kept else 'BROKEN'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_700_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument(
        "--folder", type=Path, help="where the homes are built, and kept; default: a temporary one"
    )
    parser.add_argument(
        "--strangers", type=int, default=200, help="names known and unknown to compare, at most 200"
    )
    parser.add_argument("--json", type=Path, dest="report")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bawaba-bench-") as temporary, ExitStack() as stack:
        folder = asked.folder or Path(temporary)
        took = build(folder / "many", asked.people)
        build(folder / "few", FEW)
        print(
            f"{asked.people:,} people are there; making the missing ones took {took:.1f} minutes", flush=True
        )
        sides = {
            "many": stack.enter_context(ours("many", folder / "many")),
            "few": stack.enter_context(ours("few", folder / "few")),
            "peer": stack.enter_context(peer()),
        }
        strangers = compare_strangers(sides["many"], asked.strangers)
        found = measure(sides, asked.rounds, asked.seconds)
    verdicts = judge(found)
    show(found, verdicts)
    for what, known, unknown, chance in strangers:
        print(
            f"{what}: known {known:.2f} ms, unknown {unknown:.2f} ms (medians); Mann-Whitney p = {chance:.2f}"
        )
    if asked.report:
        asked.report.write_text(json.dumps(found))
    return 0 if all(kept for *_, kept in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
