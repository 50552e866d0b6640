"""Bars over time: what is done when, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext

from bawaba.ui.charts.shapes import Chart, Layer, Mark, Reader, Table, line, rect, shorten, text
from bawaba.ui.figures import day_text

ROW: Final = 48
BAR: Final = 14
TOP: Final = 28


@dataclass(frozen=True, slots=True)
class Span:
    """One row of a plan. done: 0 to 1, None where it is not followed; state: in words, for the table."""

    label: str
    start: date
    end: date
    done: float | None = None
    state: str = ""


def gantt(
    *,
    key: str,
    title: str,
    spans: Sequence[Span],
    reader: Reader,
    heading: str,
    today: date | None = None,
    summary: str = "",
) -> Chart:
    """Return a bar for each span over the time from the first start to the last end.

    today: a line, where it lies within that time
    """
    first = min((one.start for one in spans), default=today or date.min)
    last = max((one.end for one in spans), default=first)
    days = max((last - first).days, 1)
    height = TOP + ROW * len(spans)
    marks: list[Mark | Layer] = [
        text("tick", reader.across(0), 16, day_text(first, reader.code, reader.digits)),
        text("tick", reader.across(100), 16, day_text(last, reader.code, reader.digits), "end"),
    ]
    for place, one in enumerate(spans):
        marks += _bar(one, TOP + place * ROW, first, days, reader)
    legend: list[tuple[str, str]] = []
    if any(one.done is not None for one in spans):
        legend = [("bar-one", gettext("Done")), ("bar-track", gettext("Still to do"))]
    if today is not None and first <= today <= last:
        at = reader.across(100 * (today - first).days / days)
        marks.append(line("today", at, TOP - 4, at, height))
        legend.append(("today", gettext("Today")))
    return Chart(
        key, title, summary, height, tuple(marks), _table(spans, reader, heading), legend=tuple(legend)
    )


def _bar(one: Span, top: float, first: date, days: int, reader: Reader) -> list[Mark]:
    start = 100 * (one.start - first).days / days
    width = max(100 * (one.end - one.start).days / days, 1.0)
    start = min(start, 100 - width)
    look = "bar-plain" if one.done is None else "bar-track"
    marks = [
        text("label", reader.across(0), top + 17, shorten(one.label, 44)),
        rect(look, reader.across(start, width), top + 24, width, BAR),
    ]
    if one.done:
        share = width * min(one.done, 1.0)
        marks.append(rect("bar-one", reader.across(start, share), top + 24, share, BAR))
    return marks


def _table(spans: Sequence[Span], reader: Reader, heading: str) -> Table:
    followed, told = any(one.done is not None for one in spans), any(one.state for one in spans)
    headings = [heading, gettext("From"), gettext("To")]
    headings += [gettext("Done")] if followed else []
    headings += [gettext("State")] if told else []
    rows = []
    for one in spans:
        cells = [one.label, *(day_text(day, reader.code, reader.digits) for day in (one.start, one.end))]
        if followed:
            cells.append(
                reader.number(None) if one.done is None else f"{reader.number(100 * one.done, 0)}\u00a0%"
            )
        rows.append(tuple([*cells, one.state] if told else cells))
    return Table(tuple(headings), tuple(rows), frozenset({3}) if followed else frozenset())
