"""What the assess room writes."""

from bawaba.assess.services.answering import (
    save_answer,
    save_answers,
    start_assessment,
    verify_answer,
    verify_answers,
)
from bawaba.assess.services.campaigns import close_campaign, open_campaign
from bawaba.assess.services.deciding import (
    approve_assessment,
    publish_assessment,
    return_assessment,
    submit_assessment,
    supersede_assessment,
)
from bawaba.assess.services.filling import MEASURED, Filling, fill_answers
from bawaba.assess.services.methods import bring_method, publish_method, save_method
from bawaba.assess.services.planning import drop_action, finish_action, plan_action
from bawaba.assess.services.proving import (
    add_evidence,
    dismiss_contributor,
    evidence_place,
    invite_contributor,
    remove_evidence,
)
from bawaba.assess.services.reminding import send_reminders

__all__ = [
    "MEASURED",
    "Filling",
    "add_evidence",
    "approve_assessment",
    "bring_method",
    "close_campaign",
    "dismiss_contributor",
    "drop_action",
    "evidence_place",
    "fill_answers",
    "finish_action",
    "invite_contributor",
    "open_campaign",
    "plan_action",
    "publish_assessment",
    "publish_method",
    "remove_evidence",
    "return_assessment",
    "save_answer",
    "save_answers",
    "save_method",
    "send_reminders",
    "start_assessment",
    "submit_assessment",
    "supersede_assessment",
    "verify_answer",
    "verify_answers",
]
