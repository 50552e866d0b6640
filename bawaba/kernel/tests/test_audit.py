"""The audit chain shows every change made behind its back."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel import audit, clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import AuditEntry
from bawaba.kernel.tests.factories import PERSON, make_account, make_chain

NOON = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)


@pytest.mark.django_db
def test_an_untouched_chain_has_no_fault() -> None:
    make_chain(5)
    assert audit.verify() == (5, [])


@pytest.mark.django_db
def test_an_empty_audit_has_no_fault() -> None:
    assert audit.verify() == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "account:8"),
        ("verb", "test.undone"),
        ("target_type", "other"),
        ("target_id", "99"),
        ("detail", {"n": 3, "more": True}),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_changed_column_shows_on_its_row(column: str, value: object) -> None:
    make_chain(5)
    AuditEntry.objects.filter(sequence=3).update(**{column: value})
    assert audit.verify()[1] == [audit.ChainFault(3, "changed")]


@pytest.mark.django_db
def test_a_row_rewritten_with_a_right_digest_breaks_the_next_link() -> None:
    make_chain(4)
    entry = AuditEntry.objects.get(sequence=2)
    entry.verb = "test.forged"
    entry.digest = audit.chain_digest(entry.previous, audit.covered_by_digest(entry))
    entry.save()
    assert audit.verify()[1] == [audit.ChainFault(3, "reordered")]


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [1, 3])
def test_a_missing_row_shows_by_its_number(gone: int) -> None:
    make_chain(5)
    AuditEntry.objects.filter(sequence=gone).delete()
    count, faults = audit.verify()
    assert count == 4
    assert audit.ChainFault(gone, "missing") in faults


@pytest.mark.django_db
def test_rows_cut_from_the_end_show_against_the_count_kept_beside_them() -> None:
    make_chain(5)
    AuditEntry.objects.filter(sequence__gt=3).delete()
    assert audit.ChainFault(4, "missing") in audit.verify()[1]


@pytest.mark.django_db
def test_two_rows_that_changed_places_show() -> None:
    make_chain(4)
    AuditEntry.objects.filter(sequence=2).update(sequence=100)
    AuditEntry.objects.filter(sequence=3).update(sequence=2)
    AuditEntry.objects.filter(sequence=100).update(sequence=3)
    kinds = {fault.fault for fault in audit.verify()[1]}
    assert "reordered" in kinds


@pytest.mark.django_db
def test_the_digest_is_the_sha256_of_the_previous_one_and_the_canonical_row() -> None:
    with clock.frozen_at(NOON):
        audit.record(actor=PERSON, verb="test.done", target=("thing", "é"), detail={"b": 1, "a": "ⴰ"})
    entry = AuditEntry.objects.get()
    text = (
        '{"actor":"account:7","at":"2026-03-01T12:00:00.000005+00:00","detail":{"a":"ⴰ","b":1},'
        '"sequence":1,"target_id":"é","target_type":"thing","verb":"test.done"}'
    )
    assert entry.previous == "0" * 64
    assert entry.digest == hashlib.sha256(f"{'0' * 64}\n{text}".encode()).hexdigest()


@pytest.mark.django_db
def test_a_model_is_named_by_its_label_and_key() -> None:
    account = make_account()
    audit.record(actor=system_actor("tests"), verb="test.opened", target=account)
    entry = AuditEntry.objects.get()
    assert (entry.target_type, entry.target_id) == ("kernel.account", str(account.pk))
    assert entry.actor == "system:tests"


@pytest.mark.django_db(transaction=True)
def test_what_a_refused_transaction_recorded_leaves_no_gap() -> None:
    make_chain(1)
    with transaction.atomic():
        audit.record(actor=PERSON, verb="test.lost", target=("thing", "2"))
        transaction.set_rollback(True)
    make_chain(1)
    assert audit.verify() == (2, [])


def test_the_same_moment_is_written_alike_in_every_time_zone() -> None:
    casablanca = timezone(timedelta(hours=1))
    assert audit.canonical_moment(NOON) == audit.canonical_moment(NOON.astimezone(casablanca))


details = st.dictionaries(
    st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=20), st.booleans(), st.none()), max_size=4
)


@given(st.lists(details, min_size=1, max_size=6), st.data())
def test_any_single_change_in_any_chain_is_found(rows: list[dict[str, object]], data: st.DataObject) -> None:
    entries, previous = [], audit.GENESIS
    for sequence, detail in enumerate(rows, start=1):
        entry = AuditEntry(
            sequence=sequence, at=NOON, actor="a", verb="v", target_type="t", target_id="i", detail=detail,
            previous=previous,
        )  # fmt: skip
        entry.digest = previous = audit.chain_digest(previous, audit.covered_by_digest(entry))
        entries.append(entry)
    assert audit.find_faults(entries) == []
    victim = data.draw(st.sampled_from(entries))
    victim.detail = {**victim.detail, "added": 1, "was": victim.detail.get("added")}
    assert audit.ChainFault(victim.sequence, "changed") in audit.find_faults(entries)


@pytest.mark.django_db
def test_the_command_prints_one_json_value_and_refuses_a_broken_chain() -> None:
    make_chain(2)
    out = io.StringIO()
    call_command("audit", "verify", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"entries": 2, "faults": 0}
    AuditEntry.objects.filter(sequence=1).update(verb="test.forged")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--json", stdout=out, stderr=io.StringIO())
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["error"] == "audit-broken"
