"""Reads of the search room."""

from bawaba.search.queries.evaluating import RELEVANT, SHIPPED_QUESTIONS, evaluate, evaluate_catalogue
from bawaba.search.queries.reporting import status
from bawaba.search.queries.searching import related, search
from bawaba.search.queries.suggesting import suggest

__all__ = [
    "RELEVANT",
    "SHIPPED_QUESTIONS",
    "evaluate",
    "evaluate_catalogue",
    "related",
    "search",
    "status",
    "suggest",
]
