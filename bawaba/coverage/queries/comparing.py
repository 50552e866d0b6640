"""Plans by year side by side: sites, cost, pace, who is covered, what each wish costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bawaba.coverage.queries.scenarios import ScenarioRecord, list_scenarios


@dataclass(frozen=True, slots=True)
class Price:
    """How many sites a milestone takes with a wish and without. wish: `first` or `quota:<stratum>`"""

    wish: str
    year: int
    sites: int
    without: int

    @property
    def more(self) -> int:
        return self.sites - self.without


@dataclass(frozen=True, slots=True)
class Side:
    """One plan in the comparison, at its last milestone where no year is told.

    cost: of all its sites, None where none is assumed; most_a_year: sites opened in its busiest year
    urban, rural: shares of their people; apart: urban minus rural, in points of percent
    """

    record: ScenarioRecord
    goals: Sequence[Mapping[str, Any]]  # Any: JSON
    cost: float | None
    most_a_year: int
    urban: float | None
    rural: float | None
    prices: Sequence[Price]

    @property
    def unlimited(self) -> bool:
        return not any(goal["binding"] for goal in self.goals)

    @property
    def apart(self) -> float | None:
        return None if self.urban is None or self.rural is None else 100 * (self.urban - self.rural)


def compare_scenarios() -> list[tuple[str, list[Side]]]:
    """Return the plans by their set of targets, so that each is beside those of the same promise. One SQL query."""
    found: dict[str, list[Side]] = {}
    for record in list_scenarios():
        found.setdefault(record.target_set, []).append(_side(record))
    return list(found.items())


def _side(record: ScenarioRecord) -> Side:
    years = record.results["years"]
    strata = years[-1].get("strata", {})
    costs = [row.get("cost") for row in years]
    return Side(
        record, record.results["goals"], sum(costs) if None not in costs else None,
        max(row["opened"] for row in years), strata.get("urban"), strata.get("rural"), _prices(record),
    )  # fmt: skip


def _prices(record: ScenarioRecord) -> list[Price]:
    """Return the price of each wish; plans of before told one for all, which is the order's where it was alone."""
    told = record.results.get("prices")
    if told is None:
        alone = record.assumptions.get("host_factor", 1) != 1 and not record.assumptions.get("quotas")
        told = [{**one, "wish": "first"} for one in record.results.get("price", ()) if alone]
    return [Price(one["wish"], one["year"], one["with"], one["without"]) for one in told]
