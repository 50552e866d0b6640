"""Registers of other countries: one schema, nothing lost, the published totals found again."""

import json
import lzma
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from bawaba.ai import services
from bawaba.ai.errors import RegisterUnreadable
from bawaba.ai.models import ReferenceSystem
from bawaba.ai.register.mappings import plain
from bawaba.ai.services.importing import SHIPPED
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")
SHARED = Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "ai-registers"
# What each register's publisher or collector says of it, but for the agencies: 42 names, one with a blank.
PUBLISHED = {
    "us-2024": {"read": 2133, "imported": 2133, "bodies": 41, "impacting": 351, "quarantined": 0},
    "nl": {"read": 1530, "imported": 1530, "bodies": 336, "impacting": 0, "quarantined": 0},
    "atrs": {"read": 136, "imported": 136, "bodies": 73, "impacting": 0, "quarantined": 0},
}


def shown_by(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    call_command("ai", *words, "--json")
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_registers_that_ship_come_in_whole_and_again_change_nothing(capsys) -> None:
    shown = shown_by(capsys, "load-registers")
    assert {name: {key: one[key] for key in PUBLISHED[name]} for name, one in shown.items()} == PUBLISHED
    assert ReferenceSystem.objects.count() == 2133 + 1530 + 136
    assert AuditEntry.objects.filter(verb="ai.register-imported").count() == 3
    again = services.import_register(actor=SYSTEM, path=SHIPPED / "us-2024.csv.xz", name="us-2024")
    assert (again.imported, again.changed) == (2133, 0)
    assert AuditEntry.objects.filter(verb="ai.register-imported").count() == 3


@pytest.mark.parametrize("file", ["uk_atrs_records.json", "uk_atrs_records.csv"])
def test_the_same_register_comes_in_whole_as_json_and_as_a_table(file, capsys) -> None:
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"{path} is absent: set BAWABA_SHARED to the folder that holds data/")
    shown = shown_by(capsys, "import-register", str(path), "--format", "atrs")
    assert {key: shown[key] for key in PUBLISHED["atrs"]} == PUBLISHED["atrs"]


US_HEADER = "Use Case Name,Agency,Agency Abbreviation,Bureau,Describe the AI system’s outputs.\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_copy_saved_anew_in_another_encoding_says_the_same(tmp_path, encoding) -> None:
    path = tmp_path / "us.csv"
    path.write_bytes((US_HEADER + "Tri,Agence d’État,AE,,L’ordre\n").encode(encoding))
    services.import_register(actor=SYSTEM, path=path, name="us-2024")
    row = ReferenceSystem.objects.get()
    assert (row.body, row.outputs) == ("Agence d’État", "L’ordre")


def test_a_table_that_was_cut_short_holds_back_its_last_row(tmp_path) -> None:
    path = tmp_path / "us.csv"
    path.write_bytes((US_HEADER + 'One,A,AA,,x\nTwo,B,BB,"cut in the mid').encode("cp1252"))
    found = services.import_register(actor=SYSTEM, path=path, name="us-2024")
    assert (found.read, found.imported) == (2, 1)
    assert [row.reason for row in found.quarantined] == ["not-a-row"]


def dutch(tmp_path: Path, *rows: object) -> Path:
    file = tmp_path / "nl.jsonl"
    file.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8"
    )
    return file


WHOLE = {
    "id": "7",
    "title": "Sorteerder",
    "organisatie": "Gemeente Delft",
    "status": "In_Gebruik ",
    "doel": "n.v.t.",
}


def test_words_are_normalised_and_unknown_ones_are_kept_beside(tmp_path) -> None:
    path = dutch(tmp_path, WHOLE, {**WHOLE, "id": "8", "status": "wordt getest", "impactassessment": None})
    services.import_register(actor=SYSTEM, path=path, name="nl")
    first, second = ReferenceSystem.objects.order_by("identifier")
    assert (first.stage, first.purpose, first.unread) == ("in-service", "", {})
    assert (second.stage, second.unread) == ("unknown", {"stage": "wordt getest"})


def test_a_row_that_cannot_be_is_quarantined_with_its_line_and_reason(tmp_path) -> None:
    path = dutch(
        tmp_path, WHOLE, "", {**WHOLE, "title": " "}, "{", "[1]", {**WHOLE, "id": "9", "title": "x" * 501}
    )
    found = services.import_register(actor=SYSTEM, path=path, name="nl")
    assert (found.read, found.imported) == (5, 1)
    assert [(row.line, row.field, row.reason) for row in found.quarantined] == [
        (3, "name", "missing"), (4, "", "not-a-row"), (5, "", "not-a-row"), (6, "name", "too-long"),
    ]  # fmt: skip


def test_a_changed_row_is_written_over_and_rows_that_share_a_name_stay_apart(tmp_path) -> None:
    services.import_register(actor=SYSTEM, path=dutch(tmp_path, WHOLE, WHOLE), name="nl")
    assert ReferenceSystem.objects.count() == 2
    found = services.import_register(
        actor=SYSTEM, path=dutch(tmp_path, WHOLE, {**WHOLE, "doel": "Brieven sorteren"}), name="nl"
    )
    assert (found.imported, found.changed) == (2, 1)
    assert sorted(ReferenceSystem.objects.values_list("purpose", flat=True)) == ["", "Brieven sorteren"]


@pytest.mark.parametrize(
    ("name", "file", "data"),
    [
        ("us-2024", "a.csv", b"Agency,Agency Abbreviation\nX,Y\n"),
        ("us-2024", "a.csv", b""),
        ("us-2024", "a.csv", b"Use Case Name,Agency\n\x81,Y\n"),
        ("us-2024", "a.csv.xz", b"not packed"),
        ("nl", "a.jsonl.xz", lzma.compress(b'{"id": "1", "title": "a", "organisatie": "b"}' * 999)[:40]),
        ("nl", "a.jsonl", b""),
        ("nl", "a.jsonl", b"id;title\n1;a\n"),
        ("atrs", "a.json", b"[]"),
        ("nl", "a.jsonl", b'{"id": "1", "title": "a", "organisatie": "b"}\n\xff\n'),
        ("atrs", "a.json", b"{"),
        ("atrs", "a.json", b'{"records": 5}'),
        ("atrs", "a.json", b"[" * 100_000),
    ],
)
def test_a_file_that_is_not_the_register_changes_nothing(tmp_path, name, file, data) -> None:
    path = tmp_path / file
    path.write_bytes(data)
    with pytest.raises(RegisterUnreadable):
        services.import_register(actor=SYSTEM, path=path, name=name)
    assert ReferenceSystem.objects.count() == 0
    assert not AuditEntry.objects.filter(verb="ai.register-imported").exists()


def test_a_missing_file_and_a_stranger_are_refused(tmp_path) -> None:
    with pytest.raises(RegisterUnreadable):
        services.import_register(actor=SYSTEM, path=tmp_path / "none.csv", name="us-2024")
    with pytest.raises(PermissionDenied):
        services.import_register(actor=Actor(kind="person", key="p"), path=dutch(tmp_path, WHOLE), name="nl")


def test_words_are_compared_without_case_dash_blank_or_full_stop() -> None:
    assert plain("  Rights–Impacting\n") == plain("rights-impacting.") == "rights-impacting"
