"""Scenarios: made from what is scored and sized, solved by a job, read as page, XLSX, PDF and calendar."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from django.test import Client

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, ScenarioNotFound, ScenarioOver, UseCaseInvalid
from bawaba.ai.models import Scenario, UseCase
from bawaba.ai.portfolio.instances import Portfolio
from bawaba.ai.services.scenarios import _Follower
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, RECORD, prepared
from bawaba.ai.types import OptimisedPlan, ScenarioRules, UseCaseRecord, UseCaseText
from bawaba.directory.services import grant_membership
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
RULES = ScenarioRules("Essai", "ministry", date(2027, 1, 15), 6, [10.0, 10.0], 0.9, 5, 1)


def three() -> None:
    """Three use cases of 10 days, of which two fit; the first is worth least."""
    prepared()
    for number in range(1, 3):
        texts = [UseCaseText("fr", f"Autre {number}", "p")]
        services.propose_use_case(
            actor=EDITOR, record=UseCaseRecord(**{**vars(RECORD), "key": f"other-{number}", "texts": texts})
        )
    UseCase.objects.update(stage="qualified", details={"effort_days": 10})
    for key, score in (("sorting", 1), ("other-1", 5), ("other-2", 4)):
        scores = {one.key: score if one.better == "more" else 6 - score for one in queries.list_criteria()}
        services.score_use_case(actor=BOARD[0], key=key, scores=scores)


def solved() -> str:
    three()
    key = services.plan_scenario(actor=BOARD[0], rules=RULES)
    services.solve_scenario.call(key=key)
    return key


def test_the_best_use_cases_are_chosen_first_and_the_one_left_out_is_explained() -> None:
    one = queries.find_scenario(actor=BOARD[1], key=solved())
    assert one.state == "done"
    assert {one.keys[int(item)]: wave for item, wave in one.found["selection"].items()} == {
        "other-1": 0,
        "other-2": 1,
    }
    assert one.found["objective"] == pytest.approx(100 + 75 * 0.9)
    (left,) = one.found["left"]
    assert one.keys[left["item"]] == "sorting"
    assert left["value_needed"] == pytest.approx(75, abs=1e-3)  # then it is worth what holds the second wave
    assert [one.wave_start(wave) for wave in (0, 1)] == [date(2027, 1, 1), date(2027, 7, 1)]
    verbs = set(AuditEntry.objects.filter(verb__startswith="ai.scenario").values_list("verb", flat=True))
    assert verbs == {"ai.scenario-planned", "ai.scenario-solved"}


def test_a_second_run_changes_nothing_and_what_is_impossible_is_told() -> None:
    key = solved()
    before = Scenario.objects.get(key=key).found
    services.solve_scenario.call(key=key)
    assert Scenario.objects.get(key=key).found == before
    mandatory = ScenarioRules(**{**vars(RULES), "mandatory": ["sorting", "other-1", "other-2"]})
    other = services.plan_scenario(actor=BOARD[0], rules=mandatory)
    services.solve_scenario.call(key=other)
    assert Scenario.objects.get(key=other).state == "failed"


def test_who_has_no_part_in_the_body_makes_and_sees_none() -> None:
    key = solved()
    stranger = Actor(
        kind="person", key="account:98", account_id=98, roles=frozenset({("publisher", "other")})
    )
    for one in (EDITOR, stranger, ANONYMOUS):
        with pytest.raises(NotOnBoard):
            services.plan_scenario(actor=one, rules=RULES)
    with pytest.raises(ScenarioNotFound):
        queries.find_scenario(actor=stranger, key=key)
    with pytest.raises(UseCaseInvalid):
        services.plan_scenario(actor=BOARD[0], rules=ScenarioRules(**{**vars(RULES), "budgets": []}))


def test_pages_and_files_say_the_same_plan() -> None:
    key = solved()
    account = Account.objects.create_user(username="board", id=5001)
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role="publisher", body="ministry")
    client = Client()
    client.force_login(account)
    for language in ("fr", "ar"):
        answer = client.get(f"/{language}/ai/desk/scenarios/{key}")
        assert answer.status_code == 200
        assert "Autre 1" in answer.content.decode()
    other = services.plan_scenario(actor=BOARD[0], rules=ScenarioRules(**{**vars(RULES), "budgets": [10.0]}))
    services.solve_scenario.call(key=other)
    assert "Autre 2" in client.get(f"/fr/ai/desk/scenarios/{key}?with={other}").content.decode()
    address = f"/fr/ai/desk/scenarios/{key}/roadmap."
    workbook = zipfile.ZipFile(io.BytesIO(client.get(f"{address}xlsx").content))
    assert "Autre 1" in workbook.read("xl/sharedStrings.xml").decode()
    with pikepdf.open(io.BytesIO(client.get(f"{address}pdf").content)) as paper:
        assert len(paper.pages) == 1
    calendar = client.get(f"{address}ics").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270701\r\n" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    posted = {"title": "Nouveau", "body": "ministry", "starts_on": "2027-01-01", "wave_months": "6", "budgets": "10 10",
              "discount": "0.9", "org_cap": "5", "max_high_risk": "1", "limit_s": "30", "enough_gap": "1"}  # fmt: skip
    assert client.post("/fr/ai/desk/scenarios/", posted).status_code == 302
    assert client.post("/fr/ai/desk/scenarios/", {**posted, "budgets": "x"}).status_code == 422


def test_of_two_that_exclude_each_other_one_at_most_is_chosen() -> None:
    three()
    rules = ScenarioRules(**{**vars(RULES), "exclusive": [("other-1", "other-2")]})
    key = services.plan_scenario(actor=BOARD[0], rules=rules)
    services.solve_scenario.call(key=key)
    one = queries.find_scenario(actor=BOARD[0], key=key)
    chosen = {one.keys[int(item)] for item in one.found["selection"]}
    assert chosen == {"other-1"}  # worth 100 against 75; the third is worth nothing
    for wrong in ([("other-1", "other-1")], [("other-1", "nothing")]):
        with pytest.raises(UseCaseInvalid):
            services.plan_scenario(actor=BOARD[0], rules=ScenarioRules(**{**vars(RULES), "exclusive": wrong}))


def test_a_search_is_stopped_by_a_person_with_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    key = services.plan_scenario(actor=BOARD[0], rules=RULES)
    ended: list[bool] = []

    def search(*, portfolio: Portfolio, time_limit_s: float, watch: Callable[..., bool]) -> OptimisedPlan:
        monkeypatch.setattr("bawaba.ai.services.scenarios.TOLD_EACH_S", 0.0)
        ended.append(watch(1.0, 10.0, 20.0))
        services.stop_scenario(actor=BOARD[0], key=key)
        ended.append(watch(2.0, 10.0, 20.0))
        return OptimisedPlan(10.0, 20.0, 1.0, "stopped", {0: 0}, 10.0, [], 2.0)

    monkeypatch.setattr("bawaba.ai.services.scenarios.optimise", search)
    services.solve_scenario.call(key=key)
    assert ended == [False, True]
    row = Scenario.objects.get(key=key)
    assert (row.state, row.found["status"], row.progress["best"]) == ("done", "stopped", 10.0)
    with pytest.raises(ScenarioOver):
        services.stop_scenario(actor=BOARD[0], key=key)
    assert AuditEntry.objects.filter(verb="ai.scenario-stopped").count() == 1


def test_a_search_ends_once_the_gap_is_small_enough() -> None:
    watch = _Follower(Scenario(enough_gap=0.05)).watch
    assert watch(1.0, 100.0, 104.0)
    assert not Scenario.objects.exists()
    assert not watch(1.0, 100.0, 106.0)


def test_one_that_waits_is_dropped_from_its_page_and_never_runs() -> None:
    three()
    key = services.plan_scenario(actor=BOARD[0], rules=RULES)
    account = Account.objects.create_user(username="board", id=5002)
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role="publisher", body="ministry")
    client = Client()
    client.force_login(account)
    page = f"/fr/ai/desk/scenarios/{key}"
    assert f"{page}/stop" in client.get(page).content.decode()
    assert client.post(f"{page}/stop").status_code == 302
    services.solve_scenario.call(key=key)
    assert Scenario.objects.get(key=key).state == "dropped"
    assert client.get(page).status_code == 200
