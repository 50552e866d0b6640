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
    "human",
    "thanks",
    "greeting",
)
CHAT: Final = frozenset({"human", "thanks", "greeting"})
ONLINE: Final = "online"
# Words that a greeting may hold beside itself.
MOST_BESIDE: Final = 1
LONGEST_CHAT: Final = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says.

    intents: in the order asked; subject: its words without those that only ask
    alarms:  sections of `refusals.txt` that it touches, the strongest first
    chat:    whether it is a greeting, thanks or a wish for a person, and nothing else
    online:  whether it asks if something can be done online
    """

    intents: tuple[Intent, ...]
    subject: tuple[str, ...]
    alarms: tuple[str, ...]
    words: int
    chat: bool = False
    online: bool = False


def read_question(words: Sequence[Word], language: str, asking: PhraseBook, refusing: PhraseBook) -> Reading:
    """Return what a question asks and is about. language: as search detects it."""
    script = "ar" if language in ARABIC_SCRIPT else "latn"
    matches = asking.find(words, script)
    asked = [match for match in matches if match.phrase.section != FRAME]
    taken = _taken([match for match in matches if not match.phrase.kept])
    refused = refusing.find(words, script)
    touched = {match.phrase.section for match in refused}
    chatting = _taken([match for match in refused if match.phrase.section in CHAT])
    beside = [place for place in range(len(words)) if place not in taken | chatting]
    return Reading(
        intents=_intents(asked),
        subject=tuple(word.text for place, word in enumerate(words) if place not in taken),
        alarms=tuple(section for section in ALARMS if section in touched),
        words=len(words),
        chat=bool(chatting) and len(words) <= LONGEST_CHAT and len(beside) <= MOST_BESIDE and touched <= CHAT,
        online=any(match.phrase.section == ONLINE for match in asked),
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
