"""Writes of the room of AI in administrations."""

from bawaba.ai.services.deciding import give_verdict, meet_condition, set_condition
from bawaba.ai.services.importing import import_register
from bawaba.ai.services.proposing import change_purpose, propose_use_case
from bawaba.ai.services.stepping import link_assessment, take_step

__all__ = [
    "change_purpose",
    "give_verdict",
    "import_register",
    "link_assessment",
    "meet_condition",
    "propose_use_case",
    "set_condition",
    "take_step",
]
