"""Official holidays from dated data: civil days of the year, and feasts of the Hijri calendar. Pure.

Hijri dates are computed by the Umm al-Qura calendar; a country that sees the moon for itself is usually
some days behind it (`lag_days`). Such a date is a forecast until the observed day is written down.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hijridate import Gregorian, Hijri

from bawaba.casework.rules.clock import WorkCalendar
from bawaba.casework.types import Json, Texts

WEEKEND: Final = frozenset({6, 7})
_KNOWN_YEARS: Final = range(1930, 2077)
"""Years for which the Umm al-Qura calendar is tabulated."""


@dataclass(frozen=True, slots=True)
class CivilDay:
    """A day off each year. since, until: the first and the last year that it is one; 0 is open."""

    key: str
    month: int
    day: int
    names: Texts
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast of the Hijri calendar. days: how many days off, from its date on."""

    key: str
    month: int
    day: int
    days: int
    names: Texts


@dataclass(frozen=True, slots=True)
class Holidays:
    """A country's days off. observed: (feast, Hijri year) → the day on which it began."""

    rest_days: frozenset[int] = WEEKEND
    civil: tuple[CivilDay, ...] = ()
    feasts: tuple[Feast, ...] = ()
    lag_days: int = 0
    observed: Mapping[tuple[str, int], date] | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day off. forecast: its date follows the moon and was not observed yet."""

    day: date
    key: str
    names: Texts
    forecast: bool


def read_holidays(data: Mapping[str, Json]) -> Holidays:
    """Return a country's days off as its data spells them (data/holidays.json)."""
    return Holidays(
        rest_days=frozenset(data.get("rest_days", WEEKEND)),
        civil=tuple(CivilDay(**_known(one, CivilDay)) for one in data.get("civil", ())),
        feasts=tuple(Feast(**_known(one, Feast)) for one in data.get("feasts", ())),
        lag_days=int(data.get("lag_days", 0)),
        observed={
            (one["feast"], int(one["hijri_year"])): date.fromisoformat(one["day"])
            for one in data.get("observed", ())
        },
    )


def list_holidays(holidays: Holidays, years: Iterable[int]) -> list[Holiday]:
    """Return the days off of these years but the weekly rest days, in order."""
    wanted = set(years)
    found = [*_civil_days(holidays, wanted), *_feast_days(holidays, wanted)]
    return sorted(found, key=lambda one: (one.day, one.key))


def work_calendar(holidays: Holidays, years: Iterable[int]) -> WorkCalendar:
    """Return the working days of these years; in other years only rest days are off."""
    return WorkCalendar(holidays.rest_days, frozenset(one.day for one in list_holidays(holidays, years)))


def _civil_days(holidays: Holidays, years: set[int]) -> Iterator[Holiday]:
    for year in sorted(years):
        for one in holidays.civil:
            if one.since <= year and (not one.until or year <= one.until):
                yield Holiday(date(year, one.month, one.day), one.key, one.names, forecast=False)


def _feast_days(holidays: Holidays, years: set[int]) -> Iterator[Holiday]:
    hijri_years = {
        Gregorian(year, month, 1).to_hijri().year + step
        for year in years & set(_KNOWN_YEARS)
        for month in (1, 12)
        for step in (-1, 0, 1)
    }
    for hijri_year in sorted(hijri_years):
        for feast in holidays.feasts:
            first, forecast = first_day(holidays, feast, hijri_year)
            for place in range(feast.days):
                day = first + timedelta(days=place)
                if day.year in years:
                    yield Holiday(day, feast.key, feast.names, forecast)


def first_day(holidays: Holidays, feast: Feast, hijri_year: int) -> tuple[date, bool]:
    """Return the first day of a feast in a Hijri year, and whether it is a forecast."""
    seen = (holidays.observed or {}).get((feast.key, hijri_year))
    if seen is not None:
        return seen, False
    computed = Hijri(hijri_year, feast.month, feast.day).to_gregorian()
    return date(computed.year, computed.month, computed.day) + timedelta(days=holidays.lag_days), True


def _known(data: Mapping[str, Json], kind: type) -> dict[str, Json]:
    return {name: data[name] for name in kind.__dataclass_fields__ if name in data}  # type: ignore[attr-defined]  # a dataclass
