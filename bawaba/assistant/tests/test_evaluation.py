"""The questions that ship are held to floors: a change that answers worse fails here.

Floors lie below the figures of `docs/guide/assistant.md` by about their interval. Words alone, so that
they hold with and without a model.
"""

import json
from pathlib import Path

import pytest

from bawaba.assistant.queries import (
    DRAWN_QUESTIONS,
    ENGLISH_QUESTIONS,
    OWN_QUESTIONS,
    TITLE_CATALOGUE,
    TITLE_QUESTIONS,
    evaluate,
)
from bawaba.assistant.queries.books import read_text
from bawaba.catalogue.services import starter_files
from bawaba.search.queries import question_language

REFUSALS = {"injection": "injection", "personal": "personal", "legal-advice": "legal-advice"}


def _rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in OWN_QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_the_set_has_what_it_promises() -> None:
    rows = _rows()
    for language in ("ar", "darija", "darija-latn", "fr"):
        asked = [row for row in rows if row["language"] == language and not row["should_abstain"]]
        assert len(asked) >= 100
    assert sum(bool(row["should_abstain"]) for row in rows) >= 120
    assert len({row["qid"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("kind", "alarm"), REFUSALS.items())
def test_what_must_be_refused_is_recognised(kind: str, alarm: str) -> None:
    asked = [row for row in _rows() if row.get("kind") == kind]
    missed = [
        row["question"]
        for row in asked
        if alarm not in read_text(str(row["question"]), question_language(text=str(row["question"]))).alarms
    ]
    assert len(missed) <= len(asked) // 8, missed
    assert kind != "injection" or missed == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_titles_alone_are_found_and_strangers_are_not(split: str, settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    found = evaluate(questions=TITLE_QUESTIONS, catalogue=TITLE_CATALOGUE, split=split)
    whole, languages = found["all"], found["languages"]
    assert whole["wrong_number_rate"] == 0.0  # type: ignore[index]
    assert whole["hit_at_1"] >= 0.93  # type: ignore[index]
    assert whole["abstain_f1"] >= 0.87  # type: ignore[index]
    assert languages["darija-latn"]["hit_at_1"] >= 0.85  # type: ignore[index]
    assert languages["fr"]["hit_at_1"] >= 0.65  # type: ignore[index]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_questions_about_titles_drawn_by_chance_are_answered(split: str, settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    found = evaluate(questions=DRAWN_QUESTIONS, catalogue=TITLE_CATALOGUE, split=split)
    whole, languages = found["all"], found["languages"]
    assert whole["wrong_number_rate"] == 0.0  # type: ignore[index]
    assert whole["hit_at_1"] >= 0.88  # type: ignore[index]
    assert whole["abstain_f1"] >= 0.82  # type: ignore[index]
    assert languages["fr"]["hit_at_1"] >= 0.65  # type: ignore[index]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("catalogue") / "starter.jsonl"
    file.write_text("".join(one.read_text("utf-8") for one in starter_files()), "utf-8")
    return file


def test_situations_are_answered_over_the_whole_catalogue(starter: Path, settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    found = evaluate(questions=OWN_QUESTIONS, catalogue=starter, split="test")
    whole, languages = found["all"], found["languages"]
    assert whole["wrong_number_rate"] == 0.0  # type: ignore[index]
    assert whole["hit_at_1"] >= 0.82  # type: ignore[index]
    assert whole["hit_at_5"] >= 0.95  # type: ignore[index]
    assert whole["abstain_f1"] >= 0.82  # type: ignore[index]
    assert languages["fr"]["hit_at_1"] >= 0.88  # type: ignore[index]
    assert min(one["abstain_f1"] for one in languages.values()) >= 0.68  # type: ignore[attr-defined]


def test_english_is_answered_over_a_catalogue_that_has_none(starter: Path, settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    whole = evaluate(questions=ENGLISH_QUESTIONS, catalogue=starter)["all"]
    assert whole["wrong_number_rate"] == 0.0  # type: ignore[index]
    assert whole["hit_at_1"] >= 0.75  # type: ignore[index]
    assert whole["abstain_f1"] >= 0.7  # type: ignore[index]


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    from bawaba.assistant.errors import QuestionsBroken

    file = tmp_path / "questions.jsonl"
    file.write_text('{"qid": 1}\n')
    with pytest.raises(QuestionsBroken):
        evaluate(questions=file, catalogue=TITLE_CATALOGUE)


def test_sixty_attempts_to_turn_the_assistant_are_refused() -> None:
    lines = (OWN_QUESTIONS.parent / "injections.txt").read_text(encoding="utf-8").splitlines()
    attempts = [line for line in lines if line and not line.startswith("#")]
    assert len(attempts) == 60
    turned = [
        text for text in attempts if "injection" not in read_text(text, question_language(text=text)).alarms
    ]
    assert turned == []
