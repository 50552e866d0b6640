"""Rows by one fixed statement are the same rows that the models write and read."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from bawaba.kernel import rows
from bawaba.kernel.models import Account, AuditEntry, Epoch

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)


def entry(sequence: int) -> AuditEntry:
    return AuditEntry(
        sequence=sequence, at=NOON, actor="a", verb="v", target_type="t", target_id="ⴰ", previous="p", digest="d",
        detail={"number": 1, "text": "é", "list": [None, True]},
    )  # fmt: skip


def values(row: AuditEntry) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in AuditEntry._meta.concrete_fields}


def test_a_row_inserted_is_read_back_by_the_model_with_every_value() -> None:
    row = entry(1)
    rows.insert(row)
    assert row.pk is not None
    assert values(AuditEntry.objects.get(pk=row.pk)) == values(row)


def test_a_row_found_is_the_one_that_the_model_reads() -> None:
    entry(1).save()
    found = rows.find(AuditEntry, "sequence = %s AND at >= %s", 1, rows.moment(NOON))
    assert found is not None
    assert values(found) == values(AuditEntry.objects.get())


def test_nothing_is_found_where_the_condition_does_not_hold() -> None:
    entry(1).save()
    assert rows.find(AuditEntry, "sequence = %s", 2) is None


def test_an_inserted_row_is_saved_again_as_a_change() -> None:
    row = entry(1)
    rows.insert(row)
    row.verb = "changed"
    row.save()
    assert AuditEntry.objects.get().verb == "changed"


def test_a_row_whose_key_is_given_keeps_it() -> None:
    rows.insert(Epoch(name="a name", value=3))
    assert Epoch.objects.get(name="a name").value == 3


def test_the_databases_constraints_hold() -> None:
    rows.insert(Epoch(name="one"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Epoch(name="one"))


def test_many_rows_go_in_at_once_with_keys_that_nobody_else_gets() -> None:
    keys = rows.reserve_keys(Account, 3)
    names = [field.attname for field in Account._meta.concrete_fields]
    given = [Account(pk=key, username=f"a-{key}", date_joined=NOON, is_staff=True) for key in keys]
    rows.insert_many(Account, names, ([getattr(one, name) for name in names] for one in given))
    kept = list(Account.objects.order_by("pk"))
    assert [one.pk for one in kept] == list(keys)
    assert {(one.date_joined, one.last_login, one.is_staff, one.is_superuser) for one in kept} == {
        (NOON, None, True, False)
    }
    assert Account.objects.create(username="later").pk not in keys


def test_a_pair_is_the_row_with_the_one_that_it_names() -> None:
    wanted = Permission.objects.select_related("content_type").get(codename="add_epoch")
    found = rows.find_pair(
        Permission,
        ContentType,
        "content_type_id",
        "a.codename = %s AND b.app_label = %s",
        "add_epoch",
        "kernel",
    )
    assert found is not None
    permission, content_type = found
    assert (permission.pk, permission.name) == (wanted.pk, wanted.name)
    assert (content_type.pk, content_type.model) == (wanted.content_type_id, "epoch")
    missing = rows.find_pair(
        Permission, ContentType, "content_type_id", "a.codename = %s AND b.app_label = %s", "add_epoch", "x"
    )
    assert missing is None
