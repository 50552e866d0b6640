"""`bawaba casework …`: cases, procedures, the clock, holidays, synthetic cases."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bawaba.casework import queries, services
from bawaba.casework.models import Case, Event
from bawaba.casework.queries.calendars import holidays_of
from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.tests.factories import AMINA, make_agent, make_case, put_procedure
from bawaba.casework.tests.procedures import DEFAULT, make_raw
from bawaba.casework.types import CaseFilter
from bawaba.kernel import audit, clock

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    out = io.StringIO()
    call_command("casework", *words, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def refused(*words: str) -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("casework", *words, "--json", stdout=out, stderr=io.StringIO())
    assert ended.value.code == 1
    return str(json.loads(out.getvalue().splitlines()[-1])["error"])


def test_a_case_is_listed_shown_and_moved_by_its_public_number() -> None:
    case = make_case()
    assert [one["number"] for one in run("list-cases")["cases"]] == [case.number]
    assert run("show", case.number)["case"]["key"] == case.key
    assert run("move", case.number, "take-up")["case"]["state"] == "in-review"
    assert run("move", case.key, "accept")["case"]["outcome"] == "accepted"
    assert run("list-cases")["cases"] == []
    assert len(run("list-cases", "--closed")["cases"]) == 1
    assert refused("move", case.number, "accept") == "step-not-possible"
    assert refused("show", "nothing") == "case-not-found"


def test_a_proposed_refusal_is_confirmed_by_another_hand() -> None:
    case, agent = make_case(), make_agent()
    services.take_step(actor=agent, key=case.key, step="take-up")
    services.take_step(actor=agent, key=case.key, step="refuse", filled=services.Filled(reasons="Illisible"))
    assert run("decide", case.number, "confirm")["case"]["outcome"] == "refused"


def test_the_clock_is_run_for_a_day() -> None:
    case = make_case(raw=make_raw(silence="acceptance"))
    late = case.due_on + timedelta(days=1)
    assert run("run-clock", "--today", late.isoformat())["silences"] == 1
    assert run("run-clock", "--today", late.isoformat())["silences"] == 0


def test_holidays_of_a_year_are_listed_with_what_is_a_forecast() -> None:
    days = {
        (one["day"], one["key"]): one["forecast"]
        for one in run("list-holidays", "--year", "2025")["holidays"]
    }
    assert days["2025-03-31", "fitr"] is False
    assert days["2025-07-30", "throne"] is False
    assert any(forecast for (_day, key), forecast in days.items() if key == "hijri-new-year")


def test_an_announced_feast_moves_the_legal_dates_that_leaned_on_its_forecast() -> None:
    # The forecast for Fitr 1448 is 10 March 2027; sixty days after 9 January end on that Wednesday.
    with clock.frozen_at(datetime(2027, 1, 9, 10, tzinfo=UTC)):
        forecast = next(one for one in holidays_of(year=2027) if one.key == "fitr").day
        lodged = forecast - timedelta(days=60)
    with clock.frozen_at(datetime(lodged.year, lodged.month, lodged.day, 10, tzinfo=UTC)):
        case = make_case()
        assert case.due_on > forecast
        announced = forecast + timedelta(days=10)
        changed = run("note-feast", "fitr", "1448", announced.isoformat(), "--source", "Habous")[
            "dates_changed"
        ]
    case.refresh_from_db()
    assert changed == 1
    assert case.due_on == forecast
    assert Event.objects.filter(case=case, kind="date-moved", sight="person").count() == 1
    assert refused("note-feast", "easter", "1448", "2027-03-28", "--source", "x") == "feast-unknown"


def test_a_procedure_is_saved_with_its_faults_named_and_published_without(tmp_path: Path) -> None:
    put_procedure()
    file = tmp_path / "procedure.json"
    file.write_text(json.dumps(make_raw(appeals=[])))
    saved = run("save-procedure", str(file), "--service", "permis-construire", "--body", "commune")
    assert [one["code"] for one in saved["faults"]] == ["refusal-without-appeal"]
    assert refused("publish-procedure", "--service", "permis-construire") == "procedure-refused"
    file.write_text(json.dumps(DEFAULT))
    assert run("save-procedure", str(file), "--service", "permis-construire")["faults"] == []
    assert run("publish-procedure", "--service", "permis-construire")["version"] == 1
    assert parse_procedure(run("export-procedure", "permis-construire")["procedure"]) == parse_procedure(
        DEFAULT
    )
    assert {one["service"] for one in run("list-procedures")["procedures"]} == {"", "permis-construire"}


def test_synthetic_cases_are_marked_whole_and_made_once() -> None:
    assert run("seed", "--cases", "60")["made"] == 60
    assert run("seed", "--cases", "60")["made"] == 0
    assert run("seed", "--cases", "70")["made"] == 10
    assert Case.objects.filter(synthetic=True).count() == 70
    page = queries.list_cases(
        wanted=CaseFilter(phases=("open", "paused", "closed"), order="newest"), limit=100
    )
    for info in page.items:
        tracking = queries.track(key=info.key, owner=info.owner)
        assert tracking.where
        assert (tracking.pause is not None) == (info.phase == "paused")
        assert queries.verify_paper(code=tracking.receipt.code).valid
    assert audit.verify()[1] == []
    assert AMINA.owner not in {info.owner for info in page.items}
    assert all(info.submitted_at.date() <= date.today() for info in page.items)  # noqa: DTZ011 - of the seed
