"""`bawaba assess …`: what is printed, what is written, and how refusals end."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from bawaba.assess import services
from bawaba.assess.models import MethodVersion
from bawaba.assess.tests import people
from bawaba.assess.tests.methods import EXAMPLE
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import system_actor

SURVEY = {"pages": [{"name": "p", "elements": [
    {"type": "panel", "name": "panel-RS", "elements": [
        {"type": "radiogroup", "name": "q", "choices": ["item1-4", "item2-1"]}]}]}]}  # fmt: skip


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def printed(*words: object) -> object:
    out = io.StringIO()
    call_command("assess", *map(str, words), "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("assess", *map(str, words), "--json", stdout=out)
    assert ended.value.code == 1
    return str(json.loads(out.getvalue())["message"])


def write(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_one_set_of_answers_prints_a_score_and_a_list_prints_a_list(tmp_path: Path) -> None:
    method = write(tmp_path, "survey.json", SURVEY)
    one = printed("score", "--method", method, "--answers", write(tmp_path, "a.json", {"q": "item1-4"}))
    assert isinstance(one, dict)
    assert {name: one[name] for name in ("raw", "mitigation", "final", "level")} == {
        "raw": 4, "mitigation": 0, "final": 4, "level": 4,
    }  # fmt: skip
    assert one["trace"] == [
        {"question": "q", "part": "impact", "answer": ["item1-4"], "points": 4, "maximum": 4}
    ]
    assert len(one["method"]["sha256"]) == 64
    many = printed(
        "score", "--method", method, "--answers", write(tmp_path, "b.json", [{}, {"data": {"q": "item2-1"}}])
    )
    assert isinstance(many, list)
    assert [(one["raw"], one["level"]) for one in many] == [(0, 1), (1, 1)]


def test_colours_print_risk_and_confidence(tmp_path: Path) -> None:
    answers = write(
        tmp_path,
        "a.json",
        {"answers": ["green", "red"], "thresholds": {"red": 60, "yellow": 30, "unknown": 5}},
    )
    found = printed("score", "--method", "konveyor-risk", "--answers", answers)
    assert isinstance(found, dict)
    assert (found["risk"], found["confidence"]) == ("green", 25)  # (1 + 100) × 0.5 / 200


def test_matrices_print_weights_and_orders(tmp_path: Path) -> None:
    weights = printed("ahp", "--matrix", write(tmp_path, "m.json", {"matrix": [[1, 3], [1 / 3, 1]]}))
    assert weights == {"weights": pytest.approx([0.75, 0.25]), "consistency_ratio": 0}
    decision = write(
        tmp_path, "d.json", {"matrix": [[1, 9], [3, 1]], "weights": [0.5, 0.5], "types": [1, -1]}
    )
    assert printed("rank", "--method", "topsis", "--matrix", decision) == {
        "preference": [0, 1],
        "order": [1, 0],
    }


def test_an_index_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path, "data.csv", "uCode,a,b\nu,1,2\nv,3,4\n")
    meta = write(
        tmp_path,
        "meta.csv",
        "iCode,Type,Parent,Direction,Weight\na,Indicator,t,1,1\nb,Indicator,t,-1,1\nt,Aggregate,,1,1\n",
    )
    words = ("--data", data, "--meta", meta, "--output", tmp_path / "out", "--config")
    message = refused(
        capsys,
        "index",
        *words,
        write(tmp_path, "bad.yaml", "normalise: min-max\naggregate:\n  method: geometric\n"),
    )
    assert "aggregate.a" in message
    assert not (tmp_path / "out").exists()
    found = printed(
        "index", *words, write(tmp_path, "good.yaml", "normalise: min-max\naggregate: arithmetic\n")
    )
    assert isinstance(found, dict)
    assert found["files"] == ["normalised.csv", "aggregated.csv", "results.csv"]
    assert (tmp_path / "out" / "aggregated.csv").read_text() == "uCode,a,b,t\nu,0,100,50\nv,100,0,50\n"
    assert (tmp_path / "out" / "results.csv").read_text() == "uCode,uName,Rank,t\nu,,1,50\nv,,1,50\n"


def test_bad_input_gives_its_line_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    method = write(tmp_path, "survey.json", SURVEY)
    answers = write(tmp_path, "a.json", '{\n "q": "item1-4",\n "r": 1}')
    assert refused(capsys, "score", "--method", method, "--answers", answers).startswith("line 3, r: ")
    matrix = write(tmp_path, "m.json", '{"matrix": [\n[1, 2],\n[2, 1]]}')
    assert refused(capsys, "ahp", "--matrix", matrix).startswith("line 2, matrix.0.1: ")
    assert "nowhere" in refused(capsys, "score", "--method", tmp_path / "nowhere", "--answers", answers)


@pytest.mark.django_db
def test_a_method_is_loaded_and_a_campaign_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory.ensure_bodies(
        actor=system_actor("test"),
        bodies=[BodyRecord(key=key, names={"ar": key, "fr": key}) for key in ("ministry", "one", "two")],
    )
    file = write(tmp_path, "method.yaml", EXAMPLE)
    loaded = printed("save-method", file, "--owner", "ministry", "--publish")
    assert isinstance(loaded, dict)
    assert (loaded["urn"], loaded["questions"]) == ("urn:bawaba:method:example", 3)
    survey = write(tmp_path, "survey.json", SURVEY)
    printed("save-method", survey, "--owner", "ministry", "--urn", "urn:bawaba:method:small")
    printed("publish-method", "urn:bawaba:method:small", "1.0.0")
    listed = printed("list-methods")
    assert isinstance(listed, dict)
    assert [one["urn"] for one in listed["methods"]] == [
        "urn:bawaba:method:example",
        "urn:bawaba:method:small",
    ]
    words = ("wave", "--urn", loaded["urn"], "--version", "1.0.0", "--owner", "ministry", "--title-ar", "موجة",
             "--title-fr", "Vague", "--opens", "2026-01-01", "--due", "2026-02-01", "--bodies")  # fmt: skip
    assert printed("open-campaign", *words, write(tmp_path, "bodies", "one\ntwo\n")) == {
        "campaign": "wave",
        "assessments": 2,
    }
    found = printed("find-campaign", "wave")
    assert isinstance(found, dict)
    assert (found["counts"], found["closed"]) == ({"draft": 2}, False)
    score = printed(
        "score", "--method", loaded["urn"], "--answers", write(tmp_path, "a.json", {"strategy": "draft"})
    )
    assert isinstance(score, dict)
    assert (score["index"], score["method"]["version"]) == (25, "1.0.0")
    assert "nowhere" in refused(capsys, "save-method", tmp_path / "nowhere", "--owner", "ministry")


@pytest.mark.django_db
def test_a_report_is_written_to_a_file_with_its_trace(tmp_path: Path) -> None:
    people.make_campaign(communes=1)
    key = people.key_of("commune-1")
    services.save_answer(actor=people.SYSTEM, key=key, question="strategy", value="draft")
    services.submit_assessment(actor=people.SYSTEM, key=key)
    file = tmp_path / "report.json"
    assert printed("report", key, "--output", file) == {"file": str(file), "bytes": file.stat().st_size}
    assert json.loads(file.read_text(encoding="utf-8"))["figures"]["index"] == 25


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1"),
        ("- a list", "line 1"),
        ("a: [1, 2", "line 2"),
        ("[" * 3000, "line 1"),
        ('{"pages": []}', "line 1, pages"),
        (EXAMPLE.replace("least: 0", "least: 20"), f"line {1 + EXAMPLE[: EXAMPLE.index('most: 10')].count(chr(10))}"),
        (EXAMPLE + "    requires: [nothing]\n", "nothing"),
        (EXAMPLE + "    requires: [write-strategy]\n", "write-strategy"),
        (EXAMPLE.replace("        required: true\n", '        when: {"==": [{var: strategy}, none]}\n'), "strategy → strategy"),
    ],
)  # fmt: skip
def test_a_malformed_method_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    method, answers = write(tmp_path, "m.yaml", text), write(tmp_path, "a.json", {"strategy": "draft"})
    assert told in refused(capsys, "score", "--method", method, "--answers", answers)


@pytest.mark.parametrize(
    ("operation", "text", "told"),
    [
        ("ahp", '{"matrix": [[1, 1%s], [1, 1]]}' % ("0" * 400), "matrix.0.1"),
        ("rank", '{"matrix": [[1e308, 1], [-1e308, 2]], "weights": [1, 1], "types": [1, 1]}', "matrix.0.0"),
        ("ahp", '{"matrix": [\n[1, 1%s], [1, 1]]}' % ("0" * 5000), "line 2"),
    ],
)
def test_numbers_beyond_any_scale_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], operation: str, text: str, told: str
) -> None:
    words = ["--method", "topsis"] if operation == "rank" else []
    assert told in refused(capsys, operation, *words, "--matrix", write(tmp_path, "m.json", text))


@pytest.mark.django_db
def test_a_method_of_an_administration_that_nobody_knows_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "administration" in refused(
        capsys, "save-method", write(tmp_path, "m.yaml", EXAMPLE), "--owner", "nobody"
    )
    assert not MethodVersion.objects.exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path, "d.csv", "uCode,a,b\nx,1,2\ny,2,1\n")
    meta = write(
        tmp_path,
        "m.csv",
        "iCode,Type,Parent,Direction,Weight\na,Indicator,top,1,1\nb,Indicator,top,1,1\ntop,Aggregate,,1,1\n",
    )
    config = write(tmp_path, "c.yaml", "normalise: {method: min-max}\naggregate: {method: arithmetic}\n")
    words = ("index", "--data", data, "--meta", meta, "--config", config, "--output")
    assert str(data) in refused(capsys, *words, data)
