"""How values are spread: a column for each class of values, and where the reader stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, pgettext

from bawaba.ui.charts.shapes import Chart, Layer, Mark, Reader, Table, line, rect, text

TOP: Final = 40.0
BASE: Final = 190.0
HEIGHT: Final = 218
_LEFT_TO_RIGHT: Final = "\u2066"  # "0–10" never flips
_ISOLATE_END: Final = "\u2069"


@dataclass(frozen=True, slots=True)
class Bin:
    """A class of values and how many are in it. count: None where it is not told, being too few."""

    label: str
    count: int | None
    own: bool = False


def bins_of(
    values: Sequence[float],
    *,
    reader: Reader,
    least: float = 0,
    most: float = 100,
    classes: int = 10,
    own: float | None = None,
) -> list[Bin]:
    """Return classes of equal width over values; the last one holds its upper end too."""
    width = (most - least) / classes
    counts = [0] * classes
    for value in values:
        counts[_place(value, least, width, classes)] += 1
    mine = None if own is None else _place(own, least, width, classes)
    return [
        Bin(
            f"{_LEFT_TO_RIGHT}{reader.number(least + width * place)}–"
            f"{reader.number(least + width * (place + 1))}{_ISOLATE_END}",
            count,
            place == mine,
        )
        for place, count in enumerate(counts)
    ]


def distribution(
    *,
    key: str,
    title: str,
    bins: Sequence[Bin],
    reader: Reader,
    heading: str,
    count_heading: str,
    summary: str = "",
) -> Chart:
    """Return columns over classes of values; the reader's own class has its own look and the word above it."""
    most = max((one.count or 0 for one in bins), default=0) or 1
    step = 100 / max(len(bins), 1)
    marks: list[Mark | Layer] = [line("axis", 0, BASE, 100, BASE)]
    for place, one in enumerate(bins):
        tall = (BASE - TOP) * (one.count or 0) / most
        middle = reader.across(step * (place + 0.5))
        look = "bar-one" if one.own else "bar-plain"
        marks.append(
            rect(look, reader.across(step * place + step * 0.1, step * 0.8), BASE - tall, step * 0.8, tall)
        )
        marks.append(text("tick", middle, BASE - tall - 5, reader.number(one.count, 0), "middle"))
        if one.own:
            marks.append(text("label own", middle, BASE - tall - 20, pgettext("chart", "You"), "middle"))
    marks += _ends(bins, reader)
    rows = tuple(
        (f"{one.label} ({pgettext('chart', 'You')})" if one.own else one.label,
         gettext("too few to tell") if one.count is None else reader.number(one.count, 0))
        for one in bins
    )  # fmt: skip
    return Chart(
        key,
        title,
        summary,
        HEIGHT,
        tuple(marks),
        Table((heading, count_heading), rows, frozenset({1})),
        legend=(("bar-one", pgettext("chart", "You")),) if any(one.own for one in bins) else (),
    )


def _place(value: float, least: float, width: float, classes: int) -> int:
    return min(max(int((value - least) / width), 0), classes - 1)


def _ends(bins: Sequence[Bin], reader: Reader) -> list[Mark]:
    """Return the names of the classes: each where there are few, else the first and the last."""
    step = 100 / max(len(bins), 1)
    if len(bins) <= 5:
        return [
            text("tick", reader.across(step * (place + 0.5)), HEIGHT - 8, one.label, "middle")
            for place, one in enumerate(bins)
        ]
    return [
        text("tick", reader.across(0), HEIGHT - 8, bins[0].label),
        text("tick", reader.across(100), HEIGHT - 8, bins[-1].label, "end"),
    ]
