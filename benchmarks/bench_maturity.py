"""What the study's dashboards cost with 1,700 bodies × 95 questions × 3 waves, beside the limits set for them.

benchmarks/bench_maturity.py [FOLDER]     makes its own database in FOLDER (BAWABA_HOME), or in a temporary one

Bodies and answers are made up by a fixed seed. Prints ratios to the limits; times are of this process alone.
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HOME = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="bench-maturity-"))
HOME.mkdir(parents=True, exist_ok=True)
os.environ["BAWABA_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402 - after the settings are named

django.setup()

from django.core.management import call_command  # noqa: E402 - after Django is set up
from django.test import Client  # noqa: E402 - as above

from bawaba.assess.models import Answer, Assessment, Figure, Result  # noqa: E402 - as above
from bawaba.assess.queries import score_with  # noqa: E402 - as above
from bawaba.directory.models import Body, BodyName, Membership  # noqa: E402 - as above
from bawaba.kernel import clock  # noqa: E402 - as above
from bawaba.kernel.actors import Actor, system_actor  # noqa: E402 - as above
from bawaba.kernel.models import Account  # noqa: E402 - as above
from bawaba.maturity import queries, services, shipped  # noqa: E402 - as above
from bawaba.maturity.models import Wave, WaveBody  # noqa: E402 - as above

BODIES, WAVES, ROUNDS = 1_700, 3, 20
PAGE_LIMIT_S, OPEN_LIMIT_S = 0.2, 10.0
KINDS = ("commune", "commune", "commune", "agency", "prefecture", "department")
LEAD = "sample-lead"
SYSTEM = system_actor("bench")
SECOND = Actor("person", "account:999999", 999999, frozenset({("publisher", LEAD)}))


def make_bodies() -> list[str]:
    rows = [
        Body(key=LEAD, kind="ministry"),
        *(Body(key=f"sample-{n}", kind=KINDS[n % 6]) for n in range(BODIES)),
    ]
    Body.objects.bulk_create(rows)
    BodyName.objects.bulk_create(
        BodyName(body=row, language=language, name=f"{word} {row.key.removeprefix('sample-')}")
        for row in Body.objects.filter(key__startswith="sample-")
        for language, word in (("fr", "Organisme fictif"), ("ar", "هيئة افتراضية"))
    )
    return [row.key for row in rows[1:]]


def make_wave(number: int, bodies: list[str], draws: random.Random) -> None:
    key, method = f"sample-{number}", shipped.default_method()
    begin = date(2026 + number, 1, 1)
    services.plan_wave(
        actor=SYSTEM, key=key, titles={"fr": f"Vague fictive {2026 + number}", "ar": f"موجة افتراضية {2026 + number}"},
        owner=LEAD, kinds=sorted(set(KINDS)), opens_on=begin, due_on=begin + timedelta(days=60), urn=method.urn,
        previous=f"sample-{number - 1}" if number else "",
    )  # fmt: skip
    start = time.perf_counter()
    services.open_wave(actor=SYSTEM, key=key)
    opened = time.perf_counter() - start
    print(f"a wave of {BODIES:,} bodies opened: {opened:.2f} s, {opened / OPEN_LIMIT_S:.2f} of the limit")
    fill(key, number, bodies, draws)
    services.draw_wave_sample(actor=SYSTEM, key=key, seed=2030 + number)
    approve(key)
    services.propose_wave(actor=SYSTEM, key=key)
    services.publish_wave(actor=SECOND, key=key)


def fill(key: str, number: int, bodies: list[str], draws: random.Random) -> None:
    """Answer for nine bodies in ten, and freeze what they declare."""
    method = shipped.default_method()
    answers, results, figures = [], [], []
    for row in Assessment.objects.filter(campaign__key=key, body__in=bodies):
        if draws.random() < 0.1:
            continue
        level = min(4.0, max(0.0, draws.gauss(1.4 + 0.3 * number, 0.7)))
        given = {one.id: f"l{min(4, max(0, round(draws.gauss(level, 0.8))))}" for one in method.questions}
        score = score_with(method=method, answers=given)
        answers += [
            Answer(assessment=row, question=name, value=value, author="account:1", answered_at=clock.now())
            for name, value in given.items()
        ]
        numbers = {
            name: float(value) for name, value in score.figures.items() if isinstance(value, int | float)
        }
        results.append(
            Result(assessment=row, kind="declared", figures=dict(score.figures), trace=[], rules=[], digest="", frozen_at=clock.now())
        )  # fmt: skip
        figures += [
            Figure(assessment=row, campaign_id=row.campaign_id, name=name, value=value)
            for name, value in numbers.items()
        ]
        row.state = "submitted"
        row.save(update_fields=["state"])
    for model, rows in ((Answer, answers), (Result, results), (Figure, figures)):
        model.objects.bulk_create(rows, batch_size=2000)


def approve(key: str) -> None:
    """Verify the sample: what it declared, three points lower."""
    drawn = WaveBody.objects.filter(wave__key=key, sampled=True).values_list("body", flat=True)
    for row in Assessment.objects.filter(campaign__key=key, body__in=list(drawn)):
        declared = row.results.get(kind="declared")
        index = max(0.0, declared.figures["index"] - 3)
        Result.objects.create(assessment=row, kind="verified", figures={**declared.figures, "index": index}, trace=[], rules=[],
                              digest="", frozen_at=clock.now())  # fmt: skip
        row.state = "approved"
        row.save(update_fields=["state"])


def made_before() -> bool:
    return Wave.objects.filter(key=f"sample-{WAVES - 1}", state="published").exists()


def p95(work: Callable[[int], object]) -> tuple[float, float]:
    """Return the 95th percentile of wall and of processor time over the rounds."""
    walls, costs = [], []
    for place in range(ROUNDS):
        wall, cost = time.perf_counter(), time.process_time()
        work(place)
        walls.append(time.perf_counter() - wall)
        costs.append(time.process_time() - cost)
    return tuple(statistics.quantiles(one, n=20)[-1] for one in (walls, costs))  # type: ignore[return-value]


def measure() -> None:
    account, _made = Account.objects.get_or_create(username="bench-lead")
    Membership.objects.get_or_create(account=account, body=Body.objects.get(key=LEAD), role="publisher")
    client = Client()
    client.force_login(account)
    last = f"/fr/digital-maturity/waves/sample-{WAVES - 1}/"
    pages = {
        "a wave followed by those who lead it": lambda n: last,
        "its bodies, fifty a page": lambda n: f"{last}bodies/?page={1 + n}",
        "one body among its kind": lambda n: f"{last}bodies/sample-{n * 80}/",
        "the public results, rendered anew": lambda n: f"/fr/digital-maturity/?round={n}",
        "the open data": lambda n: "/fr/digital-maturity/results.json",
    }
    for name, path in pages.items():
        client.get(path(0))
        wall, cost = p95(lambda n, path=path: ok(client, path(n)))
        print(
            f"{name}: p95 {wall * 1000:.0f} ms ({cost * 1000:.0f} ms of processor time), {cost / PAGE_LIMIT_S:.2f} of the limit"
        )


def ok(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not made_before():
        draws = random.Random(1)
        bodies = make_bodies()
        services.load_method(actor=SYSTEM, owner=LEAD)
        for number in range(WAVES):
            make_wave(number, bodies, draws)
    gc.collect()
    gc.freeze()  # what making half a million answers left behind is not the pages' to walk through
    print(f"{Answer.objects.count():,} answers in {len(queries.published_waves())} published waves")
    measure()


if __name__ == "__main__":
    main()
