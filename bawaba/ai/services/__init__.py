"""Writes of the room of AI in administrations."""

from bawaba.ai.services.assessing import ask_obligations, begin_assessment, ensure_methods
from bawaba.ai.services.deciding import give_verdict, meet_condition, set_condition
from bawaba.ai.services.importing import import_register, load_registers
from bawaba.ai.services.proposing import change_purpose, propose_use_case, revise_use_case
from bawaba.ai.services.publishing import keep_site_sheets, write_sheet
from bawaba.ai.services.reviewing import score_use_case
from bawaba.ai.services.saying import moderate, say
from bawaba.ai.services.scenarios import plan_scenario, solve_scenario, stop_scenario
from bawaba.ai.services.standing_in import stand_in
from bawaba.ai.services.stepping import link_assessment, take_step
from bawaba.ai.services.watching import (
    add_indicator,
    record_periodic_review,
    report_incident,
    take_reading,
    tell_incident,
)
from bawaba.ai.services.weighing import keep_weights

__all__ = [
    "add_indicator",
    "ask_obligations",
    "begin_assessment",
    "change_purpose",
    "ensure_methods",
    "give_verdict",
    "import_register",
    "keep_site_sheets",
    "keep_weights",
    "link_assessment",
    "load_registers",
    "meet_condition",
    "moderate",
    "plan_scenario",
    "propose_use_case",
    "record_periodic_review",
    "report_incident",
    "revise_use_case",
    "say",
    "score_use_case",
    "set_condition",
    "solve_scenario",
    "stand_in",
    "stop_scenario",
    "take_reading",
    "take_step",
    "tell_incident",
    "write_sheet",
]
