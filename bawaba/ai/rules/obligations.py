"""What a level of impact obliges to, and when that is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Obligation:
    """One thing that levels oblige to.

    sections: of the directive that obliges to it; due_days: proposed; blocking: no service before it is met
    """

    code: str
    sections: str
    texts: Mapping[str, str]
    levels: Sequence[int]
    due_days: int
    blocking: bool

    def due_on(self, today: date) -> date:
        """Return the day that is proposed to the approvers."""
        return today + timedelta(days=self.due_days)


def owed(every: Sequence[Obligation], level: int, asked: Collection[str]) -> list[Obligation]:
    """Return what a level obliges to and nobody has asked for yet, blocking ones first."""
    found = [one for one in every if level in one.levels and one.code not in asked]
    return sorted(found, key=lambda one: not one.blocking)
