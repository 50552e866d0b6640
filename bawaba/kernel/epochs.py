"""The site's epoch: when it grows, every cached page is out of date.

Each process asks the database at most once a second (`POLL_S`), so that a page served from
memory costs no query, and a change made by another process shows within that second.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from threading import Lock
from typing import Any, Final, Generic, ParamSpec, TypeVar

from django.db import connection, transaction

from bawaba.kernel import rows
from bawaba.kernel.models import Epoch

PUBLIC: Final = "public"
WRITERS: Final = "audit"  # the audit's counter: its row is the queue of all writers
POLL_S: Final = 1.0
MOST_KEPT: Final = 10_000
_VALUE: Final = f"SELECT value FROM {Epoch._meta.db_table} WHERE name = %s"  # noqa: S608  # a table's name
# On SQLite a transaction that writes holds the whole database from its start.
_HOLD: Final = {"sqlite": _VALUE, "postgresql": f"{_VALUE} FOR UPDATE"}
_ADD_ONE: Final = f"UPDATE {Epoch._meta.db_table} SET value = value + 1 WHERE name = %s"  # noqa: S608  # a table's name

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")
_seen: dict[str, tuple[int, float]] = {}
_memories: list["EpochMemory[Any, Any]"] = []  # Any: whatever each owner keeps


def queue_up() -> None:
    """Let one writer at a time past this line, until its transaction ends. One SQL query.

    Every writer takes this row before any other, so that no two wait for each other.
    """
    if not _hold(WRITERS):
        Epoch.objects.get_or_create(name=WRITERS)
        _hold(WRITERS)


def _hold(name: str) -> bool:
    return rows.run(_HOLD[connection.vendor], name).fetchone() is not None


def count_up(name: str) -> None:
    """Add one to a counter and hold its row until the caller's transaction ends. One SQL query."""
    if not _add_one(name):
        Epoch.objects.get_or_create(name=name)
        _add_one(name)


def _add_one(name: str) -> bool:
    return bool(rows.run(_ADD_ONE, name).rowcount)


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


class EpochMemory(Generic[K, V]):
    """Small things that each process keeps until a counter grows, the longest unused go first.

    most: how many are kept; name: the counter, the public epoch unless another is named.
    What is kept is shared between callers: it must not be changed.
    """

    def __init__(self, most: int = MOST_KEPT, *, name: str = PUBLIC) -> None:
        self.name = name
        self._most = most
        self._epoch = -1
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        _memories.append(self)

    def get(self, key: K, load: Callable[[], V | None]) -> V | None:
        """Return the value of `key`; `load` is asked where it is not kept, and its None is not kept."""
        epoch = current(self.name)
        with self._lock:
            if self._epoch == epoch and key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        return self.get_all([key], lambda _: {} if (value := load()) is None else {key: value}).get(key)

    def get_all(self, keys: Sequence[K], load: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """Return the values of `keys`; `load` is asked once for all that are not kept.

        A key that `load` does not know has no value.
        """
        epoch = current(self.name)
        with self._lock:
            if self._epoch != epoch:
                self._values.clear()
                self._epoch = epoch
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            loaded = load(missing)
            self._keep(loaded.items(), epoch)
            found.update(loaded)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()

    def _keep(self, pairs: Iterable[tuple[K, V]], epoch: int) -> None:
        with self._lock:
            if self._epoch != epoch:
                return
            self._values.update(pairs)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def keep_for_epoch(function: Callable[P, R]) -> Callable[P, R]:
    """Let each process call `function` once per public epoch and arguments, which must be hashable.

    For small things that many pages show, such as the names of events: an `EpochMemory` of its own.
    """
    memory: EpochMemory[object, tuple[R]] = EpochMemory()

    @wraps(function)
    def kept_function(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (args, tuple(sorted(kwargs.items())))
        (kept,) = memory.get_all([key], lambda _: {key: (function(*args, **kwargs),)}).values()
        return kept[0]

    return kept_function


def empty_memories(name: str) -> None:
    """Empty what this process keeps by a counter, so that whoever wrote reads what they wrote at once."""
    for memory in _memories:
        if memory.name == name:
            memory.clear()


def forget() -> None:
    """Forget what this process knows (tests)."""
    _seen.clear()
    for memory in _memories:
        memory.clear()
