"""Bars of a chart: where they stand on its grid. For every room; `ui/charts.css` colours them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 200
BASE: Final = 168
TOP: Final = 22
SPACE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from its upper left corner. kind: `one` (below) or `two` (on top of it)."""

    x: int
    y: int
    width: int
    height: int
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """The bars of one label. middle: where the label stands; total: what is written above, as given."""

    label: str
    middle: int
    top: int
    total: str
    bars: tuple[Bar, ...]


def stacked(
    labels: Sequence[str],
    below: Sequence[float],
    above: Sequence[float],
    totals: Sequence[str],
    *,
    mirrored: bool = False,
) -> list[Column]:
    """Return columns of two stacked values each, the largest as high as the chart.

    mirrored: for languages that are written from right to left, the first label is on the right
    """
    most = max((low + high for low, high in zip(below, above, strict=True)), default=0) or 1
    step = WIDTH / max(len(labels), 1)
    columns = []
    for place, (label, low, high, total) in enumerate(zip(labels, below, above, totals, strict=True)):
        slot = len(labels) - 1 - place if mirrored else place
        x, width = round(step * (slot + SPACE / 2)), round(step * (1 - SPACE))
        tall = [round((BASE - TOP) * part / most) for part in (low, high)]
        bars = (
            Bar(x, BASE - tall[0], width, tall[0], "one"),
            Bar(x, BASE - tall[0] - tall[1], width, tall[1], "two"),
        )
        columns.append(Column(label, x + width // 2, BASE - sum(tall) - 5, total, bars))
    return columns
