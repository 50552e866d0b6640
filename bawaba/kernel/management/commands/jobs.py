"""`bawaba jobs …`: what waits for the worker, and running it at once."""

from collections.abc import Mapping
from dataclasses import asdict

from bawaba.kernel import jobs
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "Work that goes on in the background. The worker itself is `bawaba worker`."

    def add_operations(self) -> None:
        self.operation("status", status, "Count the jobs and name those that failed.")
        self.operation("run", run, "Run every job that waits, then stop.")
        self.operation("retry", retry_failed, "Put back the jobs that failed, once the cause is gone.")
        revive = self.operation(
            "revive", revive_lost, "Put back jobs whose worker was killed; the worker does it by itself."
        )
        revive.add_argument(
            "--older-than-s", type=float, default=jobs.LONGEST_RUN_S, help="seconds since they began"
        )


def status() -> Mapping[str, object]:
    return {**jobs.count_jobs(), "failures": [asdict(job) for job in jobs.list_failed()]}


def run() -> Mapping[str, object]:
    jobs.run_waiting()
    return status()


def revive_lost(*, older_than_s: float) -> Mapping[str, object]:
    return {"revived": jobs.revive_lost(older_than_s=older_than_s), **status()}


def retry_failed() -> Mapping[str, object]:
    return {"retried": jobs.retry_failed(), **status()}
