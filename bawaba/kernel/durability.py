"""What was promised survives a power cut: it is on the disk before the answer leaves."""

import os
from pathlib import Path

from django.db import connection, transaction


def keep_on_disk() -> None:
    """Have the caller's transaction on the disk when it ends, or an `OSError` instead of an answer.

    PostgreSQL does so for every commit, unless its `synchronous_commit` is turned off. SQLite in WAL mode
    with `synchronous=NORMAL`, which the site runs with, survives a killed program but may lose the last
    moments to a power cut, until its log is synced.
    Call it where a person is handed a receipt or a decision; it costs one fsync.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_sync_log)


def _sync_log() -> None:
    """Sync the write-ahead log; without one the database is in memory, or the log is in it already."""
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if not log.is_file():
        return
    opened = os.open(log, os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
