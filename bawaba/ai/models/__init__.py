"""The tables of the room. Public to nobody outside."""

from bawaba.ai.models.life import (
    SAID_CONTEXT,
    SAID_LONGEST,
    Indicator,
    Reading,
    Review,
    Said,
    Scenario,
    Sheet,
    SiteSheet,
    Weighing,
)
from bawaba.ai.models.registers import Posting, ReferenceSystem
from bawaba.ai.models.use_cases import Condition, Duty, Incident, Step, UseCase, UseCaseText, Verdict

__all__ = [
    "SAID_CONTEXT",
    "SAID_LONGEST",
    "Condition",
    "Duty",
    "Incident",
    "Indicator",
    "Posting",
    "Reading",
    "ReferenceSystem",
    "Review",
    "Said",
    "Scenario",
    "Sheet",
    "SiteSheet",
    "Step",
    "UseCase",
    "UseCaseText",
    "Verdict",
    "Weighing",
]
