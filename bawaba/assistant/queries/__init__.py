"""Reads of the assistant."""

from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.evaluating import OWN_QUESTIONS, TITLE_CATALOGUE, TITLE_QUESTIONS, evaluate
from bawaba.assistant.queries.streaming import show_answer, stream
from bawaba.assistant.queries.turns import kept_turns

__all__ = [
    "OWN_QUESTIONS",
    "TITLE_CATALOGUE",
    "TITLE_QUESTIONS",
    "ask",
    "evaluate",
    "kept_turns",
    "show_answer",
    "stream",
]
