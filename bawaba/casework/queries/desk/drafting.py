"""An answer that an upper room proposes to an agent; nothing is sent or kept by asking for it."""

from collections.abc import Sequence

from bawaba.casework.types import AnswerDraft, MessageInfo, answer_drafters


def draft_answer(*, text: str, service: str, language: str) -> AnswerDraft | None:
    """Return the first proposal of an answer to these words, or None. The queries of whoever proposes."""
    for drafter in answer_drafters.providers().values():
        found = drafter(text=text, service=service, language=language)
        if found is not None:
            return found
    return None


def waiting_message(messages: Sequence[MessageInfo]) -> str:
    """Return the person's words that no agent has answered yet, the latest messages together; else nothing."""
    waiting = []
    for one in reversed(messages):
        if not one.from_person:
            break
        waiting.append(one.text)
    return "\n".join(reversed(waiting))


def can_draft() -> bool:
    """Say whether any room proposes answers."""
    return bool(answer_drafters.providers())
