"""How far a cell reaches: the distance at which its link budget is spent, by bisection."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np

from bawaba.coverage.propagation import pathloss
from bawaba.coverage.propagation.entry import WALLS, EntryModel, compute_entry_loss
from bawaba.coverage.propagation.pathloss import LIMITS, NEAREST_M, Condition, Scenario

Sight = Literal["LOS", "NLOS", "any"]
STEPS: Final = 60  # halves 10 km to less than a micrometre


@dataclass(frozen=True, slots=True)
class Link:
    """A cell and a phone. depth_m: metres inside a building, None outdoors.

    edge_probability: that a phone at the edge is served; 0.5 is the median
    spread_of_entry: count the entry loss's own spread, too (its median alone is counted otherwise)
    """

    scenario: Scenario
    sight: Sight
    fc_ghz: float
    h_bs_m: float
    h_ut_m: float
    allowed_loss_db: float
    edge_probability: float = 0.5
    depth_m: float | None = None
    entry_model: EntryModel = "low-loss"
    spread_of_entry: bool = False

    @property
    def entry_loss_db(self) -> float:
        if self.depth_m is None:
            return 0.0
        return float(compute_entry_loss(model=self.entry_model, fc_ghz=self.fc_ghz, depth_m=self.depth_m))


@dataclass(frozen=True, slots=True)
class Reach:
    """radius_m: 0 when not even the nearest distance is served; range_limited: the model ends, not the cell."""

    radius_m: float
    range_limited: bool


def find_radius(link: Link) -> Reach:
    """Return how far the link reaches, never past where the path-loss model holds.

    Served is where the chance that loss stays within the budget is at least the edge probability; with
    sight "any", LOS and NLOS weigh by their probability (TR 38.901 v19, Tables 7.4.1-1 and 7.4.2-1).
    raises: ValueError when the frequency or a height is outside of the model
    """
    far = min(LIMITS[link.scenario].farthest_m(condition) for condition in _conditions(link))
    near_chance, far_chance = served_chance(link, NEAREST_M), served_chance(link, far)
    if np.isnan(near_chance):
        raise ValueError("the scenario's formulas do not hold for this frequency or these heights")
    if near_chance < link.edge_probability:
        return Reach(0.0, False)
    if far_chance >= link.edge_probability:
        return Reach(far, True)
    low, high = NEAREST_M, far
    for _ in range(STEPS):
        middle = (low + high) / 2
        if served_chance(link, middle) >= link.edge_probability:
            low = middle
        else:
            high = middle
    return Reach(low, False)


def served_chance(link: Link, d2d_m: float) -> float:
    """Return the probability, 0 to 1, that a phone at this distance is served; NaN outside of the model."""
    if link.sight != "any":
        return _chance(link, link.sight, d2d_m)
    los = float(pathloss.compute_los_probability(scenario=link.scenario, d2d_m=d2d_m, h_ut_m=link.h_ut_m))
    return los * _chance(link, "LOS", d2d_m) + (1 - los) * _chance(link, "NLOS", d2d_m)


def _conditions(link: Link) -> tuple[Condition, ...]:
    return ("LOS", "NLOS") if link.sight == "any" else (link.sight,)


def _chance(link: Link, condition: Condition, d2d_m: float) -> float:
    where = {"fc_ghz": link.fc_ghz, "d2d_m": d2d_m, "h_bs_m": link.h_bs_m, "h_ut_m": link.h_ut_m}
    loss = float(pathloss.compute_path_loss(scenario=link.scenario, condition=condition, **where))
    sigma = float(pathloss.shadow_sigma_db(scenario=link.scenario, condition=condition, **where))
    if link.spread_of_entry and link.depth_m is not None:
        sigma = float(np.hypot(sigma, WALLS[link.entry_model].sigma_db))
    return NormalDist(0, sigma).cdf(link.allowed_loss_db - link.entry_loss_db - loss)
