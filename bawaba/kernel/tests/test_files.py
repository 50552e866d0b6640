"""Files: what they are is read from their bytes; they lie sealed; they leave through a guard."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel import clock, files, jobs, sealing
from bawaba.kernel.errors import DomainError
from bawaba.kernel.files import scanning, stored, sweeping
from bawaba.kernel.files.clamd import ping_clamd, scan_with_clamd
from bawaba.kernel.models import AuditEntry, StoredFile
from bawaba.kernel.tests.clamd_server import running_clamd
from bawaba.kernel.tests.factories import PERSON
from bawaba.kernel.tests.file_samples import (
    EICAR,
    make_harmful_pdf,
    make_huge_jpeg,
    make_jpeg,
    make_pdf,
    make_pdf_with,
    make_png,
    make_webp,
    make_zip,
)


@pytest.fixture(autouse=True)
def _storage_in_memory(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


@pytest.fixture
def purpose() -> Iterator[str]:
    yield "test"
    files.guards._providers.pop("test", None)
    files.scanners._providers.pop("test", None)


def keep(content: bytes, name: str = "scan.pdf", **more: Any) -> files.FileInfo:
    return files.receive(actor=PERSON, chunks=[content], name=name, purpose="test", subject="draft-1", **more)


@pytest.mark.parametrize(
    ("content", "name", "wanted"),
    [
        (make_pdf(), "a.pdf", "application/pdf"),
        (make_png(), "photo.PNG", "image/png"),
        (make_jpeg(), "photo.jpeg", "image/jpeg"),
    ],
)
@pytest.mark.django_db
def test_the_type_is_read_from_the_content(content: bytes, name: str, wanted: str) -> None:
    kept = keep(content, name)
    assert kept.media_type == wanted
    assert b"".join(files.read(key=kept.key)) == content
    assert AuditEntry.objects.get().verb == "kernel.file-received"


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.pdf", files.FileEmpty),
        (make_zip(), "a.pdf", files.FileTypeRefused),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.svg", files.FileTypeRefused),
        (b"<html>", "a.pdf", files.FileTypeRefused),
        (b"MZ\x90\x00", "a.exe", files.FileTypeRefused),
        (make_png(), "a.pdf", files.FileNameMisleads),
        (make_pdf(), "a.pdf.exe", files.FileNameMisleads),
        (make_pdf() + make_zip(), "a.pdf", files.FileDamaged),
        (make_png() + b"<?php 1 ?>", "a.png", files.FileDamaged),
        (make_jpeg() + make_zip(), "a.jpg", files.FileDamaged),
        (make_pdf()[:-12], "a.pdf", files.FileDamaged),
        (b"%PDF-1.7\nnothing\n%%EOF", "a.pdf", files.FileDamaged),
        (make_png(60_000, 1)[:16] + b"\x00\x00\xea\x60" * 2 + make_png()[24:], "a.png", files.FileDamaged),
        (make_huge_jpeg(), "a.jpg", files.FileDamaged),
        (make_png(9_000, 6_600), "a.png", None),
        (make_webp(), "a.webp", None),
        (make_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "a.pdf", files.FileLocked),
        (make_pdf_with("javascript"), "a.pdf", files.FileActive),
        (make_pdf_with("launch"), "a.pdf", files.FileActive),
        (make_pdf_with("attachment"), "a.pdf", files.FileActive),
        (make_pdf_with("bomb"), "a.pdf", files.FileOversized),
        (make_pdf(pages=301), "a.pdf", files.FileOversized),
    ],
)
@pytest.mark.django_db
def test_hostile_files_are_refused_and_large_honest_ones_are_not(
    content: bytes, name: str, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        assert keep(content, name).size == len(content)
        return
    with pytest.raises(refusal) as refused:
        keep(content, name)
    assert not StoredFile.objects.exists()
    told = set()
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            told.add(f"{refused.value} {refused.value.next_step}")
    assert len(told) == 3, "it is said in the reader's language"


@pytest.mark.django_db
def test_a_file_is_refused_as_soon_as_it_is_too_large() -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 100

    with pytest.raises(files.FileTooLarge):
        files.receive(
            actor=PERSON, chunks=endless(), name="a.pdf", purpose="test", subject="s", most_bytes=1_000
        )
    assert read == 11


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\شهادة.pdf", "شهادة.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("bell\x07\u202egnp.pdf", "bellgnp.pdf"),
        ("scan", "scan.pdf"),
        ("", "document.pdf"),
        ("a" * 500 + ".pdf", "a" * 108 + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, kept: str) -> None:
    assert files.clean_name(given_name, "application/pdf") == kept


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_fault(content: bytes) -> None:
    assert files.sniff(content) in {"", *files.TYPES}
    for head in (
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF1234WEBP",
        b"%PDF-",
        b"\x00\x00\x00\x18ftypheic",
    ):
        whole = head + content
        assert files.sniffing.is_whole(whole, files.sniff(whole)) in {True, False}


@pytest.mark.django_db
def test_content_and_name_lie_sealed() -> None:
    kept = keep(make_pdf("Amina Alaoui"), "amina.pdf")
    row = StoredFile.objects.get()
    with default_storage.open(f"sealed/{kept.key[:2]}/{kept.key}") as file:
        assert b"Amina" not in file.read()
    assert b"amina" not in bytes(row.sealed_name)
    assert len(kept.key) >= 32


def test_pieces_open_in_their_own_order_and_whole_only() -> None:
    content = bytes(range(256)) * 3_000
    pieces = list(stored.seal_pieces(content, "k"))
    assert len(pieces) == 3
    assert b"".join(stored.open_pieces(io.BytesIO(b"".join(pieces)), "k", len(content))) == content
    shorter = len(content) - 300_000
    for changed, size in (
        ([pieces[1], pieces[0], pieces[2]], len(content)),
        (pieces[:2], len(content)),
        (pieces, shorter),
    ):
        with pytest.raises(sealing.CannotUnseal):
            list(stored.open_pieces(io.BytesIO(b"".join(changed)), "k", size))


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    with running_clamd(most_mb=1) as address:
        yield address


def register_clamd(address: str) -> None:
    files.scanners.register("test", partial(scan_with_clamd, address))


def test_clamd_names_what_it_finds(clamd: str) -> None:
    assert scan_with_clamd(clamd, [make_pdf()]) == ""
    assert (
        scan_with_clamd(clamd, [b"x" * 70_000, EICAR[:20], EICAR[20:]]) == "Eicar-Test-Signature.UNOFFICIAL"
    )
    assert ping_clamd(clamd)
    assert not ping_clamd("unix:///nowhere/clamd.sock")


def test_a_file_above_clamds_own_limit_is_not_called_clean(clamd: str) -> None:
    with pytest.raises(files.ScannerUnavailable):
        scan_with_clamd(clamd, [b"x" * 500_000] * 4)


@pytest.mark.django_db(transaction=True)
def test_a_file_waits_until_the_scanner_has_read_it(purpose: str, clamd: str) -> None:
    register_clamd(clamd)
    clean, harmful = keep(make_pdf()), keep(make_harmful_pdf())
    with pytest.raises(files.FileNotReady):
        files.read(key=clean.key)
    jobs.run_waiting()
    assert b"".join(files.read(key=clean.key)) == make_pdf()
    with pytest.raises(files.FileNotReady):
        files.read(key=harmful.key)
    assert files.list_files(purpose="test", subject="draft-1")[1].state == "harmful"
    assert AuditEntry.objects.last().detail["threat"] == "Eicar-Test-Signature.UNOFFICIAL"  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_on_waiting_while_the_scanner_is_away(
    purpose: str, clamd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_clamd("unix:///nowhere/clamd.sock")
    kept = keep(make_pdf())
    jobs.run_waiting()
    assert StoredFile.objects.get().state == "waiting"
    again = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    assert again.args_kwargs["kwargs"] == {"key": kept.key, "attempt": 2}
    assert 20 < (again.run_after - clock.now()).total_seconds() <= scanning.WAITS_S[0]
    register_clamd(clamd)
    assert files.rescan_waiting() == 1
    jobs.run_waiting()
    assert StoredFile.objects.get().state == "clean"
    assert files.rescan_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_a_photograph_becomes_a_marked_pdf_once_it_is_scanned(purpose: str, clamd: str) -> None:
    register_clamd(clamd)
    prepared = files.prepare(chunks=[make_jpeg(400, 300)], name="carte.jpg")
    kept = files.keep(
        actor=PERSON, prepared=prepared, purpose="test", subject="d", as_pdf=True,
        mark="Copie donnée pour : permis", language="fr",
    )  # fmt: skip
    with pytest.raises(files.FileNotReady):
        files.read(key=kept.key)
    jobs.run_waiting()
    (now,) = files.list_files(purpose="test", subject="d")
    content = b"".join(files.read(key=kept.key))
    assert (now.key, now.name, now.media_type, now.state) == (
        kept.key,
        "carte.pdf",
        "application/pdf",
        "clean",
    )
    assert content.startswith(b"%PDF-")
    assert len(content) == now.size
    assert not default_storage.exists(f"sealed/{prepared.blob[:2]}/{prepared.blob}"), "the first one is gone"


@pytest.mark.django_db(transaction=True)
def test_without_a_scanner_a_photograph_still_becomes_a_pdf_and_is_told_as_not_scanned(purpose: str) -> None:
    prepared = files.prepare(chunks=[make_jpeg()], name="a.jpg")
    files.keep(actor=PERSON, prepared=prepared, purpose="test", subject="d", as_pdf=True)
    jobs.run_waiting()
    (now,) = files.list_files(purpose="test", subject="d")
    assert (now.media_type, now.state) == ("application/pdf", "unscanned")
    assert [told.id for told in stored.warn_unscanned(app_configs=None)] == ["kernel.W001"]


@pytest.mark.django_db
def test_contents_that_no_row_names_are_swept_after_a_day(settings: Any) -> None:
    kept = keep(make_pdf())
    orphan = files.prepare(chunks=[make_pdf()], name="a.pdf")
    path = f"sealed/{orphan.blob[:2]}/{orphan.blob}"
    now = clock.now()
    assert sweeping.sweep_orphans(actor=PERSON, now=now + timedelta(hours=23)) == 0
    assert sweeping.sweep_orphans(actor=PERSON, now=now + timedelta(hours=25)) == 1
    assert not default_storage.exists(path)
    assert b"".join(files.read(key=kept.key)) == make_pdf()
    assert sweeping.find_missing() == []
    default_storage.delete(f"sealed/{kept.key[:2]}/{kept.key}")
    assert sweeping.find_missing() == [kept.key]


@pytest.mark.django_db
def test_the_operator_sees_what_waits_and_tidies_up(capsys: pytest.CaptureFixture[str], purpose: str) -> None:
    keep(make_pdf(), keep_until=date(2020, 1, 1))
    call_command("files", "status", "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["unscanned"], told["waiting"], told["scanners"], told["missing"]) == (1, 0, [], [])
    call_command("files", "tidy", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"files": 1, "uploads": 0, "orphans": 0}
    call_command("files", "rescan", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"queued": 0}


@pytest.mark.django_db
def test_the_door_opens_for_whom_the_guard_lets_through(
    client: Client, purpose: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    kept = keep(make_pdf(), "شهادة.pdf")
    assert client.get(f"/fr/files/{kept.key}").status_code == 404  # no guard, no door
    allowed = False
    files.guards.register("test", lambda request, **about: allowed and about["owner"] == PERSON.key)
    assert client.get(f"/fr/files/{kept.key}").status_code == 404
    allowed = True
    answer = client.get(f"/fr/files/{kept.key}")
    assert b"".join(answer.streaming_content) == make_pdf()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D8%B4")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert client.get("/fr/files/unknown").status_code == 404


@pytest.mark.django_db
def test_files_are_forgotten_with_their_content(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    old, kept = keep(make_pdf(), keep_until=date(2026, 1, 1)), keep(make_pdf(), keep_until=date(2027, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert files.forget_expired(actor=PERSON, today=date(2026, 1, 2)) == 1
    assert not default_storage.exists(f"sealed/{old.key[:2]}/{old.key}")
    assert default_storage.exists(f"sealed/{kept.key[:2]}/{kept.key}")
    with django_capture_on_commit_callbacks(execute=True):
        assert files.forget_files(actor=PERSON, purpose="test", subject="draft-1") == 1
    assert files.forget_files(actor=PERSON, purpose="test", subject="draft-1") == 0


@pytest.mark.django_db
def test_files_follow_what_they_belong_to() -> None:
    kept = keep(make_pdf())
    moved = files.move_files(
        actor=PERSON, keys=[kept.key, "other"], purpose="test", subject="draft-1", to=("case", "7")
    )
    assert moved == 1
    assert [file.key for file in files.list_files(purpose="case", subject="7")] == [kept.key]
