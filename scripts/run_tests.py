#!/usr/bin/env python3
"""All of the project's tests, in one run that says at the end what passed.

Steps: what is missing is installed (or named, when we may not install it); style, types and walls;
pytest on SQLite and again on a PostgreSQL that lives for the run; the browser. The last line is
pytest's closing line, with the counts of every pytest run together.
"""

import argparse
import base64
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import test_machine
from temporary_postgres import temporary_postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CLOSING = re.compile(r"^=*\s?((?:\d+ [a-z ]+(?:, )?)+) in ([\d.]+)s(?: \([\d:]+\))?\s?=*$")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "rerun", "warnings", "errors")
PARALLEL = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder")
PRODUCTION = {
    "BAWABA_ENV": "production",
    "BAWABA_HOSTS": "portal.example",
    "BAWABA_SITE_ADDRESS": "https://portal.example",
    "BAWABA_CLAMD": "unix:///run/clamav/clamd.ctl",
}


@dataclass
class Outcome:
    """What the run has shown so far: a line per step, and pytest's counts together."""

    lines: list[tuple[str, bool, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> bool:
        return any(not passed for _, passed, _ in self.lines)

    def step(self, name: str, run: Callable[[], bool]) -> None:
        """Run one step and note its name, whether it passed, and its seconds."""
        print(f"\n── {name}", flush=True)
        started = time.monotonic()
        passed = run()
        self.lines.append((name, passed, time.monotonic() - started))

    def add_closing_line(self, counts: str) -> None:
        for count, word in re.findall(r"(\d+) (\w+)", counts):
            self.counts[{"error": "errors", "warning": "warnings"}.get(word, word)] += int(count)


def command(*words: object, more: Mapping[str, str] | None = None) -> Callable[[], bool]:
    """Return a step that runs a command from the project's root."""

    def run() -> bool:
        environment = {**os.environ, **(more or {})}
        return subprocess.run([*map(str, words)], cwd=ROOT, env=environment, check=False).returncode == 0

    return run


def pytest_run(
    outcome: Outcome, *words: str, name: str, more: Mapping[str, str] | None = None
) -> Callable[[], bool]:
    """Return a step that runs pytest, holds back its closing line and adds its counts."""

    def run() -> bool:
        report = ROOT / "reports" / f"{name}.xml"
        line = [str(BIN / "pytest"), "--color=no", f"--junitxml={report}", "--durations=8", *words]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(more or {})}
        closed = False
        with subprocess.Popen(
            line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            for text in running.stdout or ():
                if match := CLOSING.match(text.rstrip("\n")):
                    outcome.add_closing_line(match[1])
                    closed = True
                    text = f"({name}: {match[1]} in {match[2]} s)\n"  # noqa: PLW2901 - the closing line waits
                print(text, end="", flush=True)
        return running.returncode == 0 and closed

    return run


def static_steps(outcome: Outcome) -> None:
    """Style, types, walls, and Django's own checks as production would see them."""
    production = {
        **PRODUCTION,
        "BAWABA_SECRET_KEY": secrets.token_urlsafe(50),
        "BAWABA_DATA_KEYS": f"test:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "BAWABA_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BAWABA_CIBA_OPEN_MOST": "3",
        "BAWABA_CIBA_HOURLY_MOST": "5",
        "BAWABA_CIBA_COOL_DOWN_S": "3600",
    }
    bawaba = BIN / "bawaba"
    outcome.step("ruff check", command(BIN / "ruff", "check"))
    outcome.step("ruff format", command(BIN / "ruff", "format", "--check", "--quiet"))
    outcome.step("walls (import-linter)", command(BIN / "lint-imports", "--no-logo"))
    outcome.step("types (mypy strict)", command(BIN / "mypy", "--no-error-summary"))
    outcome.step(
        "check --deploy", command(bawaba, "check", "--deploy", "--fail-level", "WARNING", more=production)
    )
    outcome.step("migrations complete", command(bawaba, "makemigrations", "--check", "--dry-run"))


def database_steps(outcome: Outcome, words: list[str]) -> None:
    """The tests on SQLite, and those that ask a database again on PostgreSQL."""
    marks = ("-m", "not browser and not audit", *PARALLEL, *words)
    outcome.step("tests on SQLite", pytest_run(outcome, *marks, name="sqlite"))
    with temporary_postgres() as address:
        more = {"BAWABA_DATABASE_URL": address}
        outcome.step(
            "tests on PostgreSQL",
            pytest_run(outcome, "--database-only", *marks, name="postgresql", more=more),
        )


def browser_steps(outcome: Outcome) -> None:
    """Journeys, accessibility, HTML and weight in a real browser.

    A test that waited in vain for the browser (the machine may be busy) is run once more, and counted as
    such; one that found something wrong is not.
    """
    waits = r"^(TimeoutError: |AssertionError: (Locator|Page) expected)"
    again = ("--reruns", "1", "--only-rerun", waits)
    outcome.step("browser", pytest_run(outcome, "-m", "browser", *PARALLEL, *again, "tests", name="browser"))


def audit_steps(outcome: Outcome) -> None:
    """Lighthouse on the main pages, as a phone sees them."""
    outcome.step("lighthouse", pytest_run(outcome, "-m", "audit", "-s", "tests", name="audit"))


def summarise(outcome: Outcome, started: float) -> None:
    """Print a line per step, then pytest's closing line for all the runs together."""
    print("\n── summary")
    for name, passed, seconds in outcome.lines:
        print(f"  {'passed' if passed else 'FAILED'}  {seconds:7.1f} s  {name}")
    if not outcome.counts:
        return
    seconds = time.monotonic() - started
    counts = ", ".join(f"{outcome.counts[word]} {word}" for word in ORDER if outcome.counts[word])
    print(f"{counts} in {seconds:.2f}s", flush=True)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["static", "databases", "browser", "audit"])
    parser.add_argument("words", nargs="*", help="more words for pytest on the two databases")
    return parser.parse_args()


def _stop(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)  # so that what the run started is taken down


def main() -> int:
    """Run the steps asked for; the exit status is 1 when any of them failed."""
    asked = parse()
    signal.signal(signal.SIGTERM, _stop)
    started = time.monotonic()
    test_machine.prepare(ROOT, browser=asked.only not in {"static", "databases"})
    (ROOT / "reports").mkdir(exist_ok=True)
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="bawaba-test-") as home:
        os.environ["BAWABA_HOME"] = os.environ.get("BAWABA_TEST_HOME", home)
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        if asked.only in {None, "static"}:
            static_steps(outcome)
        if asked.only in {None, "databases"}:
            database_steps(outcome, asked.words)
        if asked.only in {None, "browser"}:
            browser_steps(outcome)
        if asked.only in {None, "audit"}:
            audit_steps(outcome)
    summarise(outcome, started)
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main())
