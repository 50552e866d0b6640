"""A scenario's road map: a Gantt with its table, and the same as XLSX, PDF and iCalendar."""

import io
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bawaba.ai.types import ScenarioInfo
from bawaba.kernel import clock
from bawaba.ui import charts
from bawaba.ui.printing import print_pdf

Row = dict[str, Any]  # Any: a line of the road map


def plan_rows(one: ScenarioInfo) -> Sequence[Row]:
    """Return the lines of a road map in the order of waves: what, when, how much, why."""
    rows = []
    for kept in one.found["kept"]:
        key = one.keys[kept["item"]]
        rows.append({
            "key": key, "title": one.titles.get(key, key), "wave": kept["wave"] + 1,
            "start": one.wave_start(kept["wave"]), "end": one.wave_start(kept["wave"] + 1) - timedelta(days=1),
            "days": one.instance["cost"][kept["item"]], "value": one.instance["value"][kept["item"]],
            "mandatory": kept["mandatory"], "share": 100 * kept["share"],
            "needed_by": [one.titles.get(one.keys[number], "") for number in kept["needed_by"]],
        })  # fmt: skip
    return rows


def roadmap_chart(request: HttpRequest, one: ScenarioInfo) -> charts.Chart:
    """Return the road map as bars over time."""
    spans = [
        charts.Span(
            row["title"], row["start"], row["end"], None, _("Wave %(number)s") % {"number": row["wave"]}
        )
        for row in plan_rows(one)
    ]
    return charts.gantt(
        key="roadmap", title=_("Road map"), spans=spans, reader=charts.reader_of(request), heading=_("Use case"),
        today=clock.today(),
    )  # fmt: skip


def as_workbook(request: HttpRequest, one: ScenarioInfo) -> bytes:
    """Return a road map as XLSX, from right to left where the reader writes so. Texts are never formulas."""
    out = io.BytesIO()
    book = import_module("xlsxwriter").Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Road map")[:31])
    if request.LANGUAGE_CODE == "ar":
        sheet.right_to_left()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(
        0, 0, [_("Use case"), _("Wave"), _("Start"), _("End"), _("Days of work"), _("Value")], bold
    )
    for line, row in enumerate(plan_rows(one), 1):
        sheet.write_string(line, 0, row["title"])
        sheet.write_number(line, 1, row["wave"])
        sheet.write_datetime(line, 2, row["start"], day)
        sheet.write_datetime(line, 3, row["end"], day)
        sheet.write_number(line, 4, row["days"])
        sheet.write_number(line, 5, row["value"])
    sheet.autofit()
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def as_pdf(request: HttpRequest, one: ScenarioInfo) -> bytes:
    """Return a road map as PDF/UA."""
    html = render_to_string("ai/desk/roadmap_paper.html", {"scenario": one, "rows": plan_rows(one)}, request)
    return print_pdf(html)


def as_calendar(request: HttpRequest, one: ScenarioInfo) -> bytes:
    """Return a road map as iCalendar (RFC 5545), one all-day event for each use case."""
    stamp, page = (
        f"{clock.now():%Y%m%dT%H%M%SZ}",
        f"{settings.SITE_ADDRESS}{reverse('ai:scenario', args=[one.key])}",
    )
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bawaba//AI road map//EN"]
    for row in plan_rows(one):
        lines += [
            "BEGIN:VEVENT", f"UID:{one.key}-{row['key']}@bawaba", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{row['start']:%Y%m%d}", f"DTEND;VALUE=DATE:{row['end'] + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escape(row['title'])}", f"URL:{page}", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each next one after a space (RFC 5545, section 3.1)."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
