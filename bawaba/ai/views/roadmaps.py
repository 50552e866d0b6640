"""A scenario's road map as bars over time, with its table."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bawaba.ai.queries import plan_rows
from bawaba.ai.types import ScenarioInfo
from bawaba.kernel import clock
from bawaba.ui import charts


def roadmap_chart(request: HttpRequest, one: ScenarioInfo) -> charts.Chart:
    """Return the road map as bars over time."""
    spans = [
        charts.Span(
            row["title"], row["start"], row["end"], None, _("Wave %(number)s") % {"number": row["wave"]}
        )
        for row in plan_rows(one)
    ]
    return charts.gantt(
        key="roadmap", title=_("Road map"), spans=spans, reader=charts.reader_of(request), heading=_("Use case"),
        today=clock.today(),
    )  # fmt: skip
