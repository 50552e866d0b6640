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


@dataclass(frozen=True)
class UseCaseText:
    """What a use case is called and which problem it answers, in the citizen's words."""

    language: str
    title: str
    problem: str


@dataclass(frozen=True)
class UseCaseRecord:
    """What a body proposes.

    services: identifiers of the catalogue's services it improves; needs: keys of use cases it depends on
    people: beneficiaries a year; volume: files a year; current_cost: of one file, in centimes
    current_days: how long a file takes today; data: what it needs and who holds it, as pairs
    effort_days: person-days to build; run_cost: a year, in centimes
    """

    key: str
    body: str
    texts: Sequence[UseCaseText]
    services: Sequence[str] = ()
    needs: Sequence[str] = ()
    people: int = 0
    volume: int = 0
    current_cost: int = 0
    current_days: int = 0
    data: Sequence[tuple[str, str]] = ()
    technique: str = ""
    maturity: str = ""
    vendor: str = ""
    effort_days: int = 0
    run_cost: int = 0
    risks: str = ""
    sponsor: str = ""
    high_risk: bool = False
