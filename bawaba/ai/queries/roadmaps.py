"""A scenario's road map: its lines, and the same to take away as XLSX, PDF and iCalendar."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any, Final, Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bawaba.ai.errors import ScenarioUnfinished
from bawaba.ai.queries.candidates import find_scenario
from bawaba.ai.types import ScenarioInfo
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.calendars import MEDIA_TYPE, CalendarEvent, write_calendar
from bawaba.kernel.languages import direction_of
from bawaba.ui.printing import print_pdf

Row = dict[str, Any]  # Any: a line of the road map
ScenarioFile = Literal["xlsx", "pdf", "ics"]
FILE_TYPES: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ics": MEDIA_TYPE,
}


def plan_rows(one: ScenarioInfo) -> Sequence[Row]:
    """Return the lines of a road map in the order of waves: what, when, how much, why. No SQL query."""
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


def export_scenario(*, actor: Actor, key: str, form: ScenarioFile, language: str) -> bytes:
    """Return the road map of a scenario as a workbook, a paper or a calendar, in a language. At most five SQL queries.

    raises: ScenarioNotFound, ScenarioUnfinished
    """
    one = find_scenario(actor=actor, key=key, language=language)
    if one.state != "done":
        raise ScenarioUnfinished
    with override(language):
        return _WRITERS[form](one, language)


def _workbook(one: ScenarioInfo, language: str) -> bytes:
    """Return a road map as XLSX, from right to left where the reader writes so. Texts are never formulas."""
    out = io.BytesIO()
    book = import_module("xlsxwriter").Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Road map")[:31])
    if direction_of(language) == "rtl":
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


def _paper(one: ScenarioInfo, language: str) -> bytes:
    """Return a road map as PDF/UA."""
    told = {
        "scenario": one,
        "rows": plan_rows(one),
        "language": language,
        "direction": direction_of(language),
    }
    return print_pdf(render_to_string("ai/desk/roadmap_paper.html", told))


def _calendar(one: ScenarioInfo, language: str) -> bytes:
    """Return a road map as iCalendar, one event of whole days for each use case."""
    page = f"{settings.SITE_ADDRESS}{reverse('ai:scenario', args=[one.key])}"
    events = [
        CalendarEvent(f"{one.key}-{row['key']}", row["title"], row["start"], row["end"], page) for row in plan_rows(one)
    ]  # fmt: skip
    return write_calendar(events, product="AI road map", stamp=clock.now())


_WRITERS: Final[Mapping[str, Callable[[ScenarioInfo, str], bytes]]] = {
    "xlsx": _workbook, "pdf": _paper, "ics": _calendar,
}  # fmt: skip
