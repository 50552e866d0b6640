"""Jobs wait in the database, once each, until a worker runs them."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from bawaba.kernel import clock, jobs
from bawaba.kernel.models import Account
from bawaba.kernel.tests.factories import make_account


@task()
def rename(*, username: str, to: str) -> int:
    return Account.objects.filter(username=username).update(first_name=to)


@task()
def stumble(*, over: str) -> None:
    raise ValueError(over)


@pytest.mark.django_db
def test_the_same_job_waits_once() -> None:
    assert jobs.enqueue_once(rename, username="a", to="b")
    assert not jobs.enqueue_once(rename, username="a", to="b")
    assert jobs.enqueue_once(rename, username="a", to="c")
    assert jobs.count_jobs() == {"ready": 2, "running": 0, "failed": 0, "successful": 0}


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_refused_transaction_is_not_seen() -> None:
    with transaction.atomic():
        jobs.enqueue_once(rename, username="a", to="b")
        transaction.set_rollback(True)
    assert jobs.count_jobs()["ready"] == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_waits_and_it_may_be_asked_again() -> None:
    account = make_account(username="amal")
    jobs.enqueue_once(rename, username="amal", to="Amal")
    call_command("db_worker", batch=True, startup_delay=False, interval=0.1, verbosity=0)
    account.refresh_from_db()
    assert account.first_name == "Amal"
    assert jobs.count_jobs()["successful"] == 1
    assert jobs.enqueue_once(rename, username="amal", to="Amal")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_named_with_its_error_and_others_go_on() -> None:
    make_account(username="amal")
    jobs.enqueue_once(stumble, over="a stone")
    jobs.enqueue_once(rename, username="amal", to="Amal")
    out = io.StringIO()
    call_command("jobs", "run", "--json", stdout=out)
    result = json.loads(out.getvalue())
    assert (result["failed"], result["successful"], result["ready"]) == (1, 1, 0)
    assert result["failures"][0]["name"].endswith("stumble")
    assert result["failures"][0]["error"] == "builtins.ValueError"


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_put_back_and_one_that_may_still_run_is_not() -> None:
    make_account(username="a")
    jobs.enqueue_once(rename, username="a", to="b")
    DBTaskResult.objects.get().claim("worker that is killed")
    assert jobs.revive_lost() == 0
    DBTaskResult.objects.update(started_at=clock.now() - timedelta(hours=1))
    assert jobs.revive_lost() == 1
    jobs.run_waiting()
    assert Account.objects.get(username="a").first_name == "b"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_failed_runs_again_once_its_cause_is_gone() -> None:
    jobs.enqueue_once(stumble, over="a full disk")
    jobs.run_waiting()
    assert jobs.count_jobs()["failed"] == 1
    DBTaskResult.objects.update(
        task_path=rename.module_path, args_kwargs={"args": [], "kwargs": {"username": "a", "to": "b"}}
    )
    assert jobs.retry_failed() == 1
    jobs.run_waiting()
    assert jobs.count_jobs() == {"ready": 0, "running": 0, "failed": 0, "successful": 1}
