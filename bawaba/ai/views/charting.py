"""Charts of the room's pages, each with its table."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bawaba.ai.types import RegisterStatistics
from bawaba.ai.wording import LABELS
from bawaba.ui import charts


def statistics_charts(request: HttpRequest, counted: RegisterStatistics) -> Sequence[charts.Chart]:
    """Return how many systems each register holds, and how they are spread."""
    reader = charts.reader_of(request)
    titles = {
        "stage": _("Where systems stand, by register (share in percent)"),
        "impact": _("What systems touch, by register (share in percent)"),
        "personal_data": _("Whether systems use personal data, by register (share in percent)"),
    }
    registers = [name for name in LABELS["register"] if counted.totals.get(name)]
    rows = [
        charts.Interval(str(LABELS["register"][name]), counted.totals[name], None, None) for name in registers
    ]
    first = charts.intervals(
        key="totals", title=_("Systems in each register"), rows=rows, reader=reader, heading=_("Register"),
        value_heading=_("Systems"), decimals=0,
    )  # fmt: skip
    return [first, *(_spread(kind, title, registers, counted, reader) for kind, title in titles.items())]


def _spread(
    kind: str, title: str, registers: Sequence[str], counted: RegisterStatistics, reader: Any
) -> charts.Chart:  # Any: the charts' reader
    words = [
        word for word in LABELS[kind] if any(counted.by_facet[kind].get((one, word)) for one in registers)
    ]
    values = [
        [round(100 * counted.by_facet[kind].get((one, word), 0) / counted.totals[one], 1) for word in words]
        for one in registers
    ]
    return charts.heat_map(
        key=kind, title=title, rows=[str(LABELS["register"][one]) for one in registers],
        columns=[str(LABELS[kind][word]) for word in words], values=values, reader=reader, heading=_("Register"),
        least=0, most=100,
    )  # fmt: skip
