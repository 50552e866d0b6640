#!/usr/bin/env python3
"""What an answer costs: processor time, rate on two cores, memory over many questions.

The bars (issue 5): 50 questions a second on 2 cores with p95 at most 400 ms, and memory flat over
20,000 questions, in extractive mode. Questions are those that ship, in a fixed order, each once with
words that no memory knows; run it with a prepared home (`BAWABA_HOME`). Ratios are against the bars.

    benchmarks/bench_assistant.py [--questions 2000]
    benchmarks/bench_assistant.py --served 20                  # a real server with 2 workers, 50 questions a second
    benchmarks/bench_assistant.py --served 20 --door page      # the page; bare is the page without a question
    benchmarks/bench_assistant.py --served 20 --people 20      # 20 people who wait for their answers
"""

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402

django.setup()

from bawaba.assistant.queries import OWN_QUESTIONS, ask  # noqa: E402

BAR_A_SECOND, CORES = 50.0, 2
WARM_UP: Final = 40
EVERY: Final = 2000
ASKERS: Final = 24
P95_BAR_MS: Final = 400.0
Asked = tuple[int, float]  # status, milliseconds
Ask = Callable[[str, int, float], Asked]


def resident_mb() -> float:
    """Return the memory that this process holds now."""
    fields = Path("/proc/self/statm").read_text().split()
    return round(int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def measure_served(texts: list[str], seconds: float, door: str, people: int) -> dict[str, object]:
    """Ask `bawaba start` with two workers, each question from an address of its own.

    people: 0 sends 50 a second, each at its time whether or not those before were answered, and latency counts
    from that time; else so many people who each wait for their answer and ask again
    door:   api, page, or bare (the page without a question: what a question adds is the rest)
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ, "PORT": str(port), "BAWABA_WORKERS": "2", "BAWABA_BEHIND_PROXY": "1",
        "BAWABA_API_RATE": "1000000",
    }  # fmt: skip
    serving = subprocess.Popen([sys.executable, "-m", "bawaba.project.cli", "start"], env=env, cwd=ROOT)
    ask_one = partial(_asked, f"http://127.0.0.1:{port}", door)
    try:
        _wait_for(port)
        with ThreadPoolExecutor(4) as warming:
            list(warming.map(lambda pair: ask_one(pair[1], pair[0], 0.0), enumerate(texts * 2)))
        before, started = _spent_s(serving.pid), time.perf_counter()
        found = (_closed if people else _open)(ask_one, texts, seconds, people)
        took_s = time.perf_counter() - started
        spent_s = _spent_s(serving.pid) - before
    finally:
        serving.terminate()
        serving.wait(20)
    walls = sorted(wall for status, wall in found if status == 200)
    p95 = walls[int(0.95 * len(walls)) - 1] if walls else 0.0
    return {
        "door": door, "people": people, "questions": len(found), "answered": len(walls),
        "a_second": round(len(walls) / took_s, 1), "p50_ms": round(walls[len(walls) // 2], 1),
        "p95_ms": round(p95, 1), "p95_to_bar": round(p95 / P95_BAR_MS, 2),
        "server_cpu_ms_a_question": round(spent_s / len(found) * 1000, 2),
        "load_average": os.getloadavg()[0],
    }  # fmt: skip


def _open(ask_one: Ask, texts: list[str], seconds: float, _: int) -> list[Asked]:
    started = time.perf_counter()
    with ThreadPoolExecutor(ASKERS) as askers:
        waiting = []
        for number in range(int(seconds * BAR_A_SECOND)):
            due = started + number / BAR_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(
                askers.submit(ask_one, f"{texts[number % len(texts)]} {number}", 5000 + number, due)
            )
        return [one.result() for one in waiting]


def _closed(ask_one: Ask, texts: list[str], seconds: float, people: int) -> list[Asked]:
    ends = time.perf_counter() + seconds

    def one_person(place: int) -> list[Asked]:
        found, number = [], 5000 + place
        while time.perf_counter() < ends:
            found.append(ask_one(f"{texts[number % len(texts)]} {number}", number, time.perf_counter()))
            number += people
        return found

    with ThreadPoolExecutor(people) as askers:
        return [one for many in askers.map(one_person, range(people)) for one in many]


def _asked(address: str, door: str, text: str, number: int, due: float) -> Asked:
    """Ask once. Each number is another address behind the proxy, so that no limit stops it."""
    headers = {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}
    path, body = "/fr/assistant/", None
    if door == "api":
        path, body = "/api/v1/assistant/questions", json.dumps({"question": text}).encode()
        headers["Content-Type"] = "application/json"
    elif door == "page":
        path = f"{path}?{urlencode({'q': text})}"
    try:
        with urlopen(Request(address + path, body, headers), timeout=30) as reply:
            reply.read()
            return reply.status, (time.perf_counter() - due) * 1000
    except OSError:
        return 0, (time.perf_counter() - due) * 1000


def _spent_s(parent: int) -> float:
    """Return the processor time of a server and its workers so far."""
    family, ticks = [parent], 0
    for pid in family:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            family += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}/fr/assistant/", timeout=10).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def main() -> None:
    """Print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--served", type=float, default=0.0, help="seconds to ask a server for")
    parser.add_argument("--door", choices=("api", "page", "bare"), default="api")
    parser.add_argument(
        "--people", type=int, default=0, help="who each wait for their answer; 0: 50 a second"
    )
    given = parser.parse_args()
    wanted = given.questions
    texts = [json.loads(line)["question"] for line in OWN_QUESTIONS.read_text(encoding="utf-8").splitlines()]
    if given.served:
        print(json.dumps(measure_served(texts, given.served, given.door, given.people)))
        return
    for text in texts[:WARM_UP]:
        ask(text=text)
    first_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs, walls, sizes = [], [], [resident_mb()]
    for number in range(wanted):
        text = f"{texts[number % len(texts)]} {number // len(texts) or ''}".strip()
        cpu, wall = time.process_time(), time.perf_counter()
        ask(text=text)
        costs.append((time.process_time() - cpu) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
        if not (number + 1) % EVERY:
            sizes.append(resident_mb())
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
                "resident_mb_every_2000": sizes,
                "memory_mb": round(last_kb / 1024, 1),
                "memory_growth_mb": round((last_kb - first_kb) / 1024, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
