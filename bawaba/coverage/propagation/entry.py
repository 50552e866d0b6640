"""What a building costs a signal that enters it: 3GPP TR 38.901 v19, clause 7.4.3.1."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from bawaba.coverage.propagation.pathloss import Numbers

EntryModel = Literal["low-loss", "high-loss"]
ENTRY_MODELS: Final[tuple[EntryModel, ...]] = ("low-loss", "high-loss")
LOSS_PER_METRE_DB: Final = 0.5


@dataclass(frozen=True, slots=True)
class Wall:
    """Shares of window and concrete in the outer wall, and the spread of the loss. source: Table 7.4.3-2."""

    window_share: float
    window_db: tuple[float, float]  # at 0 GHz, and per GHz (Table 7.4.3-1)
    sigma_db: float


WALLS: Final[dict[EntryModel, Wall]] = {
    "low-loss": Wall(0.3, (2.0, 0.2), 4.4),  # standard multi-pane glass
    "high-loss": Wall(0.7, (25.4, 0.11), 6.5),  # glass that reflects infrared
}
CONCRETE_DB: Final = (5.0, 4.0)


def compute_entry_loss(*, model: EntryModel, fc_ghz: Numbers | float, depth_m: Numbers | float) -> Numbers:
    """Return the median loss in dB from the street to `depth_m` metres inside. source: Tables 7.4.3-1, -2."""
    wall, fc = WALLS[model], np.asarray(fc_ghz, dtype=np.float64)
    window = 10 ** (-(wall.window_db[0] + wall.window_db[1] * fc) / 10)
    concrete = 10 ** (-(CONCRETE_DB[0] + CONCRETE_DB[1] * fc) / 10)
    through = 5 - 10 * np.log10(wall.window_share * window + (1 - wall.window_share) * concrete)
    return np.asarray(through + LOSS_PER_METRE_DB * np.asarray(depth_m, dtype=np.float64))
