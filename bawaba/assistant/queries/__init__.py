"""Reads of the assistant."""

from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.drafting import draft_answer
from bawaba.assistant.queries.evaluating import (
    DRAWN_QUESTIONS,
    ENGLISH_QUESTIONS,
    OWN_QUESTIONS,
    TITLE_CATALOGUE,
    TITLE_QUESTIONS,
    evaluate,
)
from bawaba.assistant.queries.evaluating_drafts import OWN_MESSAGES, evaluate_drafts
from bawaba.assistant.queries.redacting import REDACTION_DEV, REDACTION_TEST, evaluate_redaction
from bawaba.assistant.queries.requests import Progress, forms_for, own_progress, own_requests
from bawaba.assistant.queries.streaming import show_answer, stream
from bawaba.assistant.queries.team import missing_fields, poor_answers, team_weeks, unanswered_groups
from bawaba.assistant.queries.telling import model_is_set, tell, tell_by_part
from bawaba.assistant.queries.turns import kept_turns

__all__ = [
    "DRAWN_QUESTIONS",
    "ENGLISH_QUESTIONS",
    "OWN_MESSAGES",
    "OWN_QUESTIONS",
    "REDACTION_DEV",
    "REDACTION_TEST",
    "TITLE_CATALOGUE",
    "TITLE_QUESTIONS",
    "Progress",
    "ask",
    "draft_answer",
    "evaluate",
    "evaluate_drafts",
    "evaluate_redaction",
    "forms_for",
    "kept_turns",
    "missing_fields",
    "model_is_set",
    "own_progress",
    "own_requests",
    "poor_answers",
    "show_answer",
    "stream",
    "team_weeks",
    "tell",
    "tell_by_part",
    "unanswered_groups",
]
