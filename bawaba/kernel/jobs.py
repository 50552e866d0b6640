"""Jobs: work that goes on after the answer. A worker (`bawaba worker`) takes them from the database.

A job is a function of a room's services marked with `django_tasks.task`, with JSON arguments; it
must be safe to run twice. `enqueue_once` puts it in the queue inside the caller's transaction, so
that it is seen only when what it works on is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management import call_command
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from bawaba.kernel import clock

MOST_LISTED: Final = 50
LONGEST_RUN_S: Final = 900.0
RETRIED: Final = timedelta(days=1)
"""How long a job that fails is tried again by itself, each hour."""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that ended with an error: its function, when, and the error's class."""

    name: str
    at: datetime | None
    error: str


def enqueue_once(job: Task[Any, Any], **arguments: object) -> bool:  # Any: a job of any signature
    """Put a job in the queue, unless the same one with the same arguments waits there; say if it was put.

    One that runs already does not count: it may have read what it works on before the change.
    At most two SQL queries.
    """
    if isinstance(job.get_backend(), DatabaseBackend) and _waits(job, arguments):
        return False
    job.enqueue(**arguments)
    return True


def count_jobs() -> dict[str, int]:
    """Return how many jobs are ready, running, failed and successful. Two SQL queries."""
    counts = {status.lower(): 0 for status in TaskResultStatus.values}
    for status in DBTaskResult.objects.order_by().values_list("status", flat=True).distinct():
        counts[status.lower()] = DBTaskResult.objects.filter(status=status).count()
    return counts


def list_failed() -> list[FailedJob]:
    """Return the jobs that failed, the latest first, at most fifty. One SQL query."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")[:MOST_LISTED]
    return [FailedJob(row.task_path, row.finished_at, row.exception_class_path) for row in rows]


def revive_lost(*, older_than_s: float = LONGEST_RUN_S) -> int:
    """Put the jobs back in the queue that a worker took and never ended, since it was killed; return how many.

    older_than_s: longer than any job runs; one that still runs would run twice, which each is safe to do
    """
    before = clock.now() - timedelta(seconds=older_than_s)
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=before)
    return int(lost.update(status=TaskResultStatus.READY, started_at=None))


def retry_young() -> int:
    """Put the jobs that failed back in the queue while they are younger than a day; return how many."""
    return retry_failed(younger_than=RETRIED)


def retry_failed(*, younger_than: timedelta | None = None) -> int:
    """Put the jobs that ended with an error back in the queue, once its cause is gone; return how many.

    younger_than: only those that were first put there since
    """
    failed = DBTaskResult.objects.failed()
    if younger_than is not None:
        failed = failed.filter(enqueued_at__gt=clock.now() - younger_than)
    return int(
        failed.update(
            status=TaskResultStatus.READY,
            started_at=None,
            finished_at=None,
            exception_class_path="",
            traceback="",
        )
    )


def run_waiting() -> None:
    """Run every job that is ready, here and now, and return when none is left."""
    call_command("db_worker", batch=True, startup_delay=False, interval=0.1, reload=False, verbosity=0)


def _waits(job: Task[Any, Any], arguments: Mapping[str, object]) -> bool:  # Any: as above
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.READY,
        task_path=job.module_path,
        args_kwargs={"args": [], "kwargs": dict(arguments)},
    ).exists()
