"""Words of the assistant: what is asked, what became of it, an answer with its citations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

Intent = Literal[
    "documents", "fee", "delay", "where", "how", "who", "validity", "appeal", "status", "overview"
]
Status = Literal[
    "answered",
    "clarification",
    "emergency",
    "greeting",
    "refused-out-of-scope",
    "refused-legal-advice",
    "refused-personal-data",
    "refused-injection",
    "refused-unlawful",
    "refused-abuse",
    "not-in-catalogue",
    "error",
]
Mode = Literal["extractive", "generative"]

INTENTS: Final[tuple[Intent, ...]] = (
    "documents", "fee", "delay", "where", "how", "who", "validity", "appeal", "status",
)  # fmt: skip
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
# Why an answer did not help.
REASONS: Final = ("wrong-service", "incomplete", "unclear", "outdated", "other")
# What says nothing of a service: `abstained` in an answer.
ABSTAINING: Final[frozenset[Status]] = frozenset(
    {
        "greeting", "refused-out-of-scope", "refused-legal-advice", "refused-personal-data",
        "refused-injection", "refused-unlawful", "refused-abuse", "not-in-catalogue", "error",
    }
)  # fmt: skip
ANSWER_LANGUAGES: Final = ("ar", "fr", "en")


@dataclass(frozen=True, slots=True)
class Citation:
    """A fact as the catalogue says it.

    field:    where it stands in the record (`documents`, `fee`, `titles`)
    quote:    the field's own words, or its value as the page writes it
    language: what the quote is written in, empty for a bare value
    version:  number of the published revision; as_of: when it was verified, or else published
    """

    service_id: str
    field: str
    quote: str
    url: str
    as_of: date | None = None
    language: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked and what the catalogue says of it, in sentences; missing when it says nothing.

    lines: what stands in a list below the text; generated: a language model joined the quotations
    """

    intent: str
    text: str
    lines: Sequence[str] = ()
    citations: Sequence[Citation] = ()
    missing: bool = False
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A service to choose when several are close."""

    service_id: str
    title: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A number to call first, with what it is for and where that was read.

    number: empty where `name` quotes the catalogue's own entry on whom to call
    """

    number: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got.

    language: detected, of the question; written_in: language of the answer
    ranking:  identifiers of the services found, best first
    """

    question: str
    language: str
    written_in: str
    status: Status
    intents: Sequence[Intent]
    lead: str
    parts: Sequence[Part] = ()
    service_id: str = ""
    title: str = ""
    url: str = ""
    choices: Sequence[Choice] = ()
    contacts: Sequence[Contact] = ()
    ranking: Sequence[str] = ()
    confidence: float = 0.0
    mode: Mode = "extractive"
    ms: float = 0.0
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def abstained(self) -> bool:
        """Say whether nothing of the catalogue was told."""
        return self.status in ABSTAINING

    @property
    def thread(self) -> str:
        """Return what the next question may be about without naming it: a service, or choices with commas."""
        return (
            self.service_id
            or ",".join(one.service_id for one in self.choices)
            or self.notes.get("before", "")
        )

    @property
    def citations(self) -> list[Citation]:
        """Return the citations of every part, each once."""
        return list(dict.fromkeys(one for part in self.parts for one in part.citations))

    @property
    def text(self) -> str:
        """Return the whole answer as plain text."""
        blocks = [" — ".join(filter(None, (one.number, one.name))) for one in self.contacts]
        blocks.append(self.lead)
        for part in self.parts:
            blocks.append("\n".join([part.text, *(f"- {line}" for line in part.lines)]))
        blocks += [f"- {choice.title}" for choice in self.choices]
        return "\n".join(block for block in blocks if block)


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and its answer that a person asked to keep."""

    question: str
    text: str
    language: str
    service_id: str
    title: str
