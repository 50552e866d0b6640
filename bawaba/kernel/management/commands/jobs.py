"""`bawaba jobs …`: what waits for the worker, and running it at once."""

from collections.abc import Mapping
from dataclasses import asdict

from bawaba.kernel import jobs
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "Work that goes on in the background. The worker itself is `bawaba db_worker`."

    def add_operations(self) -> None:
        self.operation("status", status, "Count the jobs and name those that failed.")
        self.operation("run", run, "Run every job that waits, then stop.")


def status() -> Mapping[str, object]:
    return {**jobs.count_jobs(), "failures": [asdict(job) for job in jobs.list_failed()]}


def run() -> Mapping[str, object]:
    jobs.run_waiting()
    return status()
