"""Questions as a page asks them, and answers as a page sends them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from bawaba.assess.queries.filling import Filling, SectionState
from bawaba.assess.rules.answers import is_missing, print_answer
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, AnswerInfo, EvidenceInfo, GivenAnswer, Json, Question
from bawaba.assess.wording import say_answer
from bawaba.kernel.languages import pick

STATES = {"~unknown": UNKNOWN, "~not-applicable": NOT_APPLICABLE}
SPARE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, or one of the two answers without a value."""

    value: str
    label: str
    chosen: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A question on a page. number: its place on the page, for ids; state: `~unknown`, `~not-applicable` or empty

    error: what is wrong with what was sent; theirs: the answer that somebody else gave meanwhile
    lacks: it must still be answered, or proved; filled: the answer that the method takes by itself
    """

    number: int
    question: Question
    kind: str
    title: str
    help: str
    options: Sequence[Option]
    value: Json
    state: str
    comment: str
    was: str
    decides: bool
    lacks: bool = False
    error: str = ""
    theirs: str = ""
    filled: str = ""
    evidence: Sequence[EvidenceInfo] = ()
    rows: Sequence[Sequence[tuple[str, str, str]]] = field(default_factory=list)
    declared: str = ""
    verified: str = ""
    confirmed: bool = False
    note: str = ""


def boxes_of(
    opened: Filling, here: SectionState, language: str, *, sent: Mapping[str, GivenAnswer] | None = None,
    errors: Mapping[str, str] | None = None, conflicts: Sequence[str] = (), reviewing: bool = False,
) -> list[Box]:  # fmt: skip
    """Return the questions of a section with their answers, or with what was just sent instead."""
    decisive = _decisive(opened)
    found = []
    for number, question in enumerate(here.asked, 1):
        info = opened.answers.get(question.id)
        value, comment, was = _shown(info, reviewing)
        given = (sent or {}).get(question.id)
        if given is not None:
            value, comment = given.value, given.comment
        found.append(
            Box(
                number=number,
                question=question,
                kind=question.type,
                title=pick(question.titles, language).text,
                help=pick(question.help, language).text,
                options=_options(question, value, language),
                value="" if isinstance(value, dict | list) or value is None else value,
                state=next((name for name, one in STATES.items() if one == value), ""),
                comment=comment,
                was=was,
                decides=question.id in decisive,
                lacks=question.id in here.lacks,
                error=(errors or {}).get(question.id, ""),
                theirs=say_answer(question, info.value, language)
                if question.id in conflicts and info
                else "",
                filled=_filled(opened, question, language),
                evidence=opened.evidence.get(question.id, ()),
                rows=_rows(question, value),
                declared=say_answer(question, info.value if info else None, language),
                verified=say_answer(question, info.verified if info else None, language),
                confirmed=info is not None and info.verified is not None and info.verified == info.value,
                note=info.note if info else "",
            )
        )
    return found


def _shown(info: AnswerInfo | None, reviewing: bool) -> tuple[Json, str, str]:
    if info is None:
        return None, "", ""
    if reviewing:
        return (info.verified if info.verified is not None else info.value), info.note, ""
    return info.value, info.comment, print_answer(info.value, info.comment)


def read_posted(questions: Sequence[Question], posted: QueryDict) -> dict[str, GivenAnswer]:
    """Return what a page sent for the questions that it showed."""
    shown = set(posted.getlist("asked"))
    return {
        one.id: GivenAnswer(
            one.id,
            _value(one, posted),
            posted.get(f"comment-{one.id}", ""),
            posted.get(f"was-{one.id}") if f"was-{one.id}" in posted else None,
        )
        for one in questions
        if one.id in shown
    }


def _value(question: Question, posted: QueryDict) -> Json:
    name = f"answer-{question.id}"
    state = STATES.get(posted.get(f"state-{question.id}", "")) or STATES.get(posted.get(name, ""))
    if state is not None:
        return dict(state)
    if question.type == "multiple":
        return posted.getlist(name) or None
    if question.type == "table":
        return _table(question, posted) or None
    text = posted.get(name, "").strip()
    if question.type == "number" and text:
        return _number(text)
    return text or None


def _number(text: str) -> Json:
    """Return a number as people write it, or the text itself, which the rules then refuse."""
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _table(question: Question, posted: QueryDict) -> list[dict[str, str]]:
    columns = [posted.getlist(f"answer-{question.id}-{one.id}") for one in question.columns]
    rows = [
        {one.id: cell.strip() for one, cell in zip(question.columns, cells, strict=True) if cell.strip()}
        for cells in zip(*columns, strict=False)
    ]
    return [row for row in rows if row]


def _options(question: Question, value: Json, language: str) -> list[Option]:
    chosen = value if isinstance(value, list) else [value]
    return [
        Option(
            one.id,
            pick(one.titles, language).text,
            one.id in [each for each in chosen if isinstance(each, str)],
            pick(one.help, language).text,
        )
        for one in question.choices
    ]


def _rows(question: Question, value: Json) -> list[list[tuple[str, str, str]]]:
    """Return the cells of a table: column, its name in a form, what stands in it; with a few empty rows."""
    if question.type != "table":
        return []
    rows = value if isinstance(value, list) else []
    filled = [*rows, *({} for _spare in range(SPARE_ROWS))]
    return [
        [
            (column.id, f"answer-{question.id}-{column.id}", str(row.get(column.id, "")))
            for column in question.columns
        ]
        for row in filled
    ]


def _filled(opened: Filling, question: Question, language: str) -> str:
    choice = opened.filled.get(question.id)
    return say_answer(question, choice, language) if choice else ""


def _decisive(opened: Filling) -> set[str]:
    """Return the questions whose answers decide whether others are asked."""
    text = json.dumps(
        [one.when for one in opened.method.questions]
        + [section.when for section in opened.method.sections]
        + [choice.auto for one in opened.method.questions for choice in one.choices]
    )
    return {one.id for one in opened.method.questions if f'"var": "{one.id}"' in text}


def prints_of(opened: Filling, names: Sequence[str]) -> dict[str, str]:
    """Return question → fingerprint of its answer as it is kept now."""
    return {
        name: print_answer(opened.answers[name].value, opened.answers[name].comment)
        if name in opened.answers and not is_missing(opened.answers[name].value)
        else ""
        for name in names
    }
