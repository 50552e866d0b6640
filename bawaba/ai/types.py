"""What the room of AI hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bawaba.ai.register.schema import Refused

RegisterFormat = Literal["us-2024", "nl", "atrs"]


@dataclass(frozen=True)
class OptimisedPlan:
    """The best plan of a portfolio, with its proof.

    selection: item to wave, both from 0
    bound: no plan is worth more; gap: (bound - objective) / max(1, |objective|)
    greedy: what the plan by value for money is worth; greedy_dropped: mandatory items it found no place for
    """

    objective: float
    bound: float
    gap: float
    status: Literal["proven", "stopped"]
    selection: Mapping[int, int]
    greedy: float
    greedy_dropped: Sequence[int]
    seconds: float


@dataclass
class RegisterImport:
    """What an import of a register came to: read = imported + quarantined.

    imported: rows that are now held as they stand in the file; changed: those of them that had to be written
    bodies: distinct ones, by their code where the register has codes; impacting: on rights or safety
    """

    name: RegisterFormat
    read: int = 0
    imported: int = 0
    changed: int = 0
    bodies: int = 0
    impacting: int = 0
    quarantined: list[Refused] = field(default_factory=list)
