"""The rules of a use case's life. Plain Python."""

from bawaba.ai.rules.lifecycle import NEXT, REVISED_IN, STAGES, Facts, Stage, hindrances, review_days
from bawaba.ai.rules.publishing import (
    AFFECTS,
    REGISTER_STAGES,
    SAID_STATES,
    SHEET_FIELDS,
    SITE_SHEET_FIELDS,
    becomes_public,
    changed_fields,
    impact_of,
)

__all__ = [
    "AFFECTS",
    "NEXT",
    "REGISTER_STAGES",
    "REVISED_IN",
    "SAID_STATES",
    "SHEET_FIELDS",
    "SITE_SHEET_FIELDS",
    "STAGES",
    "Facts",
    "Stage",
    "becomes_public",
    "changed_fields",
    "hindrances",
    "impact_of",
    "review_days",
]
