"""A bar for each row, with the interval in which the true value or rank lies where it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, pgettext

from bawaba.ui.charts.shapes import Chart, Layer, Mark, Reader, Table, line, rect, share_of, shorten, text

ROW: Final = 48
BAR: Final = 14
AXIS: Final = 26


@dataclass(frozen=True, slots=True)
class Interval:
    """One row. low, high: where the value lies as well; own: the reader's own row, marked in words too."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class _Scale:
    """From where to where values go, and how many decimals are told."""

    least: float
    most: float
    decimals: int


def intervals(
    *,
    key: str,
    title: str,
    rows: Sequence[Interval],
    reader: Reader,
    heading: str,
    value_heading: str,
    least: float = 0,
    most: float | None = None,
    decimals: int = 1,
    summary: str = "",
    own_label: str = "",
) -> Chart:
    """Return bars from `least`, each with a whisker from low to high where both are known.

    most: the end of the scale; without it, the largest value. A rank's scale: least=1, most=how many
    own_label: what the legend calls the own row, "You" when it is not given
    """
    called = own_label or pgettext("chart", "You")
    known = [value for row in rows for value in (row.value, row.high) if value is not None]
    end = most if most is not None else max(known, default=least + 1)
    scale = _Scale(least, end, decimals)
    marks: list[Mark | Layer] = []
    for place, row in enumerate(rows):
        marks += _row(row, place * ROW, scale, reader)
    height = ROW * len(rows) + AXIS
    marks += _axis(height, scale, reader)
    return Chart(key, title, summary, height, tuple(marks), _table(rows, reader, (heading, value_heading), decimals, called),
                 legend=_legend(rows, called))  # fmt: skip


def _row(row: Interval, top: float, scale: _Scale, reader: Reader) -> list[Mark]:
    told = f"{shorten(row.label, 40)} · {reader.number(row.value, scale.decimals)}"
    look = "label own" if row.own else "label"
    marks = [text(look, reader.across(0), top + 17, told)]
    if row.value is None:
        return marks
    width = 100 * share_of(row.value, scale.least, scale.most)
    marks.append(rect("bar-track", 0, top + 24, 100, BAR))
    marks.append(rect("bar-one" if row.own else "bar-plain", reader.across(0, width), top + 24, width, BAR))
    if row.low is not None and row.high is not None:
        low, high = (
            reader.across(100 * share_of(one, scale.least, scale.most)) for one in (row.low, row.high)
        )
        middle = top + 24 + BAR / 2
        for look in ("whisker-edge", "whisker"):
            marks.append(line(look, low, middle, high, middle))
            marks += [line(look, end, middle - 6, end, middle + 6) for end in (low, high)]
    return marks


def _axis(height: float, scale: _Scale, reader: Reader) -> list[Mark]:
    """Return the axis with both ends and the middle, which counts and ranks have only where it is whole."""
    middle = (scale.least + scale.most) / 2
    ends = [(0.0, scale.least, "start"), (100.0, scale.most, "end")]
    if scale.decimals or middle == int(middle):
        ends.insert(1, (50.0, middle, "middle"))
    found = [line("axis", 0, height - AXIS + 2, 100, height - AXIS + 2)]
    return found + [
        text("tick", reader.across(share), height - 6, reader.number(value), anchor)
        for share, value, anchor in ends
    ]


def _legend(rows: Sequence[Interval], called: str) -> tuple[tuple[str, str], ...]:
    found = []
    if any(row.own for row in rows):
        found.append(("bar-one", called))
    if any(row.low is not None and row.high is not None for row in rows):
        found.append(("whisker", gettext("Where it may lie")))
    return tuple(found)


def _table(
    rows: Sequence[Interval], reader: Reader, named: tuple[str, str], decimals: int, called: str
) -> Table:
    ranged = any(row.low is not None and row.high is not None for row in rows)
    headings = (*named, *((gettext("At least"), gettext("At most")) if ranged else ()))
    lines = []
    for row in rows:
        label = f"{row.label} ({called})" if row.own and called != row.label else row.label
        values = (row.value, row.low, row.high) if ranged else (row.value,)
        lines.append((label, *(reader.number(value, decimals) for value in values)))
    return Table(headings, tuple(lines), frozenset(range(1, len(headings))))
