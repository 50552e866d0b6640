"""Scenarios and weights over HTTP and by command: made, read with reasons, stopped, taken away, refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.ai import queries, services
from bawaba.ai.errors import NotPlanner, UseCaseInvalid
from bawaba.ai.models import Scenario, Weighing
from bawaba.ai.rules.weighing import SCALE
from bawaba.ai.tests.test_api import BOTH, caller
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR
from bawaba.ai.tests.test_scenarios import RULES, solved, three
from bawaba.ai.types import ScenarioRules
from bawaba.directory.services import grant_membership
from bawaba.identity.tests.holders import make_token_holder
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
ASKED = {"title": "Essai", "body": "ministry", "starts_on": "2027-01-15", "budgets": [10, 10]}
BOARD_ROLE = [("publisher", "ministry")]


@pytest.fixture(autouse=True)
def counted_anew(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()


def comparisons(word: str = "same", **other: str) -> list[dict[str, str]]:
    """Return each two criteria compared by one word, or as `other` says of the first of them."""
    return [
        {"one": one.key, "other": two.key, "answer": other.get(one.key, word)}
        for one, two in queries.pairs_to_compare()
    ]


def test_a_scenario_is_made_read_with_its_reasons_and_taken_away() -> None:
    three()
    plans = caller(make_token_holder(BOTH, BOARD_ROLE))
    made = plans("POST", "/scenarios", ASKED)
    address = f"/scenarios/{made['key']}"
    waiting = plans("GET", address)
    assert (made["state"], waiting["state"], waiting["plan"], waiting["progress"]) == (
        "waiting",
        "waiting",
        None,
        None,
    )
    assert plans("GET", f"{address}/file?form=xlsx", None, 409)["code"] == "ai-scenario-unfinished"
    services.solve_scenario.call(key=made["key"])
    plan = plans("GET", f"{address}?lang=fr")["plan"]
    assert plan["status"] == "proven"
    assert plan["objective"] == pytest.approx(100 + 75 * 0.9)
    assert plan["bound"] == pytest.approx(plan["objective"])
    assert [(one["key"], one["wave"], one["title"], one["ends_on"]) for one in plan["chosen"]] == [
        ("other-1", 1, "Autre 1", "2027-06-30"), ("other-2", 2, "Autre 2", "2027-12-31"),
    ]  # fmt: skip
    (left,) = plan["left"]
    assert (left["key"], left["obstacles"], left["never"]) == ("sorting", ["budget", "no-value"], False)
    assert left["value_needed"] == pytest.approx(75, abs=1e-3)
    assert {one["limit"] for one in plan["prices"]} <= {"budget", "org_cap", "high_risk"}
    assert [one["key"] for one in plans("GET", "/scenarios")["items"]] == [made["key"]]
    assert plans("POST", f"{address}/stop", {}, 409)["code"] == "ai-scenario-over"


def test_each_file_opens_by_its_first_bytes() -> None:
    key = solved()
    holder = make_token_holder("openid ai.read", BOARD_ROLE)
    for form, start in (("xlsx", b"PK"), ("pdf", b"%PDF-"), ("ics", b"BEGIN:VCALENDAR")):
        answer = holder.call("GET", f"/api/v1/ai/scenarios/{key}/file?form={form}&lang=ar")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert f"roadmap-{key}.{form}" in answer["Content-Disposition"]


def test_one_that_waits_is_dropped_and_one_without_a_choice_says_so() -> None:
    three()
    plans = caller(make_token_holder(BOTH, BOARD_ROLE))
    key = plans("POST", "/scenarios", ASKED)["key"]
    assert plans("POST", f"/scenarios/{key}/stop", {}) == {"key": key, "state": "dropped"}
    every = {**ASKED, "mandatory": ["sorting", "other-1", "other-2"]}
    other = plans("POST", "/scenarios", every)["key"]
    services.solve_scenario.call(key=other)
    told = plans("GET", f"/scenarios/{other}")
    assert (told["state"], told["plan"], told["mandatory"]) == ("failed", None, every["mandatory"])
    assert told["refused"] == "portfolio-impossible"


def test_what_a_scenario_may_not_say_is_named_by_its_place() -> None:
    three()
    plans = caller(make_token_holder(BOTH, BOARD_ROLE))
    wrong = (
        ("budgets", []), ("budgets", "x"), ("budgets", [1] * 9), ("starts_on", "yesterday"),
        ("starts_on", "9999-12-31"), ("title", " "), ("mandatory", ["none"]), ("exclusive", [["sorting", "sorting"]]),
        ("wave_months", 0), ("discount", 0), ("limit_s", 1),
    )  # fmt: skip
    for name, value in wrong:
        errors = plans("POST", "/scenarios", {**ASKED, name: value}, 422)["errors"]
        assert any(name in one["name"] for one in errors), (name, value, errors)
    for name, value in (
        ("discount", 0.0),
        ("wave_months", 0),
        ("budgets", [float("nan")]),
        ("budgets", [-1.0]),
        ("starts_on", date.max),
    ):
        with pytest.raises(UseCaseInvalid):
            services.plan_scenario(actor=BOARD[0], rules=ScenarioRules(**{**vars(RULES), name: value}))
    assert not Scenario.objects.exists()


def test_scopes_roles_and_bodies_are_kept() -> None:
    key = solved()
    reads, nothing = make_token_holder("openid ai.read", BOARD_ROLE), make_token_holder("openid", BOARD_ROLE)
    editor, stranger = make_token_holder(BOTH, [("editor", "ministry")]), make_token_holder(BOTH)
    assert caller(reads)("POST", "/scenarios", ASKED, 403)["code"] == "scope-missing"
    assert caller(nothing)("GET", f"/scenarios/{key}", None, 403)["code"] == "scope-missing"
    assert caller(editor)("POST", "/scenarios", ASKED, 403)["code"] == "not-planner"
    assert caller(editor)("GET", f"/scenarios/{key}")["key"] == key
    for method, path in (("GET", ""), ("POST", "/stop"), ("GET", "/file?form=ics")):
        status = 403 if method == "POST" else 404
        caller(stranger)(method, f"/scenarios/{key}{path}", None, status)
    assert caller(stranger)("GET", "/scenarios")["items"] == []
    caller(stranger)("GET", "/weights/ministry", None, 403)
    caller(stranger)("PUT", "/weights/ministry", {"answers": comparisons()}, 403)
    assert not Weighing.objects.exists()


def test_weights_are_tried_then_kept_and_contradictions_are_refused() -> None:
    three()
    plans = caller(make_token_holder(BOTH, [("supervisor", "ministry")]))
    shipped = plans("GET", "/weights/ministry?lang=all")
    assert not shipped["own"]
    assert sum(one["weight"] for one in shipped["criteria"]) == pytest.approx(1)
    assert {"ar", "fr", "en"} <= set(shipped["criteria"][0]["names"])
    assert {one["answer"] for one in shipped["comparisons"]} <= set(SCALE)
    first = comparisons(citizen_value="a3")
    tried = plans("POST", "/weights", {"answers": first})
    assert tried["consistent"]
    assert tried["weights"]["citizen_value"] == pytest.approx(3 * tried["weights"]["volume"])
    assert not Weighing.objects.exists()
    kept = plans("PUT", "/weights/ministry", {"answers": first})
    assert kept["weights"] == tried["weights"]
    assert plans("GET", "/weights/ministry")["own"]
    circle = [{**one, "answer": "a9" if place % 2 else "b9"} for place, one in enumerate(comparisons())]
    assert not plans("POST", "/weights", {"answers": circle})["consistent"]
    assert plans("PUT", "/weights/ministry", {"answers": circle}, 409)["code"] == "weights-inconsistent"
    for wrong in (first[1:], [*first, first[0]]):
        told = plans("POST", "/weights", {"answers": wrong}, 422)
        assert told["errors"][0]["name"] == "answers"
    assert Weighing.objects.count() == 1


def test_a_page_of_a_scenario_asks_no_more_than_it_says() -> None:
    key = solved()
    with CaptureQueriesContext(connection) as asked:
        queries.find_scenario(actor=BOARD[0], key=key)
    assert len(asked) <= 5
    with CaptureQueriesContext(connection) as asked:
        queries.read_weights(actor=BOARD[0], body="ministry")
    assert len(asked) <= 5
    with pytest.raises(NotPlanner):
        queries.read_weights(actor=EDITOR, body="elsewhere")


def test_the_same_is_done_by_command_in_a_person_s_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    three()
    account = Account.objects.create_user(username="planner", id=5101)
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role="publisher", body="ministry")
    file, weights = tmp_path / "scenario.json", tmp_path / "weights.json"
    file.write_text(json.dumps(ASKED))
    weights.write_text(json.dumps({"answers": comparisons()}))

    def told(*words: str) -> Any:
        call_command("ai", *words, "--as", "planner", "--json")
        return json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    assert sum(told("keep-weights", "ministry", str(weights))["weights"].values()) == pytest.approx(1)
    key = told("plan-scenario", str(file))["key"]
    assert told("stop-scenario", key)["state"] == "dropped"
    assert told("find-scenario", key)["title"] == "Essai"
    assert AuditEntry.objects.filter(verb="ai.acted-for").count() == 4
