"""Path loss, line-of-sight probability and shadow fading of 3GPP TR 38.901 v19, clause 7.4.

Distances and heights in metres, frequencies in GHz, losses in dB. Every function takes numpy arrays that
broadcast against each other. The effective environment height is 1 m and c is 3·10⁸ m/s, as in the table.
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Scenario = Literal["UMa", "UMi", "RMa"]
Condition = Literal["LOS", "NLOS"]
SCENARIOS: Final[tuple[Scenario, ...]] = ("UMa", "UMi", "RMa")

LIGHT_M_S: Final = 3e8
ENVIRONMENT_HEIGHT_M: Final = 1.0
NEAREST_M: Final = 10.0
BUILDING_HEIGHT_M: Final = 5.0  # RMa's default h
STREET_WIDTH_M: Final = 20.0  # RMa's default W


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a scenario's formulas hold (Table 7.4.1-1 and its note on frequencies), bounds included."""

    los_m: float
    nlos_m: float
    fc_ghz: tuple[float, float]
    h_bs_m: tuple[float, float]
    h_ut_m: tuple[float, float]
    default_h_bs_m: float

    def farthest_m(self, condition: Condition) -> float:
        return self.los_m if condition == "LOS" else self.nlos_m


# The table names one height of the station for UMa (25 m) and UMi (10 m) and a range for RMa. The urban
# formulas take the height as a variable: heights above the environment's and up to RMa's are evaluated.
LIMITS: Final[dict[Scenario, Limits]] = {
    "UMa": Limits(5_000, 5_000, (0.5, 100), (1.5, 150), (1.5, 22.5), 25),
    "UMi": Limits(5_000, 5_000, (0.5, 100), (1.5, 150), (1.5, 22.5), 10),
    "RMa": Limits(10_000, 5_000, (0.5, 30), (10, 150), (1, 10), 35),
}


def compute_path_loss(
    *,
    scenario: Scenario,
    condition: Condition,
    fc_ghz: Numbers | float,
    d2d_m: Numbers | float,
    h_bs_m: Numbers | float,
    h_ut_m: Numbers | float,
) -> Numbers:
    """Return the median path loss in dB, NaN where the scenario's formulas do not hold.

    d2d_m: distance on the ground, 10 m to 5 km (RMa LOS: 10 km)
    source: TR 38.901 v19, Table 7.4.1-1
    """
    given = (np.asarray(value, dtype=np.float64) for value in (fc_ghz, d2d_m, h_bs_m, h_ut_m))
    fc, d2d, bs, ut = np.broadcast_arrays(*given)
    holds = is_in_range(scenario=scenario, condition=condition, fc_ghz=fc, d2d_m=d2d, h_bs_m=bs, h_ut_m=ut)
    result = np.full(fc.shape, np.nan)
    fc, d2d, bs, ut = fc[holds], d2d[holds], bs[holds], ut[holds]
    case = _Case(fc, d2d, np.hypot(d2d, bs - ut), bs, ut)
    loss = _LOS[scenario](case)
    if condition == "NLOS":
        loss = np.maximum(loss, _NLOS[scenario](case))
    result[holds] = loss
    return result


def is_in_range(
    *,
    scenario: Scenario,
    condition: Condition,
    fc_ghz: Numbers | float,
    d2d_m: Numbers | float,
    h_bs_m: Numbers | float,
    h_ut_m: Numbers | float,
) -> NDArray[np.bool_]:
    """Say where the scenario's formulas hold. source: Table 7.4.1-1, applicability range and notes."""
    limits = LIMITS[scenario]
    spans = (
        (fc_ghz, limits.fc_ghz),
        (d2d_m, (NEAREST_M, limits.farthest_m(condition))),
        (h_bs_m, limits.h_bs_m),
        (h_ut_m, limits.h_ut_m),
    )
    held = [(np.asarray(value) >= low) & (np.asarray(value) <= high) for value, (low, high) in spans]
    return np.asarray(np.logical_and.reduce(np.broadcast_arrays(*held)), dtype=np.bool_)


def urban_breakpoint_m(*, fc_ghz: Numbers, h_bs_m: Numbers, h_ut_m: Numbers) -> Numbers:
    """Return d'BP = 4 h'BS h'UT fc / c of UMa and UMi. source: Table 7.4.1-1, note 1."""
    heights = (h_bs_m - ENVIRONMENT_HEIGHT_M) * (h_ut_m - ENVIRONMENT_HEIGHT_M)
    return 4 * heights * fc_ghz * 1e9 / LIGHT_M_S


def rural_breakpoint_m(*, fc_ghz: Numbers, h_bs_m: Numbers, h_ut_m: Numbers) -> Numbers:
    """Return dBP = 2 π hBS hUT fc / c of RMa. source: Table 7.4.1-1, note 5."""
    return 2 * np.pi * h_bs_m * h_ut_m * fc_ghz * 1e9 / LIGHT_M_S


def compute_los_probability(
    *, scenario: Scenario, d2d_m: Numbers | float, h_ut_m: Numbers | float = 1.5
) -> Numbers:
    """Return the probability of line of sight, 0 to 1. source: TR 38.901 v19, Table 7.4.2-1."""
    distance, height = np.broadcast_arrays(
        np.asarray(d2d_m, dtype=np.float64), np.asarray(h_ut_m, dtype=np.float64)
    )
    if scenario == "RMa":
        return np.asarray(np.where(distance <= 10, 1.0, np.exp(-(distance - 10) / 1000)))
    decay = 36.0 if scenario == "UMi" else 63.0
    near = 18 / np.maximum(distance, 18)
    chance = near + np.exp(-distance / decay) * (1 - near)
    if scenario == "UMa":
        tall = (np.clip(height - 13, 0, 10) / 10) ** 1.5
        chance = chance * (1 + tall * 1.25 * (distance / 100) ** 3 * np.exp(-distance / 150))
    return np.asarray(np.where(distance <= 18, 1.0, chance))


def shadow_sigma_db(
    *,
    scenario: Scenario,
    condition: Condition,
    fc_ghz: Numbers | float,
    d2d_m: Numbers | float,
    h_bs_m: Numbers | float,
    h_ut_m: Numbers | float,
) -> Numbers:
    """Return the standard deviation of shadow fading in dB. source: Table 7.4.1-1."""
    given = (np.asarray(value, dtype=np.float64) for value in (fc_ghz, d2d_m, h_bs_m, h_ut_m))
    fc, d2d, bs, ut = np.broadcast_arrays(*given)
    if scenario == "RMa" and condition == "LOS":
        near = d2d < rural_breakpoint_m(fc_ghz=fc, h_bs_m=bs, h_ut_m=ut)
        return np.asarray(np.where(near, 4.0, 6.0))
    return np.full(fc.shape, _SIGMAS[scenario, condition])


_SIGMAS: Final[dict[tuple[Scenario, Condition], float]] = {
    ("UMa", "LOS"): 4.0,
    ("UMa", "NLOS"): 6.0,
    ("UMi", "LOS"): 4.0,
    ("UMi", "NLOS"): 7.82,
    ("RMa", "NLOS"): 8.0,
}


class _Case(NamedTuple):
    """What the formulas see: GHz and metres."""

    fc: Numbers
    d2d: Numbers
    d3d: Numbers
    bs: Numbers
    ut: Numbers


def _urban_los(start: float, slope: float, past: float, case: _Case) -> Numbers:
    turn = urban_breakpoint_m(fc_ghz=case.fc, h_bs_m=case.bs, h_ut_m=case.ut)
    common = start + 20 * np.log10(case.fc)
    before = common + slope * np.log10(case.d3d)
    after = common + 40 * np.log10(case.d3d) - past * np.log10(turn**2 + (case.bs - case.ut) ** 2)
    return np.where(case.d2d <= turn, before, after)


def _uma_los(case: _Case) -> Numbers:
    return _urban_los(28.0, 22.0, 9.0, case)


def _umi_los(case: _Case) -> Numbers:
    return _urban_los(32.4, 21.0, 9.5, case)


def _rma_los(case: _Case) -> Numbers:
    turn = rural_breakpoint_m(fc_ghz=case.fc, h_bs_m=case.bs, h_ut_m=case.ut)
    before = _rma_near(case.fc, case.d3d)
    after = _rma_near(case.fc, turn) + 40 * np.log10(case.d3d / turn)
    return np.where(case.d2d <= turn, before, after)


def _rma_near(fc: Numbers, distance: Numbers) -> Numbers:
    h = BUILDING_HEIGHT_M
    return np.asarray(
        20 * np.log10(40 * np.pi * distance * fc / 3)
        + min(0.03 * h**1.72, 10) * np.log10(distance)
        - min(0.044 * h**1.72, 14.77)
        + 0.002 * np.log10(h) * distance
    )


def _uma_nlos(case: _Case) -> Numbers:
    return np.asarray(13.54 + 39.08 * np.log10(case.d3d) + 20 * np.log10(case.fc) - 0.6 * (case.ut - 1.5))


def _umi_nlos(case: _Case) -> Numbers:
    return np.asarray(22.4 + 35.3 * np.log10(case.d3d) + 21.3 * np.log10(case.fc) - 0.3 * (case.ut - 1.5))


def _rma_nlos(case: _Case) -> Numbers:
    h = BUILDING_HEIGHT_M
    return np.asarray(
        161.04
        - 7.1 * np.log10(STREET_WIDTH_M)
        + 7.5 * np.log10(h)
        - (24.37 - 3.7 * (h / case.bs) ** 2) * np.log10(case.bs)
        + (43.42 - 3.1 * np.log10(case.bs)) * (np.log10(case.d3d) - 3)
        + 20 * np.log10(case.fc)
        - (3.2 * np.log10(11.75 * case.ut) ** 2 - 4.97)
    )


_LOS: Final = {"UMa": _uma_los, "UMi": _umi_los, "RMa": _rma_los}
_NLOS: Final = {"UMa": _uma_nlos, "UMi": _umi_nlos, "RMa": _rma_nlos}
