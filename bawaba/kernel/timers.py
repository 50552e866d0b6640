"""What runs by itself: rooms register what is due and how often; a worker puts it in the queue, whoever sees it first.

A timer is due once however many workers look: the row's next moment is moved in the transaction that puts the
job in the queue. A job that a killed worker left is put back (`jobs.revive_lost`), one that failed is tried again
(`jobs.retry_failed`); both are timers themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.models import TimerRun
from bawaba.kernel.ports import Timer, timers


@dataclass(frozen=True, slots=True)
class TimerInfo:
    """A timer and how it went. told: what its last run returned, as JSON; ended_at: None before the first one."""

    name: str
    every: timedelta
    next_at: datetime
    ended_at: datetime | None
    told: Any  # Any: JSON


def put_due(*, now: datetime | None = None) -> list[str]:
    """Put what is due in the queue, once; return its names. One SQL query when nothing is due."""
    moment = now or clock.now()
    known = {row.name: row.next_at for row in TimerRun.objects.all()}
    for name, timer in timers.providers().items():
        if name not in known:
            TimerRun.objects.get_or_create(name=name, defaults={"next_at": next_moment(timer, moment)})
    due = [name for name in timers.providers() if name in known and known[name] <= moment]
    return [name for name in due if _put(name, known[name], moment)]


def next_moment(timer: Timer, after: datetime) -> datetime:
    """Return when a timer runs next: at its time of day, else one period on."""
    if timer.at is None:
        return after + timer.every
    local = timezone.localtime(after)
    found = local.replace(hour=timer.at.hour, minute=timer.at.minute, second=0, microsecond=0)
    while found <= local:
        found = found + timer.every
    return found


def list_timers() -> list[TimerInfo]:
    """Return every timer by name, with its next moment and its last run. One SQL query."""
    rows = {row.name: row for row in TimerRun.objects.all()}
    now = clock.now()
    return [
        TimerInfo(
            name,
            timer.every,
            rows[name].next_at if name in rows else next_moment(timer, now),
            rows[name].ended_at if name in rows else None,
            rows[name].told if name in rows else None,
        )
        for name, timer in sorted(timers.providers().items())
    ]


@task()
def run_timer(*, name: str) -> None:
    """Run one timer here and now, and write down what it said."""
    timer = timers.providers().get(name)
    if timer is None:  # its room is gone
        return
    run = import_string(timer.run)
    told = run(actor=system_actor(timer.actor)) if timer.actor else run()
    TimerRun.objects.update_or_create(
        name=name,
        defaults={"ended_at": clock.now(), "told": _plain(told)},
        create_defaults={
            "next_at": next_moment(timer, clock.now()),
            "ended_at": clock.now(),
            "told": _plain(told),
        },
    )


@transaction.atomic
def _put(name: str, seen: datetime, now: datetime) -> bool:
    """Move the timer on and put its job in the queue; False when another worker did."""
    after = next_moment(timers.providers()[name], now)
    if not TimerRun.objects.filter(name=name, next_at=seen).update(next_at=after):
        return False
    enqueue_once(run_timer, name=name)
    return True


def _plain(told: object) -> Any:  # Any: JSON
    if isinstance(told, Mapping):
        return {str(key): _plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return len(told)
    return told if isinstance(told, str | int | float | bool) or told is None else str(told)
