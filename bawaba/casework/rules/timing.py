"""Which of the law's times a request has, by what was answered. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from bawaba.casework.types import Json, Law
from bawaba.kernel import expressions

ORDINARY = 0
"""The place of the time that holds where no condition does; the law's other times count from 1."""


def choose_time(law: Law, answers: Mapping[str, Json]) -> int:
    """Return the place of the first time whose condition holds on the answers, `ORDINARY` when none does."""
    held = dict(answers)
    places = (place for place, one in enumerate(law.times, 1) if expressions.is_true(one.when, held))
    return next(places, ORDINARY)


def law_at(law: Law, place: int) -> Law:
    """Return the law as it is for a request: its time to answer is that of the place, the others are gone."""
    if not law.times:
        return law
    chosen = law.answer if place == ORDINARY else law.times[place - 1].within
    return replace(law, answer=chosen, times=())
