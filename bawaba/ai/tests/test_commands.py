"""`bawaba ai …` for the life: in a person's name, with their permissions, and the audit says that it was a command."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bawaba.ai.models import Incident, UseCase
from bawaba.ai.tests.test_api import IDEA, SHEET
from bawaba.ai.tests.test_desk import running
from bawaba.ai.tests.test_lifecycle import TODAY, at, prepared
from bawaba.directory.services import grant_membership
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


def run(*arguments: str, refused: bool = False) -> dict[str, Any]:
    """Run a command and return its JSON."""
    out = io.StringIO()
    if refused:
        with pytest.raises(SystemExit) as ended:
            call_command("ai", *arguments, "--json", stdout=out, stderr=io.StringIO())
        assert ended.value.code == 1
    else:
        call_command("ai", *arguments, "--json", stdout=out, stderr=io.StringIO())
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


def member(name: str, role: str) -> None:
    account = Account.objects.create_user(username=name)
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role=role, body="ministry")  # type: ignore[arg-type]


def test_an_idea_comes_from_a_file_and_is_led_on_by_another_person(tmp_path: Path) -> None:
    prepared()
    member("salma", "editor")
    member("karim", "publisher")
    file = tmp_path / "idea.json"
    file.write_text(json.dumps(IDEA), encoding="utf-8-sig")
    assert run("propose-use-case", str(file), "--as", "salma") == {"key": "answers", "stage": "idea"}
    refused = run("take-step", "answers", "qualified", "--as", "salma", refused=True)
    assert refused["error"] == "not-on-board"
    assert run("take-step", "answers", "qualified", "--as", "karim")["stage"] == "qualified"
    run("score-use-case", "answers", "--score", "risk=2", "--score", "volume=4", "--as", "karim")
    hindered = run("take-step", "answers", "in-service", "--as", "karim", refused=True)
    assert set(hindered["fields"]) == {"order"}
    assert [one["key"] for one in run("list-use-cases", "--as", "karim")["items"]] == ["answers", "sorting"]
    acted = AuditEntry.objects.filter(verb="ai.acted-for")
    assert acted.count() == 4  # what was refused left nothing behind
    assert {one.actor for one in acted} == {"system:ai-command"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"key": 3}', '{"key": "a", "body": "ministry", "texts": "x"}']
)
def test_a_file_that_is_not_an_idea_is_refused_with_the_place(tmp_path: Path, text: str) -> None:
    prepared()
    member("salma", "editor")
    file = tmp_path / "idea.json"
    file.write_text(text)
    found = run("propose-use-case", str(file), "--as", "salma", refused=True)
    assert found["error"] == "use-case-invalid"
    assert found["fields"]
    missing = run("propose-use-case", str(tmp_path / "none.json"), "--as", "salma", refused=True)
    assert str(tmp_path / "none.json") in missing["fields"]
    assert UseCase.objects.count() == 1


def test_a_running_system_is_watched_and_written_of(tmp_path: Path) -> None:
    with at(TODAY):
        running()
        member("salma", "editor")
        number = run("add-indicator", "sorting", "--ar", "أخطاء", "--fr", "Erreurs", "--high", "5", "--as", "salma")["number"]  # fmt: skip
        reading = run("take-reading", "sorting", str(number), "6", "--measured", str(TODAY), "--as", "salma")
        assert reading == {"within": False}
        incident = run("report-incident", "sorting", "--severity", "2", "--harm", "h", "--happened", str(TODAY), "--as", "salma")  # fmt: skip
        run("tell-incident", "sorting", str(incident["number"]), "--ar", "س", "--fr", "x", "--correction", "c", "--closes", "--as", "salma")  # fmt: skip
        assert Incident.objects.get().closed_at is not None
        sheet = tmp_path / "sheet.json"
        told = {"texts": {"ar": SHEET, "fr": SHEET}, "personal_data": True, "public_from": "in-service"}
        sheet.write_text(json.dumps(told))
        assert run("write-sheet", "sorting", str(sheet), "--as", "salma")["number"] == 1
        assert UseCase.objects.get().published_at is not None


def test_an_unknown_user_name_is_refused() -> None:
    prepared()
    assert run("take-step", "sorting", "qualified", "--as", "nobody", refused=True)["error"]
    assert UseCase.objects.get().stage == "idea"
