"""One schema for the AI systems of every register.

The enumerations are the least common words of the US federal inventory of 2024 (OMB), the Dutch
Algoritmeregister and the UK's Algorithmic Transparency Recording Standard; what a register does not say is
`unknown`, never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Stage = Literal["planned", "development", "trial", "in-service", "retired", "unknown"]
Impact = Literal["rights", "safety", "both", "neither", "unknown"]
Answer = Literal["yes", "no", "in-progress", "unknown"]
Build = Literal["in-house", "contracted", "both", "unknown"]

ENUMERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": get_args(Stage),
    "impact": get_args(Impact),
    "impact_assessment": get_args(Answer),
    "personal_data": get_args(Answer),
    "built": get_args(Build),
}
"""The fields that take one word of a list; each list ends with `unknown`."""

TEXTS: Final = (
    "name", "body", "body_code", "unit", "purpose", "outputs", "topic", "legal_basis", "public_service", "url",
    "identifier", "published_on",
)  # fmt: skip
"""The fields that are text; `published_on` is a date as YYYY-MM-DD, or empty."""


@dataclass(frozen=True)
class System:
    """What a register says of one AI system.

    key: what it is called in its register for ever, so that a second import finds it again
    language: of its texts (BCP 47)
    unread: words of enumerations that the mapping does not know, by field
    """

    key: str
    language: str
    texts: Mapping[str, str]
    words: Mapping[str, str]
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def impacting(self) -> bool:
        """Tell whether it touches rights or safety."""
        return self.words["impact"] in {"rights", "safety", "both"}

    @property
    def body_key(self) -> str:
        """Return what tells bodies apart: their code where the register has one, else their name."""
        return self.texts["body_code"] or " ".join(self.texts["body"].casefold().split())


@dataclass(frozen=True)
class Refused:
    """A row that cannot become a system: its place in the file and the field with a stable reason."""

    line: int
    field: str
    reason: Literal["missing", "too-long", "not-a-row"]


Row = System | Refused
Rows = Sequence[Row]
