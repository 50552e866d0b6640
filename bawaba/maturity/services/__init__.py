"""What the maturity room writes."""

from bawaba.maturity.services.indices import import_index, import_shipped_indices
from bawaba.maturity.services.waves import (
    draw_wave_sample,
    load_method,
    open_wave,
    plan_wave,
    propose_wave,
    publish_wave,
    send_back_wave,
)

__all__ = [
    "draw_wave_sample",
    "import_index",
    "import_shipped_indices",
    "load_method",
    "open_wave",
    "plan_wave",
    "propose_wave",
    "publish_wave",
    "send_back_wave",
]
