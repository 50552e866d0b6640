"""Whether answers fit a method: names, types, choices, bounds. Not whether they are complete."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Answers, Fault, Json, Method, Question

MOST_TEXT: Final = 20_000
MOST_ROWS: Final = 500
MOST_NUMBER: Final = 1e300


def answer_faults(method: Method, answers: Answers) -> Iterator[Fault]:
    """Yield what is wrong with answers; `place` is the question, and the caller knows the line."""
    known = {question.id: question for question in method.questions}
    for name, answer in answers.items():
        question = known.get(name)
        if question is None:
            yield Fault("unknown-question", 0, name, name)
        elif not is_missing(answer) and answer not in (UNKNOWN, NOT_APPLICABLE):
            yield from _one(question, answer)


def _is_text(value: Json) -> bool:
    """Say whether a value is a text that every database can keep: PostgreSQL knows no U+0000."""
    return isinstance(value, str) and "\x00" not in value


def _is_number(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= MOST_NUMBER  # NaN is not, and neither is infinity


def is_missing(answer: Json) -> bool:
    """Say whether nothing was answered: unknown and not applicable are answers."""
    return answer is None or answer in ("", [])


def _one(question: Question, answer: Json) -> Iterator[Fault]:
    code = _CHECKS[question.type](question, answer)
    if code:
        yield Fault(code, 0, question.id, str(answer)[:80])


def _single(question: Question, answer: Json) -> str:
    if not isinstance(answer, str):
        return "one-choice-only"
    return "" if any(choice.id == answer for choice in question.choices) else "unknown-choice"


def _multiple(question: Question, answer: Json) -> str:
    if not isinstance(answer, list):
        return "not-a-list"
    known = {choice.id for choice in question.choices}
    return "" if all(isinstance(one, str) and one in known for one in answer) else "unknown-choice"


def _number(question: Question, answer: Json) -> str:
    if not _is_number(answer):
        return "not-a-number"
    below = question.least is not None and answer < question.least
    above = question.most is not None and answer > question.most
    return "out-of-range" if below or above else ""


def _text(_question: Question, answer: Json) -> str:
    if not _is_text(answer):
        return "not-a-text"
    return "too-long" if len(answer) > MOST_TEXT else ""


def _date(_question: Question, answer: Json) -> str:
    try:
        date.fromisoformat(answer)
    except (TypeError, ValueError):
        return "not-a-date"
    return ""


def _table(question: Question, answer: Json) -> str:
    if not isinstance(answer, list) or len(answer) > MOST_ROWS:
        return "not-a-list"
    columns = {one.id for one in question.columns}
    if not all(isinstance(row, Mapping) and set(row) <= columns for row in answer):
        return "unknown-name"
    cells = [cell for row in answer for cell in row.values()]
    plain = all(
        cell is None or isinstance(cell, bool) or _is_number(cell) or _is_text(cell) for cell in cells
    )
    return "" if plain else "not-a-text"


_CHECKS: Final = {
    "single": _single, "multiple": _multiple, "number": _number, "text": _text, "date": _date,
    "table": _table, "file": _text,
}  # fmt: skip


def print_answer(value: Json, comment: str = "") -> str:
    """Return a short fingerprint of an answer with its comment; empty for none at all."""
    if is_missing(value) and not comment:
        return ""
    text = json.dumps([value, comment], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def section_of(method: Method, question: str) -> str:
    """Return the section that a question stands in; empty where there is no such question."""
    return next(
        (one.id for one in method.sections if any(asked.id == question for asked in one.questions)), ""
    )


def lacking(asked: Iterable[Question], answers: Answers, proved: Collection[str]) -> list[str]:
    """Return the questions that must be answered, or proved, before an assessment is handed in."""
    return [
        one.id
        for one in asked
        if (one.required and is_missing(answers.get(one.id)))
        or (one.evidence and _needs_proof(answers.get(one.id)) and one.id not in proved)
    ]


def _needs_proof(answer: Json) -> bool:
    return not is_missing(answer) and answer not in (UNKNOWN, NOT_APPLICABLE)
