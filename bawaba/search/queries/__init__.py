"""Reads of the search room."""

from bawaba.search.queries.evaluating import RELEVANT, evaluate
from bawaba.search.queries.searching import search
from bawaba.search.queries.suggesting import suggest

__all__ = ["RELEVANT", "evaluate", "search", "suggest"]
