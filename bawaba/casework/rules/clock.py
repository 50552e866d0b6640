"""The law's clock: working days, deadlines, pauses, alerts. Pure.

The day of an act does not count: the first day of a time limit is the next one. A limit that would end
on a day of rest or on a holiday ends on the next working day. A pause from one day to another takes the
days after the first up to and including the last out of the count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bawaba.casework.types import Alert, Clock

ONE_DAY: Final = timedelta(days=1)
LONGEST_DAYS: Final = 4_000
"""Where counting gives up: nothing of the law's lasts ten years, so the calendar must be wrong."""

Span = tuple[date, date]
"""A pause: the day it began and the day it ended."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A country's days off. rest_days: ISO weekdays, 1 Monday to 7 Sunday; holidays: dates."""

    rest_days: frozenset[int]
    holidays: frozenset[date]

    def works(self, day: date) -> bool:
        """Say whether offices are open on a day."""
        return day.isoweekday() not in self.rest_days and day not in self.holidays


def deadline(start: date, clock: Clock, calendar: WorkCalendar, pauses: Sequence[Span] = ()) -> date:
    """Return the last day of a time limit that began with an act on `start`."""
    day = start
    left = clock.days
    while left > 0:
        day += ONE_DAY
        if _counts(day, clock, calendar) and not in_pause(day, pauses):
            left -= 1
        _check_length(start, day)
    return next_working(day, calendar, pauses)


def next_working(day: date, calendar: WorkCalendar, pauses: Sequence[Span] = ()) -> date:
    """Return the day itself, or the first one after it that is neither off nor in a pause."""
    start = day
    while not calendar.works(day) or in_pause(day, pauses):
        day += ONE_DAY
        _check_length(start, day)
    return day


def in_pause(day: date, pauses: Iterable[Span]) -> bool:
    """Say whether a pause takes this day out of the count."""
    return any(began < day <= ended for began, ended in pauses)


def days_used(
    start: date, today: date, clock: Clock, calendar: WorkCalendar, pauses: Sequence[Span] = ()
) -> int:
    """Return how many days of a time limit that began on `start` have passed by the end of `today`."""
    span = max((today - start).days, 0)
    days = (start + timedelta(days=place) for place in range(1, span + 1))
    return sum(1 for day in days if _counts(day, clock, calendar) and not in_pause(day, pauses))


def days_from(due: date, today: date, clock: Clock, calendar: WorkCalendar) -> int:
    """Return how far `today` lies after `due` (below zero: before it), in the clock's unit."""
    early, late = min(due, today), max(due, today)
    days = (early + timedelta(days=place) for place in range(1, (late - early).days + 1))
    counted = sum(1 for day in days if _counts(day, clock, calendar))
    return counted if today >= due else -counted


def is_late(due: date, today: date) -> bool:
    """Say whether the legal date has passed: its last day is over."""
    return today > due


def alerts_due(alerts: Iterable[Alert], *, told: int, reached: int) -> list[Alert]:
    """Return the alerts to give now, in their order.

    told: the offset up to which alerts were given before; reached: today's, from `days_from`
    """
    return sorted((one for one in alerts if told < one.days <= reached), key=lambda one: one.days)


def _counts(day: date, clock: Clock, calendar: WorkCalendar) -> bool:
    return clock.unit == "calendar-days" or calendar.works(day)


def _check_length(start: date, day: date) -> None:
    if (day - start).days > LONGEST_DAYS:
        raise ValueError(f"no working day in {LONGEST_DAYS} days after {start}: the calendar is wrong")
