"""The worker of jobs beside the site: come again when it dies, ended with the site."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bawaba.project.job_worker import JobWorker

pytestmark = pytest.mark.sqlite_is_enough

SITE_THAT_IS_KILLED = """
import os, signal, sys, time
import django
django.setup()
from bawaba.project.job_worker import JobWorker
worker = JobWorker(lambda: time.sleep(60))
worker.start()
print(worker.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def _until(holds: Callable[[], bool], within_s: float = 10) -> bool:
    until = time.monotonic() + within_s
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def _lives(pid: int | None) -> bool:
    try:
        return bool(pid) and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_worker_that_is_killed_comes_again_and_ends_with_the_site(tmp_path: Path) -> None:
    traces = tmp_path / "traces"

    def work() -> None:
        with traces.open("a") as file:
            file.write(f"{os.getpid()} {os.nice(0)}\n")
        time.sleep(60)

    worker = JobWorker(work, first_wait_s=0.05)
    worker.start()
    first = worker.pid
    assert first
    assert _until(traces.exists)
    os.kill(first, signal.SIGKILL)
    assert _until(lambda: len(traces.read_text().splitlines()) == 2)
    second = worker.pid
    worker.stop()
    assert not _lives(first)
    assert not _lives(second)
    seen = [line.split() for line in traces.read_text().splitlines()]
    assert [pid for pid, _ in seen] == [str(first), str(second)]
    assert all(int(nice) > os.nice(0) or int(nice) == 19 for _, nice in seen)


def test_a_worker_does_not_outlive_a_site_that_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SITE_THAT_IS_KILLED], stdout=subprocess.PIPE, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bawaba.project.lean_settings"},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert _until(lambda: not _lives(int(done.stdout)))
