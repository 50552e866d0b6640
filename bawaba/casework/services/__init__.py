"""Writes of the casework room. Each takes the actor first, is atomic, and leaves one audit row."""

from bawaba.casework.services.clocks import run_clock
from bawaba.casework.services.deciding import annul_decision, confirm_decision, return_decision
from bawaba.casework.services.moving import Filled, take_step
from bawaba.casework.services.papers import decision_pdf, receipt_pdf
from bawaba.casework.services.pausing import answer_correction
from bawaba.casework.services.procedures import (
    ensure_default_procedure,
    find_procedure_faults,
    publish_procedure,
    save_procedure,
)
from bawaba.casework.services.samples import install_samples
from bawaba.casework.services.submitting import take_submission

__all__ = [
    "Filled",
    "annul_decision",
    "answer_correction",
    "confirm_decision",
    "decision_pdf",
    "ensure_default_procedure",
    "find_procedure_faults",
    "install_samples",
    "publish_procedure",
    "receipt_pdf",
    "return_decision",
    "run_clock",
    "save_procedure",
    "take_step",
    "take_submission",
]
