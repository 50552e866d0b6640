"""Scenarios: made from what is scored and sized, solved by a job, read as page, XLSX, PDF and calendar."""

import io
import zipfile
from datetime import date

import pikepdf
import pytest
from django.test import Client

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, ScenarioNotFound, UseCaseInvalid
from bawaba.ai.models import Scenario, UseCase
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, RECORD, prepared
from bawaba.ai.types import ScenarioRules, UseCaseRecord, UseCaseText
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
              "discount": "0.9", "org_cap": "5", "max_high_risk": "1"}  # fmt: skip
    assert client.post("/fr/ai/desk/scenarios/", posted).status_code == 302
    assert client.post("/fr/ai/desk/scenarios/", {**posted, "budgets": "x"}).status_code == 422
