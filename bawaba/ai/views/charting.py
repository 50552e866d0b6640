"""Charts of the room's pages, each with its table."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bawaba.ai.queries import list_criteria
from bawaba.ai.types import Priorities, RegisterStatistics
from bawaba.ai.wording import LABELS
from bawaba.kernel.languages import pick
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


def priority_charts(request: HttpRequest, found: Priorities) -> Sequence[charts.Chart]:
    """Return the scores of use cases by criterion, and where each stands on value and on feasibility."""
    reader, language = charts.reader_of(request), request.LANGUAGE_CODE
    rows = [one for one in found.items if one.value is not None or one.feasibility is not None]
    if not rows:
        return []
    criteria = list_criteria()
    scores = charts.heat_map(
        key="scores", title=_("Mean scores, from 1 to 5"), rows=[one.title for one in rows],
        columns=[pick(one.names, language).text for one in criteria],
        values=[[one.scores.get(criterion.key) for criterion in criteria] for one in rows], reader=reader,
        heading=_("Use case"), least=1, most=5,
    )  # fmt: skip
    axes = charts.heat_map(
        key="grid", title=_("Value against feasibility, from 0 to 100"), rows=[one.title for one in rows],
        columns=[_("Value"), _("Feasibility")], values=[[one.value, one.feasibility] for one in rows], reader=reader,
        heading=_("Use case"), least=0, most=100,
    )  # fmt: skip
    return [axes, scores]


def grid_points(found: Priorities, *, mirrored: bool) -> Sequence[dict[str, int]]:
    """Return where each use case stands on the grid of value (up) against feasibility, in a square of 320.

    mirrored: for languages that are written from right to left, most feasible is on the left
    """
    points = []
    for place, one in enumerate(found.items, 1):
        if one.value is not None and one.feasibility is not None:
            across = 100 - one.feasibility if mirrored else one.feasibility
            points.append({"place": place, "x": round(10 + 3 * across), "y": round(310 - 3 * one.value)})
    return points
