"""The charts of the supervisors' page; the table beside says the same."""

from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bawaba.casework.queries.desk.reporting import DeskReport
from bawaba.kernel.languages import direction_of
from bawaba.ui.charts import HEIGHT, WIDTH, Column, stacked

FEW: Final = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its message in the title."""

    key: str
    title: str
    columns: list[Column]
    width: int = WIDTH
    height: int = HEIGHT


def chart_months(found: DeskReport, language: str) -> list[Chart]:
    """Return the answers of each month, in time and late, and the median days of each."""
    mirrored = direction_of(language) == "rtl"
    labels = [date_format(month, "m/y") for month, _one in found.by_month]
    reports = [one for _month, one in found.by_month]
    in_time, late = [one.in_time for one in reports], [one.late for one in reports]
    days = [one.median_days or 0 for one in reports]
    return [
        Chart(
            "answers",
            _message(found),
            stacked(labels, in_time, late, _told([one.answered for one in reports]), mirrored=mirrored),
        ),
        Chart(
            "days",
            _("Half of the answers came within so many days"),
            stacked(labels, days, [0] * len(days), _told(days), mirrored=mirrored),
        ),
    ]


def _message(found: DeskReport) -> str:
    if found.total.compliance is None:
        return _("No request was answered in these months")
    share = round(100 * found.total.compliance)
    return _("%(share)s %% of the answers came by the legal date") % {"share": share}


def _told(values: list[int]) -> list[str]:
    return [str(value) if value and len(values) <= FEW else "" for value in values]
