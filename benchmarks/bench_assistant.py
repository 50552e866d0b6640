#!/usr/bin/env python3
"""What an answer costs: processor time, rate on two cores, memory over many questions.

The bars (issue 5): 50 questions a second on 2 cores with p95 at most 400 ms, and memory flat over
20,000 questions, in extractive mode. Questions are those that ship, in a fixed order, each once with
words that no memory knows; run it with a prepared home (`BAWABA_HOME`). Ratios are against the bars.

    benchmarks/bench_assistant.py [--questions 2000]
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402

django.setup()

from bawaba.assistant.queries import OWN_QUESTIONS, ask  # noqa: E402

BAR_A_SECOND, CORES = 50.0, 2
WARM_UP: Final = 40


def main() -> None:
    """Print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--questions", type=int, default=2000)
    wanted = parser.parse_args().questions
    texts = [json.loads(line)["question"] for line in OWN_QUESTIONS.read_text(encoding="utf-8").splitlines()]
    for text in texts[:WARM_UP]:
        ask(text=text)
    first_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs, walls = [], []
    for number in range(wanted):
        text = f"{texts[number % len(texts)]} {number // len(texts) or ''}".strip()
        cpu, wall = time.process_time(), time.perf_counter()
        ask(text=text)
        costs.append((time.process_time() - cpu) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    last_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs.sort()
    walls.sort()
    rate = CORES * 1000 / statistics.fmean(costs)
    print(
        json.dumps(
            {
                "questions": wanted,
                "cpu_ms_mean": round(statistics.fmean(costs), 2),
                "cpu_ms_p95": round(costs[int(0.95 * len(costs)) - 1], 2),
                "wall_ms_p95": round(walls[int(0.95 * len(walls)) - 1], 2),
                "a_second_on_two_cores": round(rate, 1),
                "ratio_to_bar": round(rate / BAR_A_SECOND, 2),
                "memory_mb": round(last_kb / 1024, 1),
                "memory_growth_mb": round((last_kb - first_kb) / 1024, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
