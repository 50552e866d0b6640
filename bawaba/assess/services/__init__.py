"""What the assess room writes."""

from bawaba.assess.services.answering import (
    add_evidence,
    plan_action,
    save_answer,
    start_assessment,
    verify_answer,
)
from bawaba.assess.services.campaigns import close_campaign, open_campaign
from bawaba.assess.services.deciding import (
    approve_assessment,
    publish_assessment,
    return_assessment,
    submit_assessment,
    supersede_assessment,
)
from bawaba.assess.services.methods import publish_method, save_method

__all__ = [
    "add_evidence",
    "approve_assessment",
    "close_campaign",
    "open_campaign",
    "plan_action",
    "publish_assessment",
    "publish_method",
    "return_assessment",
    "save_answer",
    "save_method",
    "start_assessment",
    "submit_assessment",
    "supersede_assessment",
    "verify_answer",
]
