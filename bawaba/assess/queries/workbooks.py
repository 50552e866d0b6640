"""The questionnaire as a workbook: out to who fills it in without a network, and back, compared cell by cell.

What comes back is a stranger's file: its size is looked at before it is opened, values alone are read (ADR 32),
and nothing is written here.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from bawaba.assess.errors import WorkbookRefused
from bawaba.assess.queries.filling import Filling, open_filling
from bawaba.assess.rules.answers import answer_faults, is_missing, print_answer
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Fault, Json, Question
from bawaba.assess.wording import NOT_APPLICABLE_SAID, UNKNOWN_SAID, tell_fault
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import LANGUAGES, direction_of, pick
from bawaba.kernel.sheets import safe_text

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 60_000_000
MOST_PARTS: Final = 200
MARK: Final = "bawaba-questionnaire-1"
ANSWERS: Final = "Answers"
CHOICES: Final = "Choices"
ABOUT: Final = "About"
FIRST_ROW: Final = 1
"""Rows of answers begin under the headings. Columns: id, fingerprint (both hidden), section, question, answer, comment."""
_ID, _WAS, _SECTION, _QUESTION, _ANSWER, _COMMENT = range(6)
_TICKS: Final = frozenset({"x", "X", "×", "✓", "1", "1.0", "yes", "oui", "نعم", "True"})


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer of a workbook that is not the one that is kept. conflict: the kept one changed since it was taken out"""

    question: Question
    value: Json
    comment: str
    was: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row that are read, with its number from 1."""

    number: int
    id: str
    was: str
    answer: str
    comment: str


def write_questionnaire(*, actor: Actor, key: str, language: str) -> bytes:
    """Return an assessment's questionnaire as XLSX, with the answers so far. At most fifteen SQL queries.

    raises: AssessmentNotFound
    """
    import xlsxwriter  # noqa: PLC0415 - forty modules that a workbook alone needs

    opened = open_filling(actor=actor, key=key)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, choices, about = (book.add_worksheet(name) for name in (ANSWERS, CHOICES, ABOUT))
    if direction_of(language) == "rtl":
        sheet.right_to_left()
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#E7F1EC", "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "open": book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": "#FFFBEA", "border": 1, "locked": False}
        ),
    }
    headings = ("id", "was", _("Section"), _("Question"), _("Answer"), _("Comment"))
    for column, (heading, width) in enumerate(zip(headings, (8, 8, 24, 60, 50, 40), strict=True)):
        sheet.set_column(column, column, width, None, {"hidden": column < _SECTION})
        sheet.write_string(0, column, str(heading), looks["head"])
    sheet.freeze_panes(FIRST_ROW, _ANSWER)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    _write_rows(opened, language, sheet, choices, looks)
    for sheet_part in (choices, about):
        sheet_part.hide()
    for row, (name, value) in enumerate(_about(opened, language)):
        about.write_string(row, 0, name)
        about.write_string(row, 1, value)
    book.close()
    return buffer.getvalue()


def compare_questionnaire(*, actor: Actor, key: str, content: bytes) -> tuple[Filling, list[Difference]]:
    """Return an assessment with the answers of a workbook that differ from it. At most fifteen SQL queries.

    raises: AssessmentNotFound; WorkbookRefused, which names each sheet and cell that is wrong
    """
    opened = open_filling(actor=actor, key=key)
    book = _open_book(content)
    about = {str(row[0]): str(row[1]) for row in _rows(book, ABOUT) if len(row) > 1}
    if about.get("format") != MARK or about.get("key") != key:
        raise WorkbookRefused(_("This workbook is not a questionnaire of this assessment."))
    if (about.get("urn"), about.get("version")) != (opened.urn, opened.version):
        raise WorkbookRefused(_("The method has another version now. Take the questionnaire out again."))
    faults: dict[str, str] = {}
    given = _read_answers(opened, book, faults)
    if faults:
        raise WorkbookRefused(fields=faults)
    return opened, list(_differences(opened, given))


def _write_rows(
    opened: Filling, language: str, sheet: Any, choices: Any, looks: Mapping[str, Any]
) -> None:  # Any: xlsxwriter has no types
    """Write a row for each question, one for each choice where several may be chosen; lists of choices beside."""
    row, listed = FIRST_ROW, 0
    for section in opened.method.sections:
        for question in section.questions:
            info = opened.answers.get(question.id)
            value, comment = (info.value, info.comment) if info else (None, "")
            lines = _lines(question, value, language)
            for place, (name, title, answer) in enumerate(lines):
                cells = (name, print_answer(value, comment), pick(section.titles, language).text, title)
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, safe_text(cell), looks["text"])
                sheet.write_string(row, _ANSWER, safe_text(answer) if answer else "", looks["open"])
                sheet.write_string(
                    row, _COMMENT, safe_text(comment) if comment and not place else "", looks["open"]
                )
                if question.type == "single":
                    texts = [
                        *(pick(one.titles, language).text for one in question.choices),
                        str(UNKNOWN_SAID),
                        str(NOT_APPLICABLE_SAID),
                    ]
                    for at, text in enumerate(texts):
                        choices.write_string(listed + at, 0, text)
                    source = f"={CHOICES}!$A${listed + 1}:$A${listed + len(texts)}"
                    sheet.data_validation(row, _ANSWER, row, _ANSWER, {"validate": "list", "source": source})
                    listed += len(texts)
                row += 1


def _lines(question: Question, value: Json, language: str) -> list[tuple[str, str, str]]:
    """Return id, title and answer of each row that a question takes."""
    title = pick(question.titles, language).text
    said = {str(UNKNOWN): str(UNKNOWN_SAID), str(NOT_APPLICABLE): str(NOT_APPLICABLE_SAID)}.get(
        str(value), ""
    )
    if question.type == "multiple":
        chosen = value if isinstance(value, list) else []
        rows = [(question.id, f"{title} ({_('write x before what applies')})", said)]
        return rows + [
            (
                f"{question.id}#{one.id}",
                f"– {pick(one.titles, language).text}",
                "x" if one.id in chosen else "",
            )
            for one in question.choices
        ]
    if question.type == "table":
        return [(question.id, f"{title} ({_('on the page only')})", "")]
    if question.choices and isinstance(value, str):
        said = next((pick(one.titles, language).text for one in question.choices if one.id == value), "")
    elif not said and not is_missing(value):
        said = str(value)
    return [(question.id, title, said)]


def _about(opened: Filling, language: str) -> list[tuple[str, str]]:
    return [
        ("format", MARK), ("key", opened.key), ("urn", opened.urn), ("version", opened.version),
        ("revision", str(opened.revision)), ("language", language),
    ]  # fmt: skip


def _open_book(content: bytes) -> Any:  # Any: python-calamine's own class, read in this file alone
    """Return an open workbook whose parts are few and small. raises: WorkbookRefused"""
    import python_calamine as calamine  # noqa: PLC0415 - for this door alone

    if len(content) > MOST_BYTES:
        raise WorkbookRefused(_("This file is too large for a questionnaire."))
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise WorkbookRefused(_("This file is too large for a questionnaire."))
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (zipfile.BadZipFile, calamine.CalamineError, OSError, ValueError) as fault:
        raise WorkbookRefused(
            _("This is not an Excel workbook (.xlsx), or it is damaged or locked.")
        ) from fault
    if not {ANSWERS, ABOUT} <= set(book.sheet_names):
        raise WorkbookRefused(_("This workbook is not a questionnaire of this assessment."))
    return book


def _rows(book: Any, name: str) -> Sequence[Sequence[Any]]:  # Any: texts, numbers, dates
    from python_calamine import CalamineError  # noqa: PLC0415 - as above

    try:
        return list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except CalamineError as fault:
        raise WorkbookRefused(
            _("This is not an Excel workbook (.xlsx), or it is damaged or locked.")
        ) from fault


def _read_rows(book: Any) -> Iterator[_Row]:  # Any: as above
    for number, cells in enumerate(_rows(book, ANSWERS)[FIRST_ROW:], FIRST_ROW + 1):
        texts = [_text(cell) for cell in cells] + [""] * 6
        if texts[_ID]:
            yield _Row(number, texts[_ID], texts[_WAS], texts[_ANSWER], texts[_COMMENT])


def _text(cell: Any) -> str:  # Any: as above
    """Return a cell as text: whole numbers without a point, dates as ISO 8601, without the apostrophe of safe texts."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)
    return text.strip().removeprefix("'")


def _read_answers(
    opened: Filling, book: Any, faults: dict[str, str]
) -> dict[str, tuple[Json, str, str]]:  # Any: as above
    """Return question → answer, comment, fingerprint; what is wrong goes to `faults` under its sheet and cell."""
    questions = {one.id: one for one in opened.method.questions}
    found: dict[str, tuple[Json, str, str]] = {}
    for row in _read_rows(book):
        name, _hash, choice = row.id.partition("#")
        question = questions.get(name)
        cell = f"{ANSWERS}!E{row.number}"
        if question is None:
            faults[f"{ANSWERS}!A{row.number}"] = tell_fault(Fault("unknown-question", 0, "", row.id))
        elif choice:
            if row.answer in _TICKS:
                value, comment, was = found.get(name, (None, "", row.was))
                found[name] = ([*value, choice] if isinstance(value, list) else [choice], comment, was)
            elif row.answer:
                faults[cell] = _("Write x, or leave the cell empty.")
        elif question.type != "table":
            value = _value(question, row.answer)
            found[name] = (value, row.comment, row.was)
            for fault in answer_faults(opened.method, {name: value}):
                faults[cell] = tell_fault(Fault(fault.code, 0, "", row.answer[:80]))
    return found


def _value(question: Question, text: str) -> Json:
    """Return the answer that a cell spells, in any language of the method; what is no choice is left as it is."""
    for state, said in ((UNKNOWN, UNKNOWN_SAID), (NOT_APPLICABLE, NOT_APPLICABLE_SAID)):
        if text and text in _said_in_any(said):
            return dict(state)
    if question.choices and text:
        texts = {" ".join(title.split()): one.id for one in question.choices for title in one.titles.values()}
        return texts.get(" ".join(text.split()), text)
    if question.type == "number":
        return _number(text)
    return text or None


def _number(text: str) -> Json:
    """Return a number as people write it, or the text itself, which the rules then refuse."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text or None
    return int(number) if number.is_integer() else number


def _said_in_any(lazy: object) -> set[str]:
    found = set()
    for code in LANGUAGES:
        with override(code):
            found.add(str(lazy))
    return found


def _differences(opened: Filling, given: Mapping[str, tuple[Json, str, str]]) -> Iterator[Difference]:
    for question in opened.method.questions:
        if question.id not in given:
            continue
        value, comment, was = given[question.id]
        info = opened.answers.get(question.id)
        now = print_answer(info.value, info.comment) if info else ""
        if print_answer(value, comment) != now:
            yield Difference(question, value, comment, now, conflict=was != now)
