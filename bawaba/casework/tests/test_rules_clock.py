"""The law's clock: what each day off, pause and unit does to a deadline."""

import json
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.casework.rules.clock import (
    WorkCalendar,
    alerts_due,
    days_from,
    days_used,
    deadline,
    is_late,
    next_working,
)
from bawaba.casework.rules.holidays import (
    Feast,
    Holidays,
    first_day,
    list_holidays,
    read_holidays,
    work_calendar,
)
from bawaba.casework.types import Alert, Clock

MOROCCO = read_holidays(
    json.loads((resources.files("bawaba.casework") / "data" / "holidays.json").read_text("utf-8"))[
        "countries"
    ]["MA"]
)
CALENDAR = work_calendar(MOROCCO, range(2022, 2032))
NO_DAYS_OFF = WorkCalendar(frozenset(), frozenset())
CALENDAR_DAYS, WORKING = Clock(60), Clock(15, "working-days")

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
CLOCKS = st.builds(Clock, st.integers(1, 120), st.sampled_from(["calendar-days", "working-days"]))
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 90)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))),
    max_size=3,
)


def test_the_day_of_the_act_does_not_count() -> None:
    assert deadline(date(2026, 3, 2), Clock(1), NO_DAYS_OFF) == date(2026, 3, 3)


def test_sixty_days_that_end_on_a_sunday_end_on_monday() -> None:
    assert date(2026, 3, 29).isoweekday() == 7
    assert deadline(date(2026, 1, 28), CALENDAR_DAYS, WorkCalendar(frozenset({6, 7}), frozenset())) == date(
        2026, 3, 30
    )


def test_working_days_leave_weekends_and_the_throne_day_out() -> None:
    # Thursday 30 July 2026 is the Throne Day; Wednesday 29 July + 3 working days: 31 July, 3 and 4 August.
    assert deadline(date(2026, 7, 29), Clock(3, "working-days"), CALENDAR) == date(2026, 8, 4)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 3, 31), "fitr"), (date(2025, 4, 1), "fitr"), (date(2025, 6, 7), "adha"),
        (date(2024, 9, 16), "mawlid"), (date(2024, 9, 17), "mawlid"), (date(2026, 10, 31), "unity"),
    ],
)  # fmt: skip
def test_the_days_that_were_announced_are_off(day: date, key: str) -> None:
    assert key in {
        one.key for one in list_holidays(MOROCCO, [day.year]) if one.day == day and not one.forecast
    }


def test_a_decreed_day_is_off_from_its_first_year_on() -> None:
    assert date(2023, 1, 14) not in CALENDAR.holidays
    assert date(2025, 10, 31) not in CALENDAR.holidays
    assert {date(2024, 1, 14), date(2026, 10, 31)} <= CALENDAR.holidays


def test_a_feast_to_come_is_marked_as_a_forecast_and_gives_way_to_the_observed_day() -> None:
    fitr = Feast("fitr", 10, 1, 2, {})
    _day, forecast = first_day(MOROCCO, fitr, 1450)
    assert forecast
    seen = Holidays(feasts=(fitr,), lag_days=1, observed={("fitr", 1450): date(2029, 2, 14)})
    assert first_day(seen, fitr, 1450) == (date(2029, 2, 14), False)


def test_every_year_has_its_seven_feast_days() -> None:
    for year in range(2024, 2032):
        feasts = [
            one
            for one in list_holidays(MOROCCO, [year])
            if one.key in {"fitr", "adha", "mawlid", "hijri-new-year"}
        ]
        assert 5 <= len(feasts) <= 9  # a Hijri year is eleven days shorter: one may come twice or not at all


def test_a_pause_takes_the_days_after_it_began_up_to_its_end_out() -> None:
    start, clock = date(2026, 3, 2), Clock(10)
    without = deadline(start, clock, NO_DAYS_OFF)
    assert without == date(2026, 3, 12)
    assert deadline(start, clock, NO_DAYS_OFF, [(date(2026, 3, 5), date(2026, 3, 9))]) == date(2026, 3, 16)


def test_a_pause_of_no_day_changes_nothing() -> None:
    assert deadline(date(2026, 3, 2), Clock(10), NO_DAYS_OFF, [(date(2026, 3, 5), date(2026, 3, 5))]) == date(
        2026, 3, 12
    )


def test_a_calendar_without_working_days_is_refused_instead_of_counting_for_ever() -> None:
    with pytest.raises(ValueError, match="calendar is wrong"):
        deadline(date(2026, 1, 1), WORKING, WorkCalendar(frozenset(range(1, 8)), frozenset()))


@given(DAYS, CLOCKS, PAUSES)
def test_a_deadline_never_falls_on_a_day_off_or_in_a_pause(
    start: date, clock: Clock, pauses: list[tuple[date, date]]
) -> None:
    due = deadline(start, clock, CALENDAR, pauses)
    assert CALENDAR.works(due)
    assert not any(began < due <= ended for began, ended in pauses)


@given(DAYS, CLOCKS, PAUSES)
def test_a_pause_never_shortens(start: date, clock: Clock, pauses: list[tuple[date, date]]) -> None:
    assert deadline(start, clock, CALENDAR, pauses) >= deadline(start, clock, CALENDAR)


@given(DAYS, CLOCKS, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_a_pause_cut_in_two_is_worth_the_whole(
    start: date, clock: Clock, began: date, first: int, second: int
) -> None:
    middle, end = began + timedelta(days=first), began + timedelta(days=first + second)
    whole, parts = [(began, end)], [(began, middle), (middle, end)]
    assert deadline(start, clock, CALENDAR, whole) == deadline(start, clock, CALENDAR, parts)


@given(DAYS, CLOCKS, PAUSES, st.integers(1, 30))
def test_a_later_start_or_a_longer_limit_never_ends_earlier(
    start: date, clock: Clock, pauses: list[tuple[date, date]], more: int
) -> None:
    due = deadline(start, clock, CALENDAR, pauses)
    assert deadline(start + timedelta(days=more), clock, CALENDAR, pauses) >= due
    assert deadline(start, Clock(clock.days + more, clock.unit), CALENDAR, pauses) >= due


@given(DAYS, CLOCKS, PAUSES)
def test_all_days_of_the_limit_are_used_up_on_its_last_day_and_not_before(
    start: date, clock: Clock, pauses: list[tuple[date, date]]
) -> None:
    due = deadline(start, clock, CALENDAR, pauses)
    assert days_used(start, due, clock, CALENDAR, pauses) >= clock.days
    eve = due - timedelta(days=1)
    moved_on = next_working(eve, CALENDAR, pauses) == due and eve != due
    assert days_used(start, eve, clock, CALENDAR, pauses) < clock.days or moved_on


@given(DAYS, CLOCKS)
def test_working_days_never_end_before_as_many_calendar_days(start: date, clock: Clock) -> None:
    assert deadline(start, Clock(clock.days, "working-days"), CALENDAR) >= deadline(
        start, Clock(clock.days), CALENDAR
    )


@given(DAYS, DAYS, CLOCKS)
def test_the_distance_to_a_date_changes_its_sign_at_the_date(due: date, today: date, clock: Clock) -> None:
    distance = days_from(due, today, clock, CALENDAR)
    assert (distance <= 0) or today > due
    assert (distance >= 0) or today < due
    assert days_from(due, today, Clock(1), NO_DAYS_OFF) == (today - due).days


def test_a_case_is_late_the_day_after_its_last_day() -> None:
    assert not is_late(date(2026, 3, 2), date(2026, 3, 2))
    assert is_late(date(2026, 3, 2), date(2026, 3, 3))


@given(st.lists(st.integers(-30, 30), max_size=6), st.lists(st.integers(-40, 40), min_size=1, max_size=8))
def test_each_alert_is_given_once_whenever_the_clock_is_run(offsets: list[int], runs: list[int]) -> None:
    alerts = [Alert(days, ("agent",)) for days in offsets]
    told, given_out = -32768, []
    for reached in sorted(runs):
        given_out += alerts_due(alerts, told=told, reached=reached)
        told = max(told, reached)
    assert sorted(one.days for one in given_out) == sorted(days for days in offsets if days <= max(runs))
