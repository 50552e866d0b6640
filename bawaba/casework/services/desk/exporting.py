"""Take a list away as a sheet: who took what is written down, and no cell becomes a formula."""

import io
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bawaba.casework.queries.desk.listing import DeskRow, list_desk
from bawaba.casework.queries.desk.reporting import DeskReport, lines_of
from bawaba.casework.rules.figures import OUTCOMES, Report
from bawaba.casework.rules.filters import DeskFilter, write_filter
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import direction_of
from bawaba.kernel.sheets import Cell, csv_lines, safe_text

MOST_ROWS: Final = 10_000
_WIDTH: Final = 22


@transaction.atomic
def export_desk(*, actor: Actor, chosen: DeskFilter, language: str) -> list[Sequence[Cell]]:
    """Return the rows of a desk's filter as a sheet, headings first, at most 10,000 cases."""
    page = list_desk(actor=actor, chosen=chosen, language=language, limit=MOST_ROWS)
    audit.record(
        actor=actor,
        verb="casework.exported",
        target=("casework.desk", actor.key),
        detail={
            "rows": len(page.rows),
            "filter": {name: value for name, value in write_filter(chosen).items() if name != "text"},
        },
    )
    return [_headings(), *_lines(page.rows)]


def write_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8 with its mark)."""
    return "".join(csv_lines(rows)).encode()


def write_xlsx(rows: Sequence[Sequence[Cell]], *, language: str) -> bytes:
    """Return a workbook whose texts are texts: no cell holds a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - forty modules that a sheet alone needs

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    if direction_of(language) == "rtl":
        sheet.right_to_left()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, len(rows[0]) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, safe_text(cell), bold if number == 0 else None)
            elif isinstance(cell, int | float):
                sheet.write_number(number, place, cell)
            elif cell is not None:
                sheet.write_datetime(number, place, cell, day)
    book.close()
    return buffer.getvalue()


def _headings() -> list[Cell]:
    return [
        _("Number"), _("Service"), _("Office"), _("Where the request stands"), _("Legal date"), _("Days left"), _("Agent"),
        _("Lodged"), _("Labels"),
    ]  # fmt: skip


def _lines(rows: Sequence[DeskRow]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.number, row.service_name, row.office_name, row.state_name, row.due_on, row.days,
            row.assignee_name, timezone.localdate(row.submitted_at), ", ".join(mark.name for mark in row.labels),
        ]  # fmt: skip


def report_rows(found: DeskReport) -> list[Sequence[Cell]]:
    """Return a supervisor's figures as a sheet, headings first."""
    headings: list[Cell] = [
        _("What the line is about"), _("Name"), _("Received"), _("Waiting"), _("Answered in time"), _("Answered late"),
        _("Share in time"), _("Median days"), _("Days for nine in ten"), _("Accepted"), _("Refused"),
        _("Accepted by silence"), _("Withdrawn"), _("Lapsed"), _("Stars"), _("Ratings"),
    ]  # fmt: skip
    return [headings, *(_report_line(*line) for line in lines_of(found))]


def _report_line(about: str, name: str, one: Report) -> list[Cell]:
    return [
        about, name, one.received, one.waiting, one.in_time, one.late,
        None if one.compliance is None else round(one.compliance, 4), one.median_days, one.p90_days,
        *(one.outcomes[kind] for kind in OUTCOMES), None if one.stars is None else round(one.stars, 2), one.ratings,
    ]  # fmt: skip
