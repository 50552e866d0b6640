"""Charts drawn by the server, each with its table. `{% load charts %}{% chart one %}` shows them.

A function takes figures and a `Reader` and returns a `Chart`; README.md beside this room has an example
of each. `stacked` is the older set of bars, whose template its caller writes.
"""

from bawaba.ui.charts.columns import BASE, HEIGHT, TOP, WIDTH, Bar, Column, stacked
from bawaba.ui.charts.heat import heat_map
from bawaba.ui.charts.lines import burn_down, lines
from bawaba.ui.charts.plans import Span, gantt
from bawaba.ui.charts.radar import radar
from bawaba.ui.charts.rows import Interval, intervals
from bawaba.ui.charts.shapes import Chart, Reader, Series, Table, reader_of
from bawaba.ui.charts.spread import Bin, bins_of, distribution

__all__ = [
    "BASE",
    "HEIGHT",
    "TOP",
    "WIDTH",
    "Bar",
    "Bin",
    "Chart",
    "Column",
    "Interval",
    "Reader",
    "Series",
    "Span",
    "Table",
    "bins_of",
    "burn_down",
    "distribution",
    "gantt",
    "heat_map",
    "intervals",
    "lines",
    "radar",
    "reader_of",
    "stacked",
]
