"""Reads of the search room."""

from bawaba.search.queries.searching import search
from bawaba.search.queries.suggesting import suggest

__all__ = ["search", "suggest"]
