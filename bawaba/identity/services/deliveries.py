"""Messages to a relying party's own server, sent by jobs and tried again when it does not answer."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import httpx
from django_tasks.base import Task

from bawaba.kernel import clock

TIMEOUT_S: Final = 5.0
RETRY_AFTER: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800))


class Outcome(StrEnum):
    """How a delivery ended: taken, refused for good (4xx), or not reached (to be tried again)."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNREACHED = "unreached"


def post(
    *, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, body: object = None
) -> Outcome:
    """Send one POST, as a form or as JSON; redirects are not followed and the answer's body is not read."""
    content: dict[str, Any] = (
        {"data": dict(form)} if form is not None else {"json": body}
    )  # Any: as httpx takes it
    try:
        with httpx.stream("POST", url, headers=dict(headers), timeout=TIMEOUT_S, **content) as answer:
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return Outcome.UNREACHED
    if status < 300:
        return Outcome.TAKEN
    return Outcome.UNREACHED if status >= 500 or status == 429 else Outcome.REFUSED


def try_again(
    job: Task[Any, Any], *, attempt: int, **arguments: object
) -> bool:  # Any: a job of any signature
    """Put the job back in the queue for its next attempt; False after the last one."""
    if attempt > len(RETRY_AFTER):
        return False
    later = job.using(run_after=clock.now() + RETRY_AFTER[attempt - 1])
    later.enqueue(attempt=attempt + 1, **arguments)
    return True
