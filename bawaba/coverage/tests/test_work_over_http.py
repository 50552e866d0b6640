"""Layers, targets and plans over HTTP: who may, what is refused, what a job makes of it."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from bawaba.coverage import services
from bawaba.coverage.models import Layer, Milestone, Planning, Scenario
from bawaba.coverage.tests.country import ACTOR, NOW, make_country, run_jobs
from bawaba.coverage.types import PlanWish
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
API = "/api/v1/coverage"
BOTH = "openid coverage.read coverage.write"
TARGETS = {
    "key": "law-2027", "names": {"fr": "Loi"}, "source": {"fr": "Loi, article 3"}, "stated_on": "2027-01-15",
    "milestones": [{"due_on": "2028-12-31", "share": 0.5}],
}  # fmt: skip
PLAN = {
    "key": "quick",
    "names": {"fr": "Vite"},
    "first_year": 2026,
    "target_set": "law-2027",
    "time_limit_s": 5,
}


@pytest.fixture(autouse=True)
def country():
    cache.clear()
    with translation.override("en"), clock.frozen_at(NOW):
        make_country()
        yield


def regulator() -> TokenHolder:
    return make_token_holder(BOTH, [("supervisor", "authority")])


def send(holder: TokenHolder, content: bytes, **changes: str) -> Any:
    told = {"kind": "measured", "title": "Drive", "source": "We", "licence": "CC0", "dated": "2026-05-01",
            "operator": "red", "place": "outdoor", **changes}  # fmt: skip
    sent = {**told, "file": SimpleUploadedFile("drive.csv", content)}
    return Client(raise_request_exception=False).post(f"{API}/layers", sent, headers=holder.headers)


def test_measurements_are_sent_followed_and_refused_with_their_line():
    judge, agent = regulator(), make_token_holder(BOTH, [("agent", "red-company")])
    rows = b"lon,lat,rsrp_dbm\n" + b"10.15,31.15,-90\n" * 40
    told = send(judge, rows)
    assert told.status_code == 200
    assert told.json()["state"] == "waiting"
    run_jobs()
    address = f"{API}/arrivals/{told.json()['key']}"
    found = judge.call("GET", address).json()
    assert (found["state"], found["rows"], found["refusal"]) == ("done", 40, None)
    assert agent.call("GET", address).status_code == 404
    assert send(agent, rows).status_code == 403
    assert (
        send(make_token_holder("openid coverage.read", [("supervisor", "authority")]), rows).status_code
        == 403
    )
    assert Client().post(f"{API}/layers", {"kind": "measured"}).status_code == 401
    swapped = send(judge, b"lon,lat,rsrp_dbm\n" + b"31.15,10.15,-90\n" * 40).json()
    run_jobs()
    refused = judge.call("GET", f"{API}/arrivals/{swapped['key']}?lang=fr").json()["refusal"]
    assert refused["code"] == "coverage-file-invalid"
    assert refused["line"] == 2
    assert list(refused["texts"]) == ["fr"]
    assert Layer.objects.filter(kind="measured").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"crs": "EPSG:x"}, {"place": "moon"}, {"dated": "soon"}, {"columns": "code"}]
)
def test_what_a_sent_file_says_of_itself_is_checked_at_once(wrong: dict[str, str]):
    assert send(regulator(), b"lon,lat,rsrp_dbm\n", **wrong).status_code == 422


def test_targets_are_added_by_the_regulator_and_never_overwritten():
    judge = regulator()
    assert judge.call("POST", f"{API}/targets", TARGETS).json() == {"key": "law-2027", "new": True}
    assert judge.call("POST", f"{API}/targets", TARGETS).json() == {"key": "law-2027", "new": False}
    other = TARGETS | {"milestones": [{"due_on": "2028-12-31", "share": 0.4}]}
    refused = judge.call("POST", f"{API}/targets", other)
    assert (refused.status_code, refused.json()["code"]) == (409, "coverage-targets-kept")
    assert Milestone.objects.get(target_set__key="law-2027").share == 0.5
    twice = TARGETS | {"key": "twice", "milestones": TARGETS["milestones"] * 2}  # type: ignore[operator]
    assert judge.call("POST", f"{API}/targets", twice).status_code == 422
    agent = make_token_holder(BOTH, [("agent", "red-company")])
    assert agent.call("POST", f"{API}/targets", TARGETS | {"key": "mine"}).status_code == 403
    assert any(one["key"] == "law-2027" for one in Client().get(f"{API}/targets").json()["items"])


def test_a_plan_is_drafted_run_followed_and_compared(client: Client):
    judge = regulator()
    judge.call("POST", f"{API}/targets", TARGETS)
    drafted = judge.call("POST", f"{API}/plans", PLAN)
    assert (drafted.status_code, drafted.json()["state"]) == (200, "draft")
    assert judge.call("POST", f"{API}/plans", PLAN).status_code == 409
    assert judge.call("POST", f"{API}/plans/quick/stop").status_code == 409
    assert judge.call("POST", f"{API}/plans/quick/run").json()["state"] == "waiting"
    assert judge.call("POST", f"{API}/plans/quick/run").status_code == 409
    run_jobs()
    assert judge.call("GET", f"{API}/plans/quick/run").json()["state"] == "done"
    plan = client.get(f"{API}/plans/quick").json()
    goal = plan["results"]["goals"][0]
    assert goal["share"] >= 0.5
    assert plan["manifest"]["command"].startswith("bawaba coverage schedule quick")
    side = client.get(f"{API}/comparison").json()["items"][0]
    assert (side["key"], side["goals"][0]["sites"]) == ("quick", goal["sites"])
    assert AuditEntry.objects.filter(verb__in=["coverage.plan-drafted", "coverage.plan-run"]).count() == 2


def test_a_plan_that_waits_is_stopped_and_may_run_again_and_a_running_one_ends_with_its_best():
    judge = regulator()
    judge.call("POST", f"{API}/targets", TARGETS)
    judge.call("POST", f"{API}/plans", PLAN)
    judge.call("POST", f"{API}/plans/quick/run")
    assert judge.call("POST", f"{API}/plans/quick/stop").json()["state"] == "stopped"
    run_jobs()
    assert not Scenario.objects.exists()
    judge.call("POST", f"{API}/plans/quick/run")
    Planning.objects.update(state="running")  # as its worker writes it
    assert judge.call("POST", f"{API}/plans/quick/stop").json()["stop_asked"] is True
    run_jobs()
    assert Scenario.objects.get().results["goals"][0]["holds"] is True
    assert Scenario.objects.get().results["prices"] == []  # the search ended at once


def test_what_makes_no_plan_is_refused_with_its_field_or_when_it_runs():
    judge = regulator()
    for field, value in (("host_factor", 0), ("radii_m", [0, 1, 2]), ("time_limit_s", 1), ("cost", -1)):
        refused = judge.call("POST", f"{API}/plans", PLAN | {field: value})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["name"] == field
    assert judge.call("POST", f"{API}/plans", PLAN).status_code == 200  # targets may come later
    judge.call("POST", f"{API}/plans/quick/run")
    run_jobs()
    found = judge.call("GET", f"{API}/plans/quick/run?lang=en").json()
    assert (found["state"], found["refusal"]["code"]) == ("refused", "coverage-not-found")
    assert judge.call("POST", f"{API}/plans/none/run").status_code == 404


def test_a_plan_is_computed_once_however_often_its_job_runs():
    wish = PlanWish(2026, goals=[(date(2028, 12, 31), 0.5)], time_limit_s=5)
    services.draft_plan(actor=ACTOR, key="once", names={"fr": "Une"}, wish=wish)
    services.run_plan(actor=ACTOR, key="once")
    services.solve_plan.func(key="once")
    services.solve_plan.func(key="once")
    assert Scenario.objects.get().planning.state == "done"
