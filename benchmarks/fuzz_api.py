#!/usr/bin/env python3
"""Ask the site ten thousand strange questions and count the answers that are faults of ours.

    benchmarks/fuzz_api.py [--calls 10000] [--seed 1] [--json]

A site with the starter catalogue is made in a temporary folder and asked inside this process: half
of the calls follow the API's own document (schemathesis, what it accepts and what it does not),
half bring hostile text to the API and to the pages (hypothesis): over-long, control characters,
mixed directions, markup, injections. The limit is no answer of 500 or above; exit status 1 otherwise.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

ROOT: Final = Path(__file__).resolve().parent.parent
API: Final = tuple(f"/api/v1/{name}" for name in (
    "search", "suggest", "services", "bodies", "territories", "events", "services/declaration-naissance",
    "services/declaration-naissance/related", "openapi.json"))  # fmt: skip
PAGES: Final = tuple(f"/{language}/{name}" for language in ("ar", "fr", "en", "zgh") for name in (
    "", "search", "suggest", "services/", "authorities/", "events/", "territories/", "settings",
    "services/declaration-naissance", "services/declaration-naissance/report", "audiences/citizen"))  # fmt: skip
KEYED: Final = ("/api/v1/services/", "/api/v1/bodies/", "/api/v1/territories/", "/api/v1/events/", "/api/v1/problems/",
                "/fr/services/", "/ar/authorities/", "/fr/events/", "/ar/territories/", "/fr/audiences/", "/")  # fmt: skip
NAMES: Final = ("q", "after", "limit", "lang", "audience", "event", "authority", "territory", "country", "online",
                "free", "body", "parent", "kind", "top_only", "page", "next", "reason")  # fmt: skip


@dataclass
class Tally:
    """The answers so far, by status, and the calls that were answered with a fault of ours."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def note(self, status: int, call: str) -> None:
        self.statuses[status] += 1
        if status >= 500:
            self.faults.append(f"{status} {call[:300]!a}")


def make_site(home: str) -> None:
    """Prepare a site with the starter catalogue in `home` and start Django in this process."""
    os.environ.update(BAWABA_HOME=home, BAWABA_API_RATE="100000000", BAWABA_LOG_LEVEL="CRITICAL")
    os.environ.update(DJANGO_SETTINGS_MODULE="bawaba.project.settings", BAWABA_EMBEDDER="none")
    os.environ.pop("BAWABA_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - the settings are read from the environment that was just made

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command  # noqa: PLC0415

    quiet = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"],
                    ["directory", "load-territories"], ["directory", "load-bodies"],
                    ["catalogue", "load-starter"], ["search", "rebuild"]):  # fmt: skip
        call_command(*command, stdout=quiet)


def hostile_text() -> Any:  # Any: a hypothesis strategy
    """Return a strategy of texts that sites have stumbled over."""
    from hypothesis import strategies as st  # noqa: PLC0415

    return st.one_of(
        st.text(max_size=60),
        st.text(st.characters(categories=("Cc", "Cf", "Zs", "Co", "Cn")), max_size=30),
        st.text(st.sampled_from("شهادةacte\u202e\u2066\u2069\u200f\u0000<>'\"%;()&=ⴰ🇲🇦"), max_size=60),
        st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=6), st.integers(1, 4000)),
        st.sampled_from(["' OR 1=1 --", "%00", "../../etc/passwd", "{{7*7}}", "-1", "1e400", "٣", "NaN", "true",
                         "<script>alert(1)</script>", "\ud7ff", "a" * 8000, "é" * 3000, "9" * 400, "\r\nX: y"]),
    )  # fmt: skip


def run(body: Callable[[Any], None], strategy: Any, calls: int, seed: int) -> None:  # Any: a strategy
    """Call `body` with up to `calls` values of the strategy, without shrinking."""
    import hypothesis  # noqa: PLC0415

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=calls, deadline=None, database=None, phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(strategy)
    def ask(value: Any) -> None:  # Any: what the strategy gives
        body(value)

    ask()


def ask_by_document(tally: Tally, calls: int, seed: int) -> None:
    """Ask each operation what its document accepts and what it does not."""
    import schemathesis  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415
    from schemathesis.generation.modes import GenerationMode  # noqa: PLC0415

    from bawaba.project.api import openapi_document  # noqa: PLC0415
    from bawaba.project.wsgi import application  # noqa: PLC0415

    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
    schema.app = application
    operations = [result.ok() for result in schema.get_all_operations()]
    cases = [
        operation.as_strategy(generation_mode=mode)
        for operation in operations
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ]

    def ask(case: Any) -> None:  # Any: schemathesis.Case
        tally.note(case.call().status_code, case.as_curl_command())

    run(ask, st.one_of(cases), calls, seed)


def ask_with_hostility(tally: Tally, calls: int, seed: int) -> None:
    """Bring hostile text to addresses, questions and headers of the API and of the pages."""
    from django.test import Client  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    text = hostile_text()
    client = Client(raise_request_exception=False)
    paths = st.one_of(
        st.sampled_from((*API, *PAGES)),
        st.builds(lambda start, key: start + quote(key, safe="/"), st.sampled_from(KEYED), text),
    )
    headers = st.dictionaries(
        st.sampled_from(("accept-language", "accept", "if-none-match", "cookie")),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80),
        max_size=2,
    )

    def ask(value: tuple[str, dict[str, str], dict[str, str]]) -> None:
        path, query, head = value
        answer = client.get(path, query, headers=head)
        tally.note(answer.status_code, f"{path} {query} {head}")
        answer.close()

    run(
        ask, st.tuples(paths, st.dictionaries(st.sampled_from(NAMES), text, max_size=4), headers), calls, seed
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask the site strange questions.")
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        make_site(home)
        started = time.monotonic()
        ask_by_document(tally, asked.calls // 2, asked.seed)
        round_ = asked.seed
        while (missing := asked.calls - tally.statuses.total()) > 0:
            ask_with_hostility(tally, missing, round_)
            round_ += 1
    result = {
        "calls": tally.statuses.total(),
        "faults": len(tally.faults),
        "statuses": dict(sorted(tally.statuses.items())),
        "seconds": round(time.monotonic() - started, 1),
    }
    for fault in tally.faults[:20]:
        print(fault, file=sys.stderr)
    print(
        json.dumps(result)
        if asked.as_json
        else "\n".join(f"{name}: {value}" for name, value in result.items())
    )
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
