"""How a person was verified before."""

from dataclasses import dataclass
from datetime import datetime

from bawaba.identity.models import Proofing
from bawaba.identity.types import Level


@dataclass(frozen=True, slots=True)
class ProofingLine:
    """One verification. body: key of the officer's public body, "" for an operator's."""

    method: str
    level: Level
    body: str
    at: datetime


def list_proofings(*, person_id: int) -> list[ProofingLine]:
    """Return the verifications that stand, the latest first. One SQL query."""
    rows = Proofing.objects.filter(person_id=person_id, withdrawn_at=None).order_by("-at", "-pk")
    return [ProofingLine(row.method, Level(row.level), row.body, row.at) for row in rows]
