"""A question taken apart: what it asks for, what it is about, and whether it is one to refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.rules.phrases import Match, PhraseBook, Word
from bawaba.assistant.types import INTENTS, Intent

FRAME: Final = "frame"
ARABIC_SCRIPT: Final = frozenset({"ar", "darija"})
# The section of refusals that is strongest comes first.
ALARMS: Final = (
    "injection",
    "distress",
    "emergency",
    "personal",
    "legal-advice",
    "abuse",
    "out-of-scope",
    "greeting",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says.

    intents: in the order asked; subject: its words without those that only ask
    alarms:  sections of `refusals.txt` that it touches, the strongest first
    """

    intents: tuple[Intent, ...]
    subject: tuple[str, ...]
    alarms: tuple[str, ...]
    words: int


def read_question(words: Sequence[Word], language: str, asking: PhraseBook, refusing: PhraseBook) -> Reading:
    """Return what a question asks and is about. language: as search detects it."""
    script = "ar" if language in ARABIC_SCRIPT else "latn"
    matches = asking.find(words, script)
    asked = [match for match in matches if match.phrase.section != FRAME]
    taken = _taken([match for match in matches if not match.phrase.kept])
    touched = {match.phrase.section for match in refusing.find(words, script)}
    return Reading(
        intents=_intents(asked),
        subject=tuple(word.text for place, word in enumerate(words) if place not in taken),
        alarms=tuple(section for section in ALARMS if section in touched),
        words=len(words),
    )


def _intents(asked: Sequence[Match]) -> tuple[Intent, ...]:
    """Return what is asked, each once; of two phrases over the same words the longer one counts."""
    kept: list[Match] = []
    for match in sorted(asked, key=lambda one: (one.start - one.end, one.start)):
        inside = any(other.start <= match.start and match.end <= other.end for other in kept)
        same_words = any(other.start == match.start and other.end == match.end for other in kept)
        if not inside or same_words:
            kept.append(match)
    named = [match.phrase.section for match in sorted(kept, key=lambda one: one.start)]
    return tuple(name for name in dict.fromkeys(named) if name in INTENTS)


def _taken(matches: Sequence[Match]) -> set[int]:
    return {place for match in matches for place in range(match.start, match.end)}
