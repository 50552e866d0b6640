"""A road map to take away (XLSX, CSV, iCalendar), and what describes the open data to catalogues (DCAT)."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import Final, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.calendars import CalendarEvent, write_calendar
from bawaba.kernel.languages import direction_of, pick
from bawaba.kernel.sheets import Cell, csv_lines, safe_text
from bawaba.maturity.queries.roadmaps import RoadmapInfo, StepLine, get_roadmap
from bawaba.maturity.queries.waves import published_waves
from bawaba.maturity.wording import STEP_STATES

RoadmapFile = Literal["xlsx", "csv", "ics"]
ROADMAP_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
YEAR: Final = timedelta(days=365)
CC_BY: Final = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
LANGUAGES: Final = ("ar", "fr", "en")


def export_roadmap(*, actor: Actor, key: str, form: RoadmapFile, language: str) -> bytes:
    """Return a road map as a workbook, a table or a calendar, in a language. At most nine SQL queries.

    raises: RoadmapNotFound
    """
    found = get_roadmap(actor=actor, key=key)
    with override(language):
        if form == "ics":
            return _calendar(found, language)
        rows = _rows(found, language)
        return _workbook(rows, language) if form == "xlsx" else "".join(csv_lines(rows)).encode()


def describe_open_data() -> str:
    """Return the study's open data as a DCAT-AP dataset with its distributions, in Turtle.

    As many queries as `published_waves`.
    """
    rdflib, spaces = import_module("rdflib"), import_module("rdflib.namespace")
    dcat, terms, kind = spaces.DCAT, spaces.DCTERMS, spaces.RDF.type
    site = str(settings.SITE_ADDRESS)
    page = f"{site}{_address('maturity:study')}"
    graph, dataset = rdflib.Graph(), rdflib.URIRef(f"{page}#data")
    graph.bind("dcat", dcat)
    graph.bind("dct", terms)
    graph.add((dataset, kind, dcat.Dataset))
    for language in LANGUAGES:
        with override(language):
            graph.add(
                (
                    dataset,
                    terms.title,
                    rdflib.Literal(_("Digital maturity of administrations"), lang=language),
                )
            )
            text = _(
                "The national index with its interval, groups of administrations and dimensions, wave by wave."
            )
            graph.add((dataset, terms.description, rdflib.Literal(text, lang=language)))
    graph.add((dataset, dcat.landingPage, rdflib.URIRef(page)))
    dates = [localdate(info.published_at) for info, _outcome, _same in published_waves() if info.published_at]
    for term, day in ((terms.issued, min(dates, default=None)), (terms.modified, max(dates, default=None))):
        if day is not None:
            graph.add((dataset, term, rdflib.Literal(day.isoformat(), datatype=spaces.XSD.date)))
    for form, media, name in (
        ("csv", "text/csv", "maturity:results"), ("json", "application/json", "maturity:results"),
    ):  # fmt: skip
        file = rdflib.URIRef(f"{site}{_address(name, form)}")
        graph.add((dataset, dcat.distribution, file))
        graph.add((file, kind, dcat.Distribution))
        graph.add((file, dcat.accessURL, rdflib.URIRef(page)))
        graph.add((file, dcat.downloadURL, file))
        graph.add((file, terms.license, rdflib.URIRef(CC_BY)))
        graph.add(
            (file, dcat.mediaType, rdflib.URIRef(f"https://www.iana.org/assignments/media-types/{media}"))
        )
    return str(graph.serialize(format="turtle"))


def step_days(found: RoadmapInfo, wave: int) -> tuple[date, date]:
    """Return the first and the last day of a wave of a road map, each a year from the day it was made on."""
    begin = localdate(found.made_at) + YEAR * (wave - 1)
    return begin, begin + YEAR - timedelta(days=1)


def _address(name: str, *parts: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=parts)


def _live(found: RoadmapInfo) -> list[StepLine]:
    return [one for one in found.steps if one.state != "dropped"]


def _rows(found: RoadmapInfo, language: str) -> list[Sequence[Cell]]:
    head: Sequence[Cell] = (
        _("Year"), _("Dimension"), _("Step"), _("From level"), _("To level"), _("State"),
        _("In charge (a post, not a name)"), _("Days of staff"), _("Cost in dirhams"), _("Points gained"),
    )  # fmt: skip
    return [head] + [
        (
            one.wave, pick(one.section_titles, language).text, pick(one.action.titles, language).text,
            one.action.from_level, one.action.to_level, str(STEP_STATES[one.state]), one.owner, one.days,
            one.cost_mad, round(one.gain, 4),
        )
        for one in found.steps
    ]  # fmt: skip


def _workbook(rows: Sequence[Sequence[Cell]], language: str) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = import_module("xlsxwriter").Workbook(out, options)
    sheet = book.add_worksheet(_("Road map")[:31])
    if direction_of(language) == "rtl":
        sheet.right_to_left()
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 9, 14, wrapped)
    sheet.set_column(1, 2, 44, wrapped)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(
                    number, place, safe_text(cell) if cell else "", bold if not number else wrapped
                )
            else:
                sheet.write_number(number, place, cell)
    book.close()
    return out.getvalue()


def _calendar(found: RoadmapInfo, language: str) -> bytes:
    page = f"{settings.SITE_ADDRESS}{reverse('maturity:roadmap', args=[found.key])}"
    events = [
        CalendarEvent(
            f"{found.key}-{one.action.id}", pick(one.action.titles, language).text, *step_days(found, one.wave),
            address=page, description=pick(one.section_titles, language).text,
        )
        for one in _live(found)
    ]  # fmt: skip
    return write_calendar(events, product="Road map", stamp=clock.now())
