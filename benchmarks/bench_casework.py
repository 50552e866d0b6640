#!/usr/bin/env python3
"""Measure what agents and people wait for when a million requests are stored.

    benchmarks/bench_casework.py [--cases 1000000] [--folder FOLDER] [--postgres] [--asks 200] [--surge-s 60]

The site is seeded with synthetic requests (`bawaba casework seed`; kept in the folder, so that a second run
starts at once) and served as `bawaba start` serves it, with two workers. One person at a time asks over
HTTP: an agent of one office and a supervisor of sixty open their desks with every filter, people open the
page of their request. Each kind of question is asked as often as said, over different requests.

Then a surge: people begin and lodge requests, first as many as the site takes without waiting, then ten
times as many at once. Whoever is told to wait (429) comes again after the time named.

The limits are those of the project: 95 of 100 desks within 100 ms, 95 of 100 tracking pages within 50 ms,
no answer of the 5xx in the surge, and no receipt without its request.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT))
from casework_surge import surge  # noqa: E402  # beside this file
from code_flow import cpu_seconds  # noqa: E402  # beside this file
from servers import Server, serve  # noqa: E402  # beside this file
from temporary_postgres import temporary_postgres  # noqa: E402  # a script of ours

DESK_P95_MS, TRACKING_P95_MS = 100.0, 50.0
OFFICE, AUTHORITY = "sample-office-07", "sample-authority"
OWNED = 400


def ask(server: Server, cookie: str, paths: list[str]) -> tuple[list[float], list[str]]:
    """Return how long each page took, in milliseconds, and what went wrong."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    times, wrong = [], []
    for path in paths:
        began = time.perf_counter()
        link.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = link.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            wrong.append(f"{answer.status} {path}")
    return times, wrong


def report(name: str, server: Server, cookie: str, paths: list[str], limit_ms: float) -> dict[str, object]:
    """Ask for pages after a few that warm the site up, and say how long they took."""
    ask(server, cookie, paths[:20])
    before = cpu_seconds(server.process.pid)
    times, wrong = ask(server, cookie, paths)
    cpu_ms = (cpu_seconds(server.process.pid) - before) * 1000 / len(paths)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"{name:<34} p50 {statistics.median(times):6.1f} ms  p95 {p95:6.1f} ms  "
        f"{p95 / limit_ms:5.2f} of its limit  {cpu_ms:5.1f} ms of processor  {len(wrong)} wrong"
    )
    if wrong:
        print("   ", wrong[:3])
    return {"p50_ms": statistics.median(times), "p95_ms": p95, "cpu_ms": cpu_ms, "wrong": len(wrong)}


def prepare(cases: int) -> dict[str, object]:
    """Seed the site in this process, and open the accounts of an agent, a supervisor and a person."""
    import django  # noqa: PLC0415 - its settings are known only now

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.db import connections  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above

    from bawaba.casework.models import Case  # noqa: PLC0415 - as above
    from bawaba.directory.services import grant_membership  # noqa: PLC0415 - as above
    from bawaba.kernel.actors import system_actor  # noqa: PLC0415 - as above
    from bawaba.kernel.models import Account  # noqa: PLC0415 - as above

    call_command("prepare", no_demo=True)
    call_command("casework", "seed", cases=cases)
    cookies = {}
    for role, body in (("agent", OFFICE), ("supervisor", AUTHORITY), ("person", "")):
        account, _new = Account.objects.get_or_create(username=f"bench-{role}")
        if body:
            grant_membership(actor=system_actor("bench"), account_id=account.pk, role=role, body=body)
        client = Client()
        client.force_login(account)
        cookies[role] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    dice = random.Random(1)
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    drawn = sorted(dice.sample(range(1, newest + 1), min(OWNED, newest)))
    Case.objects.filter(pk__in=drawn).update(owner=f"account:{account.pk}")
    keys = list(Case.objects.filter(pk__in=drawn).values_list("key", flat=True))
    if connections["default"].vendor == "postgresql":  # as its own daemon would have by now
        with connections["default"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    states = {
        "stored": Case.objects.count(),
        "open": Case.objects.filter(closed_at__isnull=True).count(),
    }
    connections.close_all()
    return {"cookies": cookies, "keys": keys, **states}


def desk_paths(count: int) -> list[str]:
    """Return desks with every filter that an agent may set, in turn."""
    queries = [
        "", "?whose=mine", "?whose=unassigned", "?state=in-review", "?state=received&whose=unassigned",
        "?which=paused", "?service=permis-construire", "?service=casier-judiciaire&state=in-review",
        "?due=overdue", "?due=soon", "?text=Amina", "?text=Alaoui+Karim", "?order=newest",
        "?which=closed&order=newest", "?which=closed&service=bourse-minhaty", f"?office={OFFICE}",
    ]  # fmt: skip
    return [f"/fr/case-desk/{queries[place % len(queries)]}" for place in range(count)]


def measure(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    known = prepare(options.cases)
    print(f"{known['stored']:,} requests stored, {known['open']:,} of them open")
    cookies, keys = known["cookies"], known["keys"]
    target = "bawaba.project.wsgi:application"
    shown: dict[str, object] = {}
    with serve("bawaba", BIN / "granian", target, cwd=ROOT, ready="/fr/") as server:
        rows: list[tuple[str, str, list[str], float]] = [
            ("desk of an agent", "agent", desk_paths(options.asks), DESK_P95_MS),
            ("desk of a supervisor, 60 offices", "supervisor", desk_paths(options.asks), DESK_P95_MS),
            ("figures of a supervisor", "supervisor", ["/fr/case-desk/figures"] * 20, DESK_P95_MS),
            (
                "tracking page",
                "person",
                [f"/fr/requests/{key}/" for key in keys][: options.asks],
                TRACKING_P95_MS,
            ),
            ("list of one's own requests", "person", ["/ar/requests/"] * 40, TRACKING_P95_MS),
        ]
        for name, who, paths, limit in rows:
            shown[name] = report(name, server, cookies[who], paths, limit)
    if options.surge_s:
        shown["surge"] = surge(BIN / "granian", ROOT, seconds=options.surge_s)
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the site is kept for the next run")
    parser.add_argument(
        "--postgres",
        action="store_true",
        help="on that of BAWABA_DATABASE_URL, else on one of its own that is seeded anew",
    )
    parser.add_argument("--asks", type=int, default=200)
    parser.add_argument("--surge-s", type=int, default=60, help="0 leaves the surge out")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="bawaba-bench-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        if not options.postgres:
            os.environ.pop("BAWABA_DATABASE_URL", None)
        os.environ |= {
            "BAWABA_HOME": str(folder), "BAWABA_STARTER": "0", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT),
            "BAWABA_FORM_STARTS": "1000000", "DJANGO_SETTINGS_MODULE": "bawaba.project.settings",
        }  # fmt: skip
        if options.postgres and "BAWABA_DATABASE_URL" not in os.environ:
            os.environ["BAWABA_DATABASE_URL"] = stack.enter_context(temporary_postgres(shared_buffers="1GB"))
        shown = measure(options, folder)
    if options.json:
        options.json.write_text(json.dumps(shown, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
