"""Link budgets: which path loss a link of a band bears before a phone loses it.

The figures of a profile are planning assumptions of this program, named and shown with every result; an
operator's own replace them. Power per resource element, not total power, is what SS-RSRP measures
(3GPP TS 38.215, clause 5.1.1).
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

THERMAL_NOISE_DBM_HZ: Final = -174.0
SUBCARRIERS: Final = 12  # of a resource block (TS 38.211, clause 4.4.4.1)
SS_RSRP_FLOOR_DBM: Final = -110.0  # a served phone, by default


@dataclass(frozen=True, slots=True)
class BandProfile:
    """A band as it is planned: carrier, spacing, blocks (TS 38.101-1 and -2, Table 5.3.2-1), power, antenna."""

    name: str
    fc_ghz: float
    bandwidth_mhz: float
    spacing_khz: float
    blocks: int
    power_dbm: float
    antenna_gain_dbi: float
    noise_figure_db: float
    load: float

    @property
    def power_per_element_dbm(self) -> float:
        """Total power shared evenly by the subcarriers of the carrier."""
        return self.power_dbm - 10 * float(np.log10(self.blocks * SUBCARRIERS))

    @property
    def radiated_per_element_dbm(self) -> float:
        return self.power_per_element_dbm + self.antenna_gain_dbi

    @property
    def noise_per_element_dbm(self) -> float:
        return THERMAL_NOISE_DBM_HZ + 10 * float(np.log10(self.spacing_khz * 1e3)) + self.noise_figure_db


BANDS: Final[dict[str, BandProfile]] = {
    "n28": BandProfile("n28", 0.7, 10, 15, 52, 49.0, 15.0, 7.0, 0.5),  # 80 W, 4T
    "n78": BandProfile("n78", 3.5, 100, 30, 273, 53.0, 24.0, 7.0, 0.5),  # 200 W, 64T
    "n258": BandProfile("n258", 26.0, 100, 120, 66, 33.0, 29.0, 10.0, 0.5),  # 2 W, 256 elements
}


def allowed_loss_db(*, band: BandProfile, threshold_dbm: float = SS_RSRP_FLOOR_DBM) -> float:
    """Return the greatest loss in dB, everything counted, at which SS-RSRP is still `threshold_dbm`."""
    return band.radiated_per_element_dbm - threshold_dbm


def threshold_for_sinr_dbm(*, band: BandProfile, sinr_db: float, neighbour_to_noise_db: float = 0.0) -> float:
    """Return the SS-RSRP in dBm that gives `sinr_db` over noise and loaded neighbours.

    neighbour_to_noise_db: what neighbours at full load would add, over noise; it is scaled by the band's load.
    """
    rise = 10 * float(np.log10(1 + band.load * 10 ** (neighbour_to_noise_db / 10)))
    return band.noise_per_element_dbm + rise + sinr_db


def shadow_margin_db(*, edge_probability: float, sigma_db: float) -> float:
    """Return the margin that keeps the edge covered with this probability (0.5 to below 1; 0.5 is the median)."""
    return NormalDist().inv_cdf(edge_probability) * sigma_db
