"""The chart of the team's desk; the table beside says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bawaba.assistant.rules.weeks import DRIFT, Week, drift_of
from bawaba.kernel.languages import direction_of
from bawaba.ui.charts import HEIGHT, WIDTH, Column, stacked


@dataclass(frozen=True, slots=True)
class Chart:
    """Answered and not answered by week, with the message in the title."""

    title: str
    columns: list[Column]
    width: int = WIDTH
    height: int = HEIGHT


def week_chart(weeks: Sequence[Week], language: str) -> Chart:
    """Return the chart of these weeks."""
    answered = [week.answered + week.asked_back for week in weeks]
    without = [week.not_found + week.refused for week in weeks]
    labels = [date_format(week.monday, "d/m") for week in weeks]
    totals = [str(week.questions or "") for week in weeks]
    mirrored = direction_of(language) == "rtl"
    return Chart(_message(weeks), stacked(labels, answered, without, totals, mirrored=mirrored))


def _message(weeks: Sequence[Week]) -> str:
    change = drift_of(weeks)
    if change is None:
        return _("Too few questions so far to say whether answers get better")
    if change <= -DRIFT:
        return _("Fewer questions are answered than in the weeks before: look at what changed")
    if change >= DRIFT:
        return _("More questions are answered than in the weeks before")
    return _("About as many questions are answered as in the weeks before")
