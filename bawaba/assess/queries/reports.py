"""A result to take away: JSON, CSV, a workbook with the trace, and what stands on its PDF."""

import io
import json
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from bawaba.assess.errors import ResultNotFound
from bawaba.assess.queries.explaining import Explained, explain_result, list_actions
from bawaba.assess.queries.filling import Filling, open_filling
from bawaba.assess.queries.printing import report_pdf
from bawaba.assess.rules.writing import sign
from bawaba.assess.types import ActionInfo
from bawaba.assess.wording import say_answer
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import direction_of, pick
from bawaba.kernel.sheets import Cell, csv_lines, safe_text

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_TYPES: Final = {
    "pdf": "application/pdf", "xlsx": XLSX, "json": "application/json", "csv": "text/csv; charset=utf-8",
}  # fmt: skip


def read_report(*, actor: Actor, key: str, kind: str = "") -> tuple[Filling, Explained, list[ActionInfo]]:
    """Return everything that a report tells. At most twenty-nine SQL queries.

    raises: AssessmentNotFound, ResultNotFound
    """
    opened = open_filling(actor=actor, key=key)
    found = explain_result(actor=actor, key=key, kind=kind)
    if found is None:
        raise ResultNotFound
    return opened, found, list_actions(actor=actor, key=key)


def write_report(*, actor: Actor, key: str, form: str, language: str, kind: str = "") -> bytes:
    """Return a result as `json`, `csv`, `xlsx` or `pdf` in a language. At most twenty-nine SQL queries.

    raises: AssessmentNotFound, ResultNotFound, PapersUnavailable
    """
    opened, found, actions = read_report(actor=actor, key=key, kind=kind)
    with override(language):
        if form == "pdf":
            return report_pdf(opened, found, actions, language)
        if form == "xlsx":
            return report_xlsx(opened, found, actions, language)
        return report_json(opened, found, actions) if form == "json" else report_csv(found, language)


def report_json(opened: Filling, found: Explained, actions: Sequence[ActionInfo]) -> bytes:
    """Return a report as JSON. sha256: of the report without it, as canonical JSON."""
    report = {
        "assessment": opened.key, "body": opened.body, "subject": opened.subject, "state": opened.state,
        "campaign": opened.campaign, "method": {"urn": opened.urn, "version": opened.version, "sha256": found.digest},
        "kind": found.kind, "figures": dict(found.figures),
        "levels": [{"rule": one.rule, "level": one.number, "of": one.count, "names": dict(one.names)} for one in found.levels],
        "trace": [
            {"rule": block.rule, "question": term.question.id, "answer": term.value, "score": term.score,
             "weight": term.weight, "maximum": term.most}
            for block in found.blocks for term in block.terms
        ],
        "missing": [one.id for one in found.missing],
        "actions": [
            {"title": one.title, "owner": one.owner, "due_on": one.due_on and one.due_on.isoformat(),
             "cost_mad": None if one.cost_mad is None else str(one.cost_mad), "expected_gain": one.expected_gain,
             "done": one.done_at is not None}
            for one in actions
        ],
    }  # fmt: skip
    return json.dumps({**report, "sha256": sign(report)}, ensure_ascii=False, indent=1).encode()


def trace_rows(found: Explained, language: str) -> list[Sequence[Cell]]:
    """Return the trace as rows, headings first."""
    rows: list[Sequence[Cell]] = [
        (_("Section"), _("Question"), _("Answer"), _("Score"), _("Weight"), _("The most it can be"))
    ]
    for block in found.blocks:
        for term in block.terms:
            rows.append((
                pick(block.titles, language).text, pick(term.question.titles, language).text,
                say_answer(term.question, term.value, language), term.score, term.weight, term.most,
            ))  # fmt: skip
    return rows


def report_csv(found: Explained, language: str) -> bytes:
    """Return the trace as CSV (RFC 4180, UTF-8 with its mark)."""
    return "".join(csv_lines(trace_rows(found, language))).encode()


def report_xlsx(opened: Filling, found: Explained, actions: Sequence[ActionInfo], language: str) -> bytes:
    """Return a workbook: the result, the trace, the actions. No cell is a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - forty modules that a workbook alone needs

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    parts = {
        _("Result"): _summary_rows(opened, found, language),
        _("Why this score"): trace_rows(found, language),
        _("Actions"): _action_rows(actions),
    }
    for name, rows in parts.items():
        sheet = book.add_worksheet(str(name)[:31])
        if direction_of(language) == "rtl":
            sheet.right_to_left()
        sheet.set_column(0, 2, 42, wrapped)
        sheet.set_column(3, 6, 14)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(
                        number, place, safe_text(cell) if cell else "", bold if not number else wrapped
                    )
                elif cell is not None and hasattr(cell, "isoformat"):
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    book.close()
    return buffer.getvalue()


def _summary_rows(opened: Filling, found: Explained, language: str) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = [
        (_("Administration"), pick(opened.body_names, language).text),
        (_("Method"), pick(opened.method.titles, language).text),
        (_("Version"), opened.version),
        (_("Fingerprint of the method:"), found.digest),
        (
            _("Answers"),
            _("verified answers") if found.kind == "verified" else _("declared answers, not verified"),
        ),
        (_("Score"), found.value),
    ]
    rows += [
        (_("Level reached"), one.number, pick(one.names, language).text if one.names else "")
        for one in found.levels
    ]
    return rows + [(pick(titles, language).text, value) for titles, value in found.sections]


def _action_rows(actions: Sequence[ActionInfo]) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = [
        (_("Action"), _("Who sees to it"), _("Until when"), _("Cost in dirhams"), _("Gain"), _("Done"))
    ]
    for one in actions:
        done = one.done_at.date() if one.done_at else None
        rows.append((one.title, one.owner, one.due_on, one.cost_mad, one.expected_gain, done))
    return rows
