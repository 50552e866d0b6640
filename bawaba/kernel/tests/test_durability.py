"""What was promised is on the disk when the transaction ends."""

import os
from pathlib import Path

import pytest
from django.db import connection, transaction

from bawaba.kernel import epochs
from bawaba.kernel.durability import keep_on_disk


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were synced."""
    files: list[str] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        files.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return files


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A write-ahead log beside the database that the connection names."""
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "bawaba.sqlite3"))
    path = tmp_path / "bawaba.sqlite3-wal"
    path.write_bytes(b"frames")
    return path


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL syncs each commit by itself")
def test_the_log_is_synced_after_the_commit_and_not_before(log: Path, synced: list[str]) -> None:
    with transaction.atomic():
        epochs.advance("test-durability")
        keep_on_disk()
        assert synced == []
    assert synced == [str(log)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL syncs each commit by itself")
def test_a_transaction_that_fails_promises_nothing(log: Path, synced: list[str]) -> None:
    @transaction.atomic
    def fail() -> None:
        keep_on_disk()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert synced == []
