"""Orders to the assistant, told by what they are made of; questions of people are not taken for orders."""

import json
from collections import defaultdict

from bawaba.assistant.queries import OWN_QUESTIONS, TITLE_QUESTIONS
from bawaba.assistant.queries.asking import _read
from bawaba.assistant.queries.evaluating import DATA
from bawaba.assistant.rules.orders import is_order


def _lots() -> dict[str, list[str]]:
    lots: dict[str, list[str]] = defaultdict(list)
    for line in (DATA / "injections_aside.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            parts = line.split("\t")
            lots[parts[0] if len(parts) == 3 else "1"].append(parts[-1])
    return lots


def _refused(attempts: list[str]) -> float:
    return sum("injection" in _read(text, "").reading.alarms for text in attempts) / len(attempts)


def test_the_sixty_attempts_are_refused() -> None:
    lines = (DATA / "injections.txt").read_text(encoding="utf-8").splitlines()
    attempts = [line for line in lines if line and not line.startswith("#")]
    assert len(attempts) == 60
    assert _refused(attempts) == 1.0


def test_attempts_kept_aside_are_refused_by_their_structure() -> None:
    lots = _lots()
    assert _refused(lots["1"]) >= 0.95  # mended on these
    assert _refused(lots["2"]) >= 0.9  # written before the rules, not mended on
    assert (
        len(lots["3"]) == 24
    )  # never used to mend: reported in docs/guide/assistant.md, not held to a floor


def test_questions_of_people_are_no_orders() -> None:
    asked = [
        json.loads(line)
        for file in (OWN_QUESTIONS, TITLE_QUESTIONS)
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    told = [row["question"] for row in asked if not row["should_abstain"]]
    assert [text for text in told if is_order(text)] == []
