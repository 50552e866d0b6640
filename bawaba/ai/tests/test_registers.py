"""Registers of other countries: one schema, nothing lost, the published totals found again."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from bawaba.ai import services
from bawaba.ai.errors import RegisterUnreadable
from bawaba.ai.models import ReferenceSystem
from bawaba.ai.register.mappings import plain
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")
SHARED = Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "ai-registers"
# What each register's publisher or collector says of it, but for the agencies: 42 names, one with a blank.
PUBLISHED = [
    ("us-2024", "us_federal_ai_inventory_2024_v2.csv", {"read": 2133, "bodies": 41, "impacting": 351}),
    ("nl", "nl_algoritmeregister.jsonl", {"read": 1530, "bodies": 336, "impacting": 0}),
    ("atrs", "uk_atrs_records.json", {"read": 136, "bodies": 73, "impacting": 0}),
    ("atrs", "uk_atrs_records.csv", {"read": 136, "bodies": 73, "impacting": 0}),
]


@pytest.mark.parametrize(("name", "file", "published"), PUBLISHED)
def test_a_register_comes_in_whole_and_again_changes_nothing(name, file, published, capsys) -> None:
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"{path} is absent: set BAWABA_SHARED to the folder that holds data/")
    call_command("ai", "import-register", str(path), "--format", name, "--json")
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {key: shown[key] for key in published} == published
    assert shown["imported"] == published["read"]
    assert shown["quarantined"] == 0
    assert ReferenceSystem.objects.count() == published["read"]
    assert AuditEntry.objects.filter(verb="ai.register-imported").count() == 1
    again = services.import_register(actor=SYSTEM, path=path, name=name)
    assert (again.imported, again.changed) == (published["read"], 0)
    assert AuditEntry.objects.filter(verb="ai.register-imported").count() == 1


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
