"""A radar: one ray for each axis, one closed line for each series."""

import math
from collections.abc import Sequence
from typing import Final

from bawaba.ui.charts.shapes import (
    MOST_SERIES,
    Chart,
    Mark,
    Reader,
    Series,
    legend_of,
    plain,
    share_of,
    table_of,
)

RADIUS: Final = 150.0
MIDDLE: Final = 180.0
RINGS: Final = 4


def radar(
    *,
    key: str,
    title: str,
    axes: Sequence[str],
    series: Sequence[Series],
    reader: Reader,
    heading: str,
    least: float = 0,
    most: float = 100,
    summary: str = "",
) -> Chart:
    """Return a radar. Axes run as one reads: clockwise, in Arabic the other way round.

    axes: named by numbers on the chart, in words beside it; a value of None breaks the line
    """
    marks = [_circle("grid", RADIUS * ring / RINGS) for ring in range(1, RINGS + 1)]
    for place in range(len(axes)):
        x, y = _point(place, len(axes), RADIUS, reader)
        marks.append(_ray(x, y))
        x, y = _point(place, len(axes), RADIUS + 16, reader)
        at = {"x": plain(x), "y": plain(y + 5), "text-anchor": "middle"}
        marks.append(Mark("text", "tick", at, reader.number(place + 1)))
    for number, one in enumerate(series):
        marks += _line(number, one, least, most, reader)
    marks += [
        Mark(
            "text",
            "tick",
            {"x": plain(MIDDLE), "y": plain(MIDDLE - RADIUS * ring / RINGS + 4), "text-anchor": "middle"},
            reader.number(least + (most - least) * ring / RINGS),
        )
        for ring in (2, 4)
    ]
    size = plain(2 * MIDDLE)
    return Chart(
        key, title, summary, 360, tuple(marks), table_of(heading, axes, series, reader),
        box=f"0 0 {size} {size}", legend=legend_of(series), names=tuple(axes),
    )  # fmt: skip


def _point(place: int, count: int, radius: float, reader: Reader) -> tuple[float, float]:
    turn = 2 * math.pi * place / max(count, 1)
    side = -1 if reader.mirrored else 1
    return MIDDLE + side * radius * math.sin(turn), MIDDLE - radius * math.cos(turn)


def _circle(look: str, radius: float) -> Mark:
    return Mark("circle", look, {"cx": plain(MIDDLE), "cy": plain(MIDDLE), "r": plain(radius)})


def _ray(x: float, y: float) -> Mark:
    return Mark("line", "grid", {"x1": plain(MIDDLE), "y1": plain(MIDDLE), "x2": plain(x), "y2": plain(y)})


def _line(number: int, one: Series, least: float, most: float, reader: Reader) -> list[Mark]:
    """Return the closed line of a series, or its pieces where values are missing, with a sign at each value."""
    look = f"series-{number % MOST_SERIES}"
    found: list[Mark] = []
    places = [
        None
        if value is None
        else _point(place, len(one.values), RADIUS * share_of(value, least, most), reader)
        for place, value in enumerate(one.values)
    ]
    if None not in places:
        ring = " ".join(f"{plain(x)},{plain(y)}" for x, y in filter(None, places))
        found.append(Mark("polygon", f"line {look}", {"points": ring}))
    else:
        for start, end in zip(places, [*places[1:], *places[:1]], strict=True):
            if start and end:
                ends = f"{plain(start[0])},{plain(start[1])} {plain(end[0])},{plain(end[1])}"
                found.append(Mark("polyline", f"line {look}", {"points": ends}))
    return found + [_sign(number, look, *spot) for spot in places if spot]


def _sign(number: int, look: str, x: float, y: float) -> Mark:
    if number % 2:
        at = {"x": plain(x - 4), "y": plain(y - 4), "width": "8", "height": "8"}
        return Mark("rect", f"sign {look}", at)
    return Mark("circle", f"sign {look}", {"cx": plain(x), "cy": plain(y), "r": "4"})
