"""The country's working days: rest days, civil holidays and feasts, from dated data and observed dates."""

import json
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from django.conf import settings

from bawaba.casework.models import ObservedFeast
from bawaba.casework.rules.clock import WorkCalendar
from bawaba.casework.rules.holidays import Holiday, Holidays, list_holidays, read_holidays, work_calendar
from bawaba.kernel import clock
from bawaba.kernel.epochs import keep_for_epoch

BACK_YEARS: Final = 3
ON_YEARS: Final = 6


@keep_for_epoch
def working_days() -> WorkCalendar:
    """Return the working days of the country around now. One SQL query an epoch."""
    this_year = clock.today().year
    return work_calendar(known_holidays(), range(this_year - BACK_YEARS, this_year + ON_YEARS))


def holidays_of(*, year: int) -> list[Holiday]:
    """Return the country's holidays of one year, in order. One SQL query."""
    return list_holidays(known_holidays(), [year])


def known_holidays() -> Holidays:
    """Return the shipped data with the feasts observed since. One SQL query."""
    shipped = _shipped(settings.COUNTRY)
    observed = {(row.feast, row.hijri_year): row.day for row in ObservedFeast.objects.all()}
    return replace(shipped, observed={**(shipped.observed or {}), **observed})


@cache
def _shipped(country: str) -> Holidays:
    text = (resources.files("bawaba.casework") / "data" / "holidays.json").read_text("utf-8")
    return read_holidays(json.loads(text)["countries"].get(country, {}))
