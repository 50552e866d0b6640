"""What a chart is made of: marks on a surface that is as wide as the page, a legend and a table.

Across, places are shares of the width (0 to 100), so that letters keep their size on a phone; down, they
are pixels. What is round has a box of its own and grows as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.http import HttpRequest

from bawaba.kernel.languages import Digits, direction_of, write_digits
from bawaba.kernel.pagecache import display_setting
from bawaba.ui import rules
from bawaba.ui.figures import number_text

NOTHING: Final = "–"
MOST_SERIES: Final = 5
"""Series have as many looks (colour, dashes and sign together); further ones begin again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape: an SVG element's name, its class, its attributes, the text inside."""

    shape: str
    look: str
    at: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks whose places across are plain numbers from 0 to 100, stretched to the width: lines and areas."""

    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The same as the chart, as a table. figures: which columns are aligned as figures."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its message in the title.

    key:     unique on the page, for the ids
    box:     the viewBox of what is round; empty for what is as wide as the page
    height:  in pixels
    legend:  look of a series → its name
    names:   what the numbers on the chart stand for, from 1
    wide:    scrolls on a phone instead of shrinking
    """

    key: str
    title: str
    summary: str
    height: int
    marks: tuple[Mark | Layer, ...]
    table: Table
    box: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Values that belong together, in the order of the axes or points; None where there is none."""

    name: str
    values: Sequence[float | None] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a chart: the language and the figures. Arabic has the first value on the right."""

    code: str = "en"
    digits: Digits = "western"

    @property
    def mirrored(self) -> bool:
        return direction_of(self.code) == "rtl"

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Return a number as this reader reads it, without zeros at its end; a dash for none."""
        if value is None:
            return NOTHING
        exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if exact == int(exact):
            return number_text(int(exact), self.code, self.digits)
        whole = number_text(int(abs(exact)), self.code, self.digits)
        point = "٫" if self.digits == "eastern" else "." if self.code == "en" else ","
        rest = write_digits(str(abs(exact)).partition(".")[2].rstrip("0"), self.digits)
        return f"{'-' if exact < 0 else ''}{whole}{point}{rest}"

    def across(self, share: float, width: float = 0) -> float:
        """Return where something `width` wide stands that begins at `share` of the way in reading."""
        return 100 - share - width if self.mirrored else share


def reader_of(request: HttpRequest) -> Reader:
    """Return the reader of a page. No SQL query."""
    display = rules.read_display(display_setting(request))
    return Reader(str(getattr(request, "LANGUAGE_CODE", "") or "ar"), display.digits)


def share_of(value: float, least: float, most: float) -> float:
    """Return how far along from `least` to `most` a value is, 0 to 1; outside is at the edge."""
    return min(max((value - least) / (most - least), 0.0), 1.0) if most > least else 0.0


def plain(value: float) -> str:
    """Return a number as SVG reads it."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def text(look: str, x: float, y: float, words: str, anchor: str = "start") -> Mark:
    """Return words; `start` is where reading starts, on the right in Arabic."""
    return Mark("text", look, {"x": f"{plain(x)}%", "y": plain(y), "text-anchor": anchor}, words)


def rect(look: str, x: float, y: float, width: float, height: float) -> Mark:
    """Return a rectangle; x and width are shares of the width, y and height pixels."""
    place = {"x": f"{plain(x)}%", "y": plain(y), "width": f"{plain(width)}%", "height": plain(height)}
    return Mark("rect", look, place)


def line(look: str, x: float, y: float, to_x: float, to_y: float) -> Mark:
    """Return a line."""
    return Mark(
        "line", look, {"x1": f"{plain(x)}%", "y1": plain(y), "x2": f"{plain(to_x)}%", "y2": plain(to_y)}
    )


def sign(series: int, x: float, y: float) -> Mark:
    """Return the sign of a series at a place: a disc, a square, a ring, so that colour is not alone."""
    look = f"sign series-{series % MOST_SERIES}"
    if series % 2:
        return Mark("svg", "", {"x": f"{plain(x)}%", "y": plain(y), "overflow": "visible"}, look)
    return Mark("circle", look, {"cx": f"{plain(x)}%", "cy": plain(y), "r": "5"})


def shorten(words: str, most: int) -> str:
    """Return words that fit, cut with an ellipsis; the table has them whole."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def legend_of(series: Sequence[Series]) -> tuple[tuple[str, str], ...]:
    """Return the legend of series in their order; one alone needs none."""
    if len(series) < 2:
        return ()
    return tuple((f"series-{place % MOST_SERIES}", one.name) for place, one in enumerate(series))


def table_of(
    heading: str, labels: Sequence[str], series: Sequence[Series], reader: Reader, decimals: int = 1
) -> Table:
    """Return the table of series: a row for each label, a column for each series."""
    rows = tuple(
        (label, *(reader.number(one.values[place], decimals) for one in series))
        for place, label in enumerate(labels)
    )
    headings = (heading, *(one.name for one in series))
    return Table(headings, rows, frozenset(range(1, len(headings))))
