"""Is a promise kept? Where a milestone stands, what is to be expected, when to warn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Status = Literal["reached", "missed", "on-course", "at-risk", "late", "unknown"]
RISK: Final = 0.05  # as far under the target as this is a risk, more is late
SOON: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a milestone stands. share: the last one known; expected: at its day, by the last year's pace."""

    status: Status
    share: float | None
    share_on: date | None
    expected: float | None


def judge_milestone(
    due_on: date, target: float, history: Sequence[tuple[date, float]], today: date
) -> Standing:
    """Judge a milestone by the shares known until today, in their order of days.

    The forecast is a line through the first and last share of the year before the last one; with one
    share alone there is no forecast.
    """
    known = [(day, share) for day, share in history if day <= today]
    if not known:
        return Standing("unknown", None, None, None)
    last_day, last = known[-1]
    in_time = [share for day, share in known if day <= due_on]
    if in_time and max(in_time) >= target:
        return Standing("reached", last, last_day, None)
    if today > due_on:
        return Standing("missed", last, last_day, None)
    expected = forecast(known, due_on)
    if expected is None:
        return Standing("unknown", last, last_day, None)
    return Standing(_status(expected, target), last, last_day, expected)


def _status(expected: float, target: float) -> Status:
    if expected >= target:
        return "on-course"
    return "at-risk" if expected >= target - RISK else "late"


def forecast(history: Sequence[tuple[date, float]], day: date) -> float | None:
    """Return the share to expect on a day, 0 to 1; None with less than two days known."""
    last_day, last = history[-1]
    recent = [one for one in history if last_day - one[0] <= timedelta(days=366)]
    first_day, first = recent[0]
    if first_day == last_day:
        return None
    pace = (last - first) / (last_day - first_day).days
    return min(max(last + pace * (day - last_day).days, 0.0), 1.0)


def is_alarm(standing: Standing, due_on: date, today: date) -> bool:
    """Say whether somebody should be warned: late, missed, or at risk with half a year left."""
    if standing.status in {"late", "missed"}:
        return True
    return standing.status in {"at-risk", "unknown"} and due_on - today <= SOON
