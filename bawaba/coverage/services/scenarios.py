"""Keep a plan by year, with the shares that its sites cover as counted here, not as it says."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.points import Points, chord_m
from bawaba.coverage.errors import CoveragePlaceNotFound, PlanInvalid
from bawaba.coverage.models import Cell, Layer, Scenario, ScenarioSite, TargetSet
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.rules.rollup import roll_up
from bawaba.coverage.services.layers import check_may_import
from bawaba.coverage.services.shares import write_shares
from bawaba.coverage.siting.pairs import Grid
from bawaba.kernel import audit, clock, epochs, rows
from bawaba.kernel.actors import Actor

CLOSE: Final = 1e-3  # told shares may differ from counted ones by this


@transaction.atomic
def keep_scenario(*, actor: Actor, told: Mapping[str, Any]) -> bool:  # Any: JSON
    """Keep a scenario as `queries.plan_by_year` tells it; one that is there already stays as it is.

    Returns whether it is new.
    raises: PermissionDenied, AreasMissing, CoveragePlaceNotFound, PlanInvalid
    """
    check_may_import(actor)
    if Scenario.objects.filter(key=told["key"]).exists():
        return False
    people = Layer.objects.filter(kind="people", digest=told["manifest"]["people"]["digest"]).first()
    if people is None:
        raise CoveragePlaceNotFound(_("The people that this plan was made for are not imported."))
    row = Scenario.objects.create(
        key=told["key"], names=told["names"], people=people, assumptions=told["assumptions"],
        target_set=TargetSet.objects.filter(key=told["target_set"]).first(), manifest=told["manifest"],
        results=told["results"], made_at=clock.now(),
    )  # fmt: skip
    rows.insert_many(
        ScenarioSite,
        ("scenario_id", "year", "lon", "lat", "radius_m", "area", "host_city"),
        ((row.pk, *site) for site in told["sites"]),
    )
    _count(row, told)
    audit.record(
        actor=actor, verb="coverage.scenario-kept", target=row,
        detail={"key": row.key, "sites": len(told["sites"]), "people": people.digest},
    )  # fmt: skip
    epochs.advance()
    return True


def _count(row: Scenario, told: Mapping[str, Any]) -> None:  # Any: JSON
    """Write the shares by year and area. raises: PlanInvalid where the plan says other shares"""
    cells = list(Cell.objects.filter(layer=row.people).values_list("lon", "lat", "people", "area"))
    table = np.array([cell[:3] for cell in cells], dtype=np.float64)
    areas, ground = [cell[3] for cell in cells], load_ground()
    first = _first_years(table[:, :2], told["sites"])
    milestones = {goal["year"] for goal in told["results"]["goals"]}
    for one in told["results"]["years"]:
        covered = np.where(first <= one["year"], table[:, 2], 0)
        if abs(covered.sum() / table[:, 2].sum() - one["share"]) > CLOSE:
            raise PlanInvalid(_("The sites of this plan do not cover what it says."))
        values = np.column_stack([table[:, 2], covered, np.zeros((len(table), 2))])
        counted = roll_up(areas, values, ground.areas)
        if one["year"] not in milestones:
            counted = [share for share in counted if share.level != "commune"]
        write_shares(counted, basis="planned", scenario_id=row.pk, year=one["year"], place="outdoor")


def _first_years(places: NDArray[np.float64], sites: Sequence[Sequence[Any]]) -> NDArray[np.float64]:
    """Return the year in which each cell is first covered, infinite for never."""
    first = np.full(len(places), np.inf)
    if not sites:
        return first
    where = np.array([site[1:3] for site in sites], dtype=np.float64)
    radii = chord_m(np.array([site[3] for site in sites], dtype=np.float64))
    grid = Grid(Points("", True, places, {}).metres, float(radii.max()))
    years = np.array([site[0] for site in sites], dtype=np.float64)
    for chunk in grid.find(Points("", True, where, {}).metres, radii):
        owners = np.repeat(np.arange(len(chunk.starts) - 1), np.diff(chunk.starts)) + chunk.first
        np.minimum.at(first, grid.order[chunk.cells], years[owners])
    return first
