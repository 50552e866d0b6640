"""The criteria of reviewers, from the file that ships."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from bawaba.ai.rules.criteria import Criterion

FILE = Path(__file__).resolve().parent.parent / "data" / "criteria.yaml"


@cache
def list_criteria() -> Sequence[Criterion]:
    """Return what reviewers score. No SQL query."""
    rows = import_module("yaml").safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Criterion(**row) for row in rows)
