"""The site's epoch: when it grows, every cached page is out of date.

Each process asks the database at most once a second (`POLL_S`), so that a page served from
memory costs no query, and a change made by another process shows within that second.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import F

from bawaba.kernel.models import Epoch

PUBLIC: Final = "public"
WRITERS: Final = "audit"  # the audit's counter: its row is the queue of all writers
POLL_S: Final = 1.0

P = ParamSpec("P")
R = TypeVar("R")
_seen: dict[str, tuple[int, float]] = {}
_kept: list[dict[object, object]] = []
_memories: dict[str, tuple[int, dict[Any, Any]]] = {}  # Any: whatever its owner keeps


def queue_up() -> None:
    """Let one writer at a time past this line, until its transaction ends. One SQL query.

    Every writer takes this row before any other, so that no two wait for each other.
    """
    if not Epoch.objects.select_for_update().filter(name=WRITERS).values_list("value", flat=True):
        Epoch.objects.get_or_create(name=WRITERS)
        Epoch.objects.select_for_update().get(name=WRITERS)


def count_up(name: str) -> None:
    """Add one to a counter and hold its row until the caller's transaction ends. One SQL query."""
    if not Epoch.objects.filter(name=name).update(value=F("value") + 1):
        Epoch.objects.get_or_create(name=name)
        Epoch.objects.filter(name=name).update(value=F("value") + 1)


def read(name: str) -> int:
    """Return a counter as the database has it. One SQL query."""
    return Epoch.objects.filter(name=name).values_list("value", flat=True).first() or 0


def advance(name: str = PUBLIC) -> None:
    """Make cached pages out of date when the caller's transaction commits. Two SQL queries."""
    queue_up()
    count_up(name)
    transaction.on_commit(lambda: _seen.pop(name, None))


def current(name: str = PUBLIC) -> int:
    """Return the epoch as known to this process, at most `POLL_S` seconds old."""
    known = _seen.get(name)
    moment = time.monotonic()
    if known is not None and moment - known[1] < POLL_S:
        return known[0]
    value = read(name)
    _seen[name] = (value, moment)
    return value


def keep_for_epoch(function: Callable[P, R]) -> Callable[P, R]:
    """Let each process call `function` once per public epoch and arguments, which must be hashable.

    For small things that many pages show, such as the names of events. The result is shared between
    callers: it must not be changed.
    """
    kept: dict[object, object] = {}
    _kept.append(kept)

    @wraps(function)
    def kept_function(*args: P.args, **kwargs: P.kwargs) -> R:
        epoch = current()
        if kept.get("epoch") != epoch:
            kept.clear()
            kept["epoch"] = epoch
        key = (args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]  # type: ignore[return-value]  # put there by the line above

    return kept_function


def memory(name: str) -> dict[Any, Any]:  # Any: whatever its owner keeps
    """Return this process's memory of what `name` counts: empty again each time the counter grows.

    Its owner empties it at once when it writes, so that the writer too reads what it wrote.
    """
    value = current(name)
    known = _memories.get(name)
    if known is None or known[0] != value:
        known = _memories[name] = (value, {})
    return known[1]


def forget() -> None:
    """Forget what this process knows (tests)."""
    _seen.clear()
    _memories.clear()
    for kept in _kept:
        kept.clear()
