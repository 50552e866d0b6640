"""Lines from point to point: progress between waves, actions that are left to do."""

import math
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext

from bawaba.ui.charts.shapes import (
    MOST_SERIES,
    Chart,
    Layer,
    Mark,
    Reader,
    Series,
    legend_of,
    line,
    plain,
    share_of,
    sign,
    table_of,
    text,
)

TOP: Final = 14.0
BASE: Final = 214.0
HEIGHT: Final = 244
EDGE: Final = 3.0
MOST_LABELS: Final = 6


def lines(
    *,
    key: str,
    title: str,
    points: Sequence[str],
    series: Sequence[Series],
    reader: Reader,
    heading: str,
    least: float = 0,
    most: float | None = None,
    decimals: int = 1,
    summary: str = "",
) -> Chart:
    """Return a line for each series over points in their order; None breaks a line.

    most: the top of the scale; without it, a round number above the largest value
    """
    top = (
        most if most is not None else _above([one for row in series for one in row.values if one is not None])
    )
    marks: list[Mark | Layer] = _grid(reader, least, top)
    drawn = [piece for number, one in enumerate(series) for piece in _line(number, one, least, top, reader)]
    marks.append(Layer(HEIGHT, tuple(drawn)))
    for number, one in enumerate(series):
        marks += [
            sign(number, _x(place, len(points), reader), _y(value, least, top))
            for place, value in enumerate(one.values)
            if value is not None
        ]
    marks += _labels(points, reader)
    table = table_of(heading, points, series, reader, decimals)
    return Chart(key, title, summary, HEIGHT, tuple(marks), table, legend=legend_of(series))  # fmt: skip


def burn_down(
    *,
    key: str,
    title: str,
    points: Sequence[str],
    left: Sequence[float | None],
    planned: Sequence[float | None],
    reader: Reader,
    heading: str,
    summary: str = "",
) -> Chart:
    """Return how many are left at each point beside how many the plan leaves then."""
    series = [Series(gettext("Left to do"), left), Series(gettext("Left by the plan"), planned)]
    return lines(
        key=key,
        title=title,
        points=points,
        series=series,
        reader=reader,
        heading=heading,
        summary=summary,
        decimals=0,
    )


def _above(values: Sequence[float]) -> float:
    """Return the next round number (1, 2, 5 times a power of ten) from the largest value up."""
    largest = max(values, default=0)
    if largest <= 0:
        return 1
    power = float(10.0 ** math.floor(math.log10(largest)))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


def _x(place: int, count: int, reader: Reader) -> float:
    share = 50.0 if count < 2 else EDGE + (100 - 2 * EDGE) * place / (count - 1)
    return reader.across(share)


def _y(value: float, least: float, most: float) -> float:
    return BASE - (BASE - TOP) * share_of(value, least, most)


def _grid(reader: Reader, least: float, most: float) -> list[Mark | Layer]:
    found: list[Mark | Layer] = []
    for step in range(3):
        value = least + (most - least) * step / 2
        height = _y(value, least, most)
        found.append(line("axis" if step == 0 else "grid", 0, height, 100, height))
        found.append(text("tick", reader.across(0), height - 4, reader.number(value)))
    return found


def _line(number: int, one: Series, least: float, most: float, reader: Reader) -> list[Mark]:
    runs: list[list[str]] = [[]]
    for place, value in enumerate(one.values):
        if value is None:
            runs.append([])
        else:
            x, y = _x(place, len(one.values), reader), _y(value, least, most)
            runs[-1].append(f"{plain(x)},{plain(y)}")
    look = f"line series-{number % MOST_SERIES}"
    return [Mark("polyline", look, {"points": " ".join(run)}) for run in runs if len(run) > 1]


def _labels(points: Sequence[str], reader: Reader) -> list[Mark]:
    """Return the names of points, not more than fit a phone; the first and last stay inside."""
    step = max(1, math.ceil(len(points) / MOST_LABELS))
    found = []
    for place in range(0, len(points), step):
        anchor = (
            "start"
            if place == 0 and len(points) > 1
            else "end"
            if place == len(points) - 1 and place
            else "middle"
        )
        share = 0.0 if anchor == "start" else 100.0
        x = _x(place, len(points), reader) if anchor == "middle" else reader.across(share)
        found.append(text("tick", x, HEIGHT - 8, points[place], anchor))
    return found
