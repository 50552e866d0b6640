"""Weekly counts of answers, without words or people, gathered in memory and written now and then."""

import time
from collections import Counter
from datetime import date, timedelta
from threading import Lock
from typing import Final

from django.db import connection, transaction

from bawaba.assistant.models import WeekCount
from bawaba.assistant.rules.weeks import NOT_USEFUL, USEFUL
from bawaba.assistant.types import Answer
from bawaba.kernel import clock

FLUSH_S: Final = 10.0
MOST_WAITING: Final = 500
_COUNTED: Final = "week, language, status, subject, missing"
_TABLE: Final = WeekCount._meta.db_table
_ADD: Final = (
    f"INSERT INTO {_TABLE} ({_COUNTED}, number) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608  names of ours
    f" ON CONFLICT ({_COUNTED}) DO UPDATE SET number = {_TABLE}.number + excluded.number"
)
_Key = tuple[date, str, str, str, str]
_waiting: Counter[_Key] = Counter()
_lock: Final = Lock()
_flushed: list[float] = [0.0]


def note_answer(*, answer: Answer) -> None:
    """Count an answer, and each thing asked that was missing. Anonymous, not audited.

    A write every `FLUSH_S` seconds at most; what a process had not written when it ended is not counted.
    """
    gaps = dict.fromkeys(part.intent for part in answer.parts if part.missing)
    _note([(answer.language, answer.status, answer.service_id, gap) for gap in ("", *gaps)])


def note_rating(*, useful: bool, language: str, service: str) -> None:
    """Count a rating beside the answers of its week. As `note_answer`."""
    _note([(language, USEFUL if useful else NOT_USEFUL, service, "")])


def this_week() -> date:
    """Return the Monday of this week."""
    return clock.today() - timedelta(days=clock.today().weekday())


def _note(rows: list[tuple[str, str, str, str]]) -> None:
    monday = this_week()
    with _lock:
        for row in rows:
            _waiting[monday, *row] += 1
        due = time.monotonic() - _flushed[0] >= FLUSH_S or len(_waiting) >= MOST_WAITING
    if due:
        flush_counts()


@transaction.atomic
def flush_counts() -> int:
    """Write the counts that wait; return how many rows changed. One statement, run for each row."""
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
        _flushed[0] = time.monotonic()
    if taken:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, [(*key, number) for key, number in sorted(taken.items())])
    return len(taken)
