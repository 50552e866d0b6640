"""What the public sees of a use case, from which stage on, and what a sheet says."""

from collections.abc import Mapping, Sequence
from typing import Final

from bawaba.ai.rules.lifecycle import Stage

SHEET_FIELDS: Final = ("does", "people", "data", "decides", "objection", "contact")
"""What it does, on whom, with what data, who decides, how to object, whom to call."""

SITE_SHEET_FIELDS: Final = ("name", *SHEET_FIELDS, "technique")
"""What a system of this site says of itself: its name and how it works as well."""

AFFECTS: Final = ("rights", "safety", "information")
SAID_STATES: Final = ("waiting", "shown", "refused")

_ORDER: Final[Sequence[Stage]] = (
    "idea", "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended", "retired",
)  # fmt: skip

REGISTER_STAGES: Final[Mapping[str, str]] = {
    "idea": "planned", "qualified": "planned", "prioritised": "planned", "assessed": "planned",
    "approved": "planned", "built": "development", "in-service": "in-service", "suspended": "suspended",
    "retired": "retired", "trial": "trial", "in-use": "in-service",
}  # fmt: skip
"""A stage of a use case, or a status of a system of this site, in the words that all registers share."""


def becomes_public(stage: str, public_from: str) -> bool:
    """Tell whether a stage is the one from which the public sees a use case, or a later one."""
    return stage in _ORDER and public_from in _ORDER and _ORDER.index(stage) >= _ORDER.index(public_from)


def impact_of(affects: Sequence[str]) -> str:
    """Return what a system touches in the words that all registers share."""
    rights, safety = "rights" in affects, "safety" in affects
    return "both" if rights and safety else "rights" if rights else "safety" if safety else "neither"


def changed_fields(
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    fields: Sequence[str] = SHEET_FIELDS,
) -> list[tuple[str, str, str, str]]:
    """Return what differs between two sheets as (language, field, before, after), in a fixed order."""
    return [
        (language, field, old, new)
        for language in sorted({*before, *after})
        for field in fields
        if (old := before.get(language, {}).get(field, "")) != (new := after.get(language, {}).get(field, ""))
    ]
