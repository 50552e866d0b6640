"""Writes of the casework room. Each takes the actor first, is atomic, and leaves one audit row."""

from bawaba.casework.services.clocks import run_clock
from bawaba.casework.services.corrections import correction_place
from bawaba.casework.services.deciding import annul_decision, confirm_decision, return_decision
from bawaba.casework.services.deliveries import deliver_overdue, forget_deliveries, resend_delivery
from bawaba.casework.services.desk.assigning import assign_case
from bawaba.casework.services.desk.notes import add_note
from bawaba.casework.services.messages import send_message
from bawaba.casework.services.moving import Filled, take_step
from bawaba.casework.services.papers import decision_pdf, receipt_pdf
from bawaba.casework.services.pausing import answer_correction
from bawaba.casework.services.procedures import (
    ensure_default_procedure,
    find_procedure_faults,
    publish_procedure,
    save_procedure,
)
from bawaba.casework.services.replying import end_reply_address, keep_reply_address, name_reply_address
from bawaba.casework.services.requests import (
    begin_draft,
    correct_request,
    draft_place,
    send_office_message,
    submit_begun,
    submit_request,
    withdraw_request,
)
from bawaba.casework.services.samples import install_samples
from bawaba.casework.services.submitting import take_submission
from bawaba.casework.services.webhooks import (
    add_webhook,
    change_webhook,
    pause_webhook,
    ping_webhook,
    remove_webhook,
    resume_webhook,
    rotate_webhook_secret,
)

__all__ = [
    "Filled",
    "add_note",
    "add_webhook",
    "annul_decision",
    "answer_correction",
    "assign_case",
    "begin_draft",
    "change_webhook",
    "confirm_decision",
    "correct_request",
    "correction_place",
    "decision_pdf",
    "deliver_overdue",
    "draft_place",
    "end_reply_address",
    "ensure_default_procedure",
    "find_procedure_faults",
    "forget_deliveries",
    "install_samples",
    "keep_reply_address",
    "name_reply_address",
    "pause_webhook",
    "ping_webhook",
    "publish_procedure",
    "receipt_pdf",
    "remove_webhook",
    "resend_delivery",
    "resume_webhook",
    "return_decision",
    "rotate_webhook_secret",
    "run_clock",
    "save_procedure",
    "send_message",
    "send_office_message",
    "submit_begun",
    "submit_request",
    "take_step",
    "take_submission",
    "withdraw_request",
]
