"""Commands print one JSON value last, tell progress on standard error, and end with 0, 1 or 2."""

import io
import json
import sys
from collections.abc import Mapping

import pytest
from django.core.management import CommandError, call_command

from bawaba.kernel.commands import Progress, RoomCommand, operator_language
from bawaba.kernel.errors import NotFound


class Sample(RoomCommand):
    def add_operations(self) -> None:
        show = self.operation("show", self.show, "Show one.")
        show.add_argument("name")
        show.add_argument("--many", type=int, default=1)
        self.operation("refuse", self.refuse, "Refuse.")
        self.operation("keep-silent", self.keep_silent, "Answer nothing.")

    @staticmethod
    def show(*, name: str, many: int) -> Mapping[str, object]:
        return {"name": name, "many": many, "rows": [{"key": "a", "note": ""}, {"key": "b", "note": "x"}]}

    @staticmethod
    def refuse() -> Mapping[str, object]:
        raise NotFound

    @staticmethod
    def keep_silent() -> None:
        return None


@pytest.fixture(autouse=True)
def _english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*arguments: str) -> tuple[str, str, int]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(Sample(), *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return out.getvalue(), err.getvalue(), code


def test_json_is_one_value_on_one_line() -> None:
    out, err, code = run("show", "نص", "--many", "3", "--json")
    assert json.loads(out) == {
        "name": "نص", "many": 3, "rows": [{"key": "a", "note": ""}, {"key": "b", "note": "x"}],
    }  # fmt: skip
    assert out.count("\n") == 1
    assert "نص" in out
    assert (err, code) == ("", 0)


def test_a_person_reads_one_line_for_each_value_and_each_row() -> None:
    assert run("show", "one")[0].splitlines() == [
        "name: one",
        "many: 1",
        "rows: 2",
        "  key a",
        "  key b, note x",
    ]


def test_a_refusal_ends_with_one_and_says_what_to_do_next() -> None:
    out, err, code = run("refuse")
    assert code == 1
    assert out == ""
    assert err.startswith("not-found: ")
    assert "home page" in err


def test_a_refusal_in_json_carries_code_and_message() -> None:
    out, _err, code = run("refuse", "--json")
    assert code == 1
    assert json.loads(out) == {"error": "not-found", "message": "We found nothing at this address."}


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "ar_MA.UTF-8"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_MESSAGES": "fr"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_operator_is_answered_in_the_language_of_the_terminal(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert operator_language() == language


def test_an_operation_without_an_answer_prints_nothing() -> None:
    assert run("keep-silent", "--json") == ("", "", 0)


@pytest.mark.parametrize("arguments", [["unknown"], [], ["show"], ["show", "one", "--many", "x"]])
def test_misuse_is_refused_before_anything_runs(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command(Sample(), *arguments)


def test_misuse_from_the_shell_ends_with_two() -> None:
    with pytest.raises(SystemExit) as ended:
        Sample().run_from_argv(["bawaba", "sample", "show", "one", "--many", "x"])
    assert ended.value.code == 2


def test_progress_goes_to_standard_error_and_names_task_and_count(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress("Services", 4)
    progress.advance(3)
    progress.advance()
    progress.finish()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Services" in captured.err
    assert "4/4" in captured.err


def test_a_quiet_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress("Services", 4, quiet=True)
    progress.advance(4)
    progress.finish()
    assert capsys.readouterr().err == ""


def test_a_bar_on_a_terminal_redraws_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = Progress("Services", 10)
    progress._drawn = -1e9  # as if the last drawing was long ago
    progress.advance(5)
    progress.finish()
    assert terminal.getvalue().count("\r") == 2
    assert "left" in terminal.getvalue()
