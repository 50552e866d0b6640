"""What scoring costs, beside the limits that were set for it: processor time, one core.

benchmarks/bench_assess.py        needs the folder BAWABA_SHARED (default ../shared) for Canada's questionnaire
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402 - after the settings are named
import numpy as np  # noqa: E402 - after the threads are counted

django.setup()

from bawaba.assess.queries import compute_index  # noqa: E402 - after Django is set up
from bawaba.assess.scoring.points import read_survey, score_points  # noqa: E402 - as above
from bawaba.assess.scoring.reading import read_json  # noqa: E402 - as above

SHARED = Path(os.environ.get("BAWABA_SHARED", ROOT.parent / "shared")) / "data"
SCORE_LIMIT_S = 0.001
UNCERTAINTY_LIMIT_S = 2.0
UNITS, INDICATORS = 100, 60


def cost_s(work: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _round in range(times):
        work()
    return (time.process_time() - start) / times


def bench_points() -> None:
    path = SHARED / "governance" / "aia" / "survey-enfr.json"
    if not path.is_file():
        print(f"{path} is absent: set BAWABA_SHARED to the folder that holds data/")
        return
    method = read_survey(read_json(path.read_text()))
    draws = random.Random(1)
    answers = {
        one.name: [draws.choice(list(one.worth))] if one.many else draws.choice(list(one.worth))
        for one in method.questions.values()
    }
    cost = cost_s(lambda: json.dumps(score_points(method, answers).trace), 300)
    print(
        f"Canada's assessment, every question answered, with its trace: {cost * 1000:.2f} ms, {cost / SCORE_LIMIT_S:.2f} of the limit"
    )


def bench_uncertainty() -> None:
    draws = np.random.default_rng(1)
    values = draws.lognormal(size=(UNITS, INDICATORS))
    codes = [f"i{place}" for place in range(INDICATORS)]
    data = "\n".join(
        [
            ",".join(["uCode", *codes]),
            *(",".join([f"u{place}", *map(repr, map(float, row))]) for place, row in enumerate(values)),
        ]
    )
    meta = "iCode,Type,Parent,Direction,Weight\n"
    meta += "".join(f"{code},Indicator,g{place // 10},1,1\n" for place, code in enumerate(codes))
    meta += (
        "".join(f"g{place},Aggregate,top,1,1\n" for place in range(INDICATORS // 10)) + "top,Aggregate,,1,1\n"
    )
    stages = "treat: {winsorise: 5}\nnormalise: {method: min-max, range: [1, 100]}\naggregate: arithmetic\n"
    varied = "normalise: [{method: min-max, range: [1, 100]}, rank], aggregate: [arithmetic, geometric]"
    doubts = f"uncertainty: {{replicates: 1000, weights: 0.25, missing: 0.05, {varied}}}\n"
    cost = cost_s(lambda: compute_index(data=data, meta=meta, configuration=stages + doubts), 2)
    print(
        f"1,000 replicates, {UNITS} units × {INDICATORS} indicators, weights, methods and missing values: {cost:.2f} s, {cost / UNCERTAINTY_LIMIT_S:.2f} of the limit"
    )


if __name__ == "__main__":
    bench_points()
    bench_uncertainty()
