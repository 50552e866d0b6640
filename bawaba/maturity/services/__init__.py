"""What the maturity room writes."""

from bawaba.maturity.services.indices import import_index, import_shipped_indices
from bawaba.maturity.services.measures import contest_measure, fill_measured, settle_measure
from bawaba.maturity.services.roadmaps import change_step, make_roadmap, move_step, revise_step
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
    "change_step",
    "contest_measure",
    "draw_wave_sample",
    "fill_measured",
    "import_index",
    "import_shipped_indices",
    "load_method",
    "make_roadmap",
    "move_step",
    "open_wave",
    "plan_wave",
    "propose_wave",
    "publish_wave",
    "revise_step",
    "send_back_wave",
    "settle_measure",
]
