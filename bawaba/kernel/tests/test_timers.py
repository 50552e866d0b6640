"""What runs by itself: once when it is due, however many workers look; and again when it failed."""

import threading
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from bawaba.kernel import clock, jobs
from bawaba.kernel.models import TimerRun
from bawaba.kernel.ports import DAILY, Timer, timers
from bawaba.kernel.timers import list_timers, next_moment, put_due

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RUN: list[str] = []


def ring(*, actor: Any) -> dict[str, int]:
    RUN.append(actor.key)
    return {"rung": len(RUN)}


def burst() -> None:
    raise OSError("no space left")


@pytest.fixture
def _bells(monkeypatch: pytest.MonkeyPatch) -> None:
    here = "bawaba.kernel.tests.test_timers"
    bells = {
        "bell": Timer(f"{here}.ring", timedelta(minutes=10), actor="bell"),
        "night": Timer(f"{here}.burst", DAILY, time(0, 20)),
    }
    monkeypatch.setattr(timers, "_providers", bells)
    RUN.clear()


@pytest.mark.parametrize("name", sorted(timers.providers()))
def test_every_timer_of_the_site_names_a_function_that_is_there(name: str) -> None:
    timer = timers.providers()[name]
    assert callable(import_string(timer.run))
    assert timer.every >= timedelta(minutes=5)


def test_a_nightly_timer_runs_at_the_countrys_time_of_day() -> None:
    at = next_moment(Timer("x.y", DAILY, time(0, 20)), NOON)
    assert (timezone.localtime(at).time(), at > NOON, at - NOON < DAILY) == (time(0, 20), True, True)
    assert next_moment(Timer("x.y", DAILY, time(0, 20)), at) == at + DAILY


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_bells")
def test_what_is_due_runs_once_and_what_was_missed_runs_once_later() -> None:
    with clock.frozen_at(NOON):
        assert put_due() == []  # the first look only sets the moments
    with clock.frozen_at(NOON + timedelta(minutes=10)):
        assert put_due() == ["bell"]
        assert put_due() == []
        jobs.run_waiting()
    assert RUN == ["system:bell"]
    told = {one.name: one for one in list_timers()}
    assert (told["bell"].told, told["bell"].next_at) == ({"rung": 1}, NOON + timedelta(minutes=20))
    with clock.frozen_at(NOON + timedelta(days=3)):  # the workers stood still for days
        assert put_due() == ["bell", "night"]
        jobs.run_waiting()
    assert len(RUN) == 2
    assert [one.error for one in jobs.list_failed()] == ["builtins.OSError"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="an in-memory SQLite locks its table for its readers"
)
@pytest.mark.usefixtures("_bells")
def test_of_many_workers_one_puts_it_in_the_queue() -> None:
    TimerRun.objects.create(name="bell", next_at=NOON)
    TimerRun.objects.create(name="night", next_at=NOON + DAILY)
    found: list[list[str]] = []

    def look() -> None:
        found.append(put_due(now=NOON + timedelta(minutes=1)))
        connection.close()

    workers = [threading.Thread(target=look) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(found) == [[], [], [], ["bell"]]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_bells")
def test_a_failed_job_is_tried_again_for_a_day_and_then_left_to_the_operator() -> None:
    TimerRun.objects.create(name="night", next_at=NOON)
    put_due(now=NOON)
    jobs.run_waiting()
    assert jobs.retry_young() == 1
    jobs.run_waiting()
    DBTaskResult.objects.update(enqueued_at=clock.now() - timedelta(hours=25))
    assert jobs.retry_young() == 0
    assert jobs.retry_failed() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_bells")
def test_the_worker_runs_what_is_due_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    TimerRun.objects.create(name="bell", next_at=NOON)
    call_command("worker", batch=True, interval=0.1, verbosity=0)
    assert RUN == ["system:bell"]
    call_command("timers", "run", "bell", "--json")
    assert '"rung": 2' in capsys.readouterr().out
