"""The worker of jobs beside the site: one child of `bawaba start`, come again when it dies, ended with the site.

It inherits the modules that the site has loaded, as the server's own workers do, so that it costs little memory
and starts at once. Operators who run `bawaba worker` as a service of its own start the site with `--no-worker`.
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connections

NAME: Final = "bawaba-jobs"
"""What process lists call it, where the system lets a process name itself."""
LOOK_S: Final = 0.5
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
STEADY_S: Final = 5.0
END_S: Final = 20.0
LOWER_PRIORITY: Final = 5  # pages first
log = logging.getLogger("bawaba.jobs")


def run_jobs() -> None:
    """Run jobs and what is due, as `bawaba worker` does, until told to end."""
    call_command("worker", verbosity=0)


class JobWorker:
    """Keeps one child at work: starts it again when it dies, each time later while it dies within five seconds."""

    def __init__(self, work: Callable[[], None] = run_jobs, *, first_wait_s: float = FIRST_WAIT_S) -> None:
        self._work, self._first_wait_s = work, first_wait_s
        self._ended = threading.Event()
        self._child: BaseProcess | None = None
        self._watcher = threading.Thread(target=self._watch, name="job-worker", daemon=True)

    @property
    def pid(self) -> int | None:
        """The child's number in the system; None before it starts."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the child, and watch over it until `stop`."""
        self._start_child()
        self._watcher.start()

    def stop(self) -> None:
        """Tell the child to end after the job that it runs, and end it at once after twenty seconds."""
        self._ended.set()
        child = self._child
        if child is None:
            return
        child.terminate()
        self._watcher.join(END_S)  # the watcher alone waits for the child
        if self._watcher.is_alive():
            child.kill()
            self._watcher.join()

    def _start_child(self) -> None:
        self._child = multiprocessing.get_context("fork").Process(
            target=_be_child, args=(self._work, os.getpid()), name=NAME
        )
        self._child.start()

    def _watch(self) -> None:
        wait_s = self._first_wait_s
        while child := self._child:
            began = time.monotonic()
            child.join()
            if self._ended.is_set():
                return
            wait_s = self._first_wait_s if time.monotonic() - began > STEADY_S else wait_s
            log.warning("the worker of jobs ended (%s); it starts again in %g s", child.exitcode, wait_s)
            if self._ended.wait(wait_s):
                return
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            self._start_child()


def _be_child(work: Callable[[], None], parent: int) -> None:
    """Work below the site's priority, with connections of our own, no longer than the site lives.

    Ctrl-C in a terminal reaches us too; the site alone answers it, and lets us end our job.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    connections.close_all()
    os.nice(LOWER_PRIORITY)
    with suppress(OSError):  # Linux alone has it
        Path("/proc/self/comm").write_text(NAME)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    work()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
