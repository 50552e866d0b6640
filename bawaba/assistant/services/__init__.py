"""Writes of the assistant."""

from bawaba.assistant.services.counting import flush_counts, note_answer
from bawaba.assistant.services.handover import begin_form, send_to_office
from bawaba.assistant.services.keeping import erase_old, forget_conversation, keep_turn
from bawaba.assistant.services.rating import record_rating
from bawaba.assistant.services.team import open_desk, send_missing

__all__ = [
    "begin_form",
    "erase_old",
    "flush_counts",
    "forget_conversation",
    "keep_turn",
    "note_answer",
    "open_desk",
    "record_rating",
    "send_missing",
    "send_to_office",
]
