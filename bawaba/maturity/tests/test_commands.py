"""`bawaba maturity …`: a wave led from the command line, and how refusals end."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bawaba.maturity import services
from bawaba.maturity.models import Roadmap, Wave
from bawaba.maturity.tests.factories import LEAD, URN, answer, load, make_population, person, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def run(*words: object, status: int = 0) -> dict[str, object]:
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("maturity", *map(str, words), "--json", stdout=out, stderr=io.StringIO())
        assert ended.value.code == status
    else:
        call_command("maturity", *map(str, words), "--json", stdout=out)
    found = json.loads(out.getvalue().splitlines()[-1])
    assert isinstance(found, dict)
    return found


PLAN = ("--owner", LEAD, "--title-ar", "موجة", "--title-fr", "Vague", "--kind", "agency", "--kind", "commune",
        "--opens", "2026-01-01", "--due", "2026-03-01", "--method", URN)  # fmt: skip


def test_a_wave_is_led_by_command_and_published_by_a_person(tmp_path: Path) -> None:
    bodies = make_population()
    load()
    assert run("plan-wave", "w1", *PLAN, "--sample", "0.25") == {"wave": "w1", "bodies": 12}
    assert run("open-wave", "w1") == {"wave": "w1", "assessments": 12}
    answer("w1", dict.fromkeys(bodies, 2))
    assert run("draw-sample", "w1", "--seed", "7") == {"wave": "w1", "verified": 4, "seed": 7}
    assert run("propose-wave", "w1", status=1)["error"] == "wave-verification-unfinished"
    verify("w1", bodies)
    assert run("propose-wave", "w1")["index"]
    assert run("publish-wave", "w1", status=1)["error"] == "wave-second-person"
    assert run("send-back-wave", "w1") == {"wave": "w1"}
    services.propose_wave(actor=person("publisher", LEAD), key="w1")
    assert run("publish-wave", "w1") == {"wave": "w1"}
    followed = run("follow-wave", "w1")
    assert followed["mean"] == 50
    written = run("open-data", "--output", tmp_path / "data")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == sorted(written["files"])  # type: ignore[call-overload]  # names
    (tmp_path / "file").write_text("")
    assert run("open-data", "--output", tmp_path / "file", status=1)["error"] == "invalid-input"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan-wave", "w 1", *PLAN), "wave-refused"),
        (("plan-wave", "w1", *PLAN, "--sample", "nan"), "wave-refused"),
        (("plan-wave", "w1", *PLAN, "--previous", "none"), "wave-not-found"),
        (("plan-wave", "w1", *PLAN, "--version", "9.9.9"), "method-not-found"),
        (("open-wave", "none"), "wave-not-found"),
        (("follow-wave", "none"), "wave-not-found"),
        (("draw-sample", "none", "--seed", "9" * 40), "wave-not-found"),
        (("make-roadmap", "none", "--body", "agency-0", "--budget", "1e99", "--years", "2"), "roadmap-refused"),
        (("make-roadmap", "none", "--body", "agency-0", "--budget", "1000", "--years", "2"), "roadmap-refused"),
        (("roadmap", "none", "--output", "x.csv"), "roadmap-not-found"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(words: tuple[str, ...], code: str) -> None:
    make_population()
    load()
    assert run(*words, status=1)["error"] == code
    assert not Wave.objects.exists()
    assert not Roadmap.objects.exists()


def test_an_amount_that_is_none_is_misused() -> None:
    with pytest.raises((CommandError, SystemExit)):
        call_command("maturity", "make-roadmap", "w1", "--body", "b", "--budget", "much", "--years", "2")
