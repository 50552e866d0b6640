"""A heat map: a strip of cells for each row, darker where the value is higher, the value written inside."""

from collections.abc import Sequence
from typing import Final

from bawaba.ui.charts.shapes import Chart, Layer, Mark, Reader, Table, rect, share_of, shorten, text

TONES: Final = 5
ROW: Final = 58
CELL: Final = 30
TOP: Final = 26
FEW: Final = 12
"""Up to so many columns fit a phone; more of them scroll."""


def heat_map(
    *,
    key: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    reader: Reader,
    heading: str,
    least: float = 0,
    most: float = 100,
    decimals: int = 0,
    summary: str = "",
) -> Chart:
    """Return a heat map of rows and columns; columns are named by numbers on the chart, in words beside it.

    values: rows × columns; None leaves a cell empty
    """
    width = 100 / max(len(columns), 1)
    marks: list[Mark | Layer] = [
        text("tick", reader.across(width * (place + 0.5)), TOP - 8, reader.number(place + 1), "middle")
        for place in range(len(columns))
    ]
    for down, (name, line) in enumerate(zip(rows, values, strict=True)):
        top = TOP + down * ROW
        marks.append(text("label", reader.across(0), top + 16, shorten(name, 44)))
        for place, value in enumerate(line):
            marks += _cell(
                reader, width, place, top + 22, value, share=_tone(value, least, most), decimals=decimals
            )
    table = Table(
        (heading, *columns),
        tuple(
            (name, *(reader.number(value, decimals) for value in line))
            for name, line in zip(rows, values, strict=True)
        ),
        frozenset(range(1, len(columns) + 1)),
    )  # fmt: skip
    height = TOP + ROW * len(rows)
    return Chart(
        key, title, summary, height, tuple(marks), table, names=tuple(columns), wide=len(columns) > FEW
    )


def _tone(value: float | None, least: float, most: float) -> int | None:
    """Return one of the tones, 0 the lightest."""
    return None if value is None else min(int(share_of(value, least, most) * TONES), TONES - 1)


def _cell(
    reader: Reader,
    width: float,
    place: int,
    top: float,
    value: float | None,
    *,
    share: int | None,
    decimals: int,
) -> list[Mark]:
    gap = width * 0.05
    look = "cell cell-none" if share is None else f"cell cell-{share}"
    middle = reader.across(width * (place + 0.5))
    inside = "cell-text" if share is None or share < TONES - 2 else "cell-text cell-text-on"
    return [
        rect(look, reader.across(width * place + gap / 2, width - gap), top, width - gap, CELL),
        text(inside, middle, top + CELL / 2 + 5, reader.number(value, decimals), "middle"),
    ]
