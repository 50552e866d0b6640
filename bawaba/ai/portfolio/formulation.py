"""A portfolio as a mixed-integer programme.

A variable says whether an item is chosen *by* a wave (in it or before), not *in* a wave. What an item needs
is then one row of two variables a wave, and one item is in one wave at most because its variables may only
rise. With items chosen *in* a wave, 250 items in 3 waves were not proven in a minute; so they are in ten
seconds. The sums up to each wave follow from the sums of each wave; written out as well, they let the solver
cut with plain knapsacks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from bawaba.ai.portfolio.instances import Plan, Portfolio

INFINITY: Final = float("inf")


@dataclass
class Programme:
    """Maximise `worth · z` with `low ≤ rows · z ≤ high`, z binary.

    worth: (n · T); rows: a mapping of column to coefficient each; the column of item i by wave t is i · T + t
    families: what each row stands for (`budget`, `org_cap`, `high_risk`, `requires`, `exclusive`, …)
    places: of a limit's row, its wave and the body it is of
    """

    waves: int
    worth: npt.NDArray[np.float64]
    rows: list[dict[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    places: list[tuple[int, int | None]] = field(default_factory=list)

    def add(
        self,
        family: str,
        terms: Iterable[tuple[int, float]],
        low: float = -INFINITY,
        high: float = INFINITY,
        place: tuple[int, int | None] = (0, None),
    ) -> None:
        row: dict[int, float] = {}
        for column, factor in terms:
            row[column] = row.get(column, 0.0) + factor
        self.rows.append({column: factor for column, factor in row.items() if factor})
        self.low.append(low)
        self.high.append(high)
        self.families.append(family)
        self.places.append(place)

    def by(self, item: int, wave: int) -> int:
        """Return the column that says whether an item is chosen by a wave."""
        return item * self.waves + wave

    def within(self, item: int, wave: int, factor: float = 1.0) -> Iterator[tuple[int, float]]:
        """Yield the terms of `factor` times whether an item is chosen in a wave."""
        yield self.by(item, wave), factor
        if wave:
            yield self.by(item, wave - 1), -factor


def formulate(portfolio: Portfolio, *, sums: bool) -> Programme:
    """Return a portfolio as a programme.

    sums: write the sums up to each wave as well, which follow from the others
    """
    waves = len(portfolio.budget)
    rates = portfolio.discount ** np.arange(waves)
    steps = np.append(rates[:-1] - rates[1:], rates[-1])
    programme = Programme(waves, np.outer(np.asarray(portfolio.value, dtype=float), steps).ravel())
    _choose(programme, portfolio)
    for family, body, members, factors, most in _limits(portfolio):
        for wave in portfolio.waves:
            limit = most[wave]
            if sum(max(0.0, factor) for factor in factors) > limit:
                terms = (term for item, factor in zip(members, factors, strict=True)
                         for term in programme.within(item, wave, factor))  # fmt: skip
                programme.add(family, terms, high=limit, place=(wave, body))
            until = sum(most[: wave + 1])
            if sums and wave and sum(max(0.0, factor) for factor in factors) > until:
                programme.add(
                    f"{family} so far",
                    (
                        (programme.by(item, wave), factor)
                        for item, factor in zip(members, factors, strict=True)
                    ),
                    high=until,
                )
    return programme


def _choose(programme: Programme, portfolio: Portfolio) -> None:
    last = programme.waves - 1
    for item in portfolio.items:
        for wave in range(1, programme.waves):
            programme.add("once", programme.within(item, wave), low=0.0)
        if item in portfolio.mandatory:
            programme.add("mandatory", [(programme.by(item, last), 1.0)], low=1.0)
    for item, needed in portfolio.requires:
        for wave in portfolio.waves:
            terms = [(programme.by(needed, wave), 1.0), (programme.by(item, wave), -1.0)]
            programme.add("requires", terms, low=0.0)
    for one, other in portfolio.exclusive:
        terms = [(programme.by(one, last), 1.0), (programme.by(other, last), 1.0)]
        programme.add("exclusive", terms, high=1.0)


def _limits(portfolio: Portfolio) -> Iterator[tuple[str, int | None, list[int], list[float], list[float]]]:
    """Yield what is limited in each wave: its name, its body, the items it counts, what each weighs, the limits."""
    yield "budget", None, list(portfolio.items), list(portfolio.cost), list(portfolio.budget)
    caps = [float(portfolio.org_cap)] * len(portfolio.budget)
    bodies: dict[int, list[int]] = {}
    for item, owner in enumerate(portfolio.org):
        bodies.setdefault(owner, []).append(item)
    for body, members in sorted(bodies.items()):
        yield "org_cap", body, members, [1.0] * len(members), caps
    risky = sorted(portfolio.high_risk)
    yield (
        "high_risk",
        None,
        risky,
        [1.0] * len(risky),
        [float(portfolio.max_high_risk_per_wave)] * len(portfolio.budget),
    )


def as_columns(programme: Programme, plan: Plan) -> npt.NDArray[np.float64]:
    """Return a plan as the programme's columns."""
    columns = np.zeros(len(programme.worth))
    for item, wave in plan.items():
        columns[programme.by(item, wave) : programme.by(item, programme.waves - 1) + 1] = 1.0
    return columns


def as_plan(programme: Programme, columns: npt.NDArray[np.float64]) -> dict[int, int]:
    """Return the columns of a solution as a plan."""
    chosen = columns.reshape(-1, programme.waves) > 0.5
    return {int(item): int(chosen[item].argmax()) for item in np.flatnonzero(chosen.any(axis=1))}
