"""Alarms of milestones: once for each change, in the reader's language, ended from a mail."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from bawaba.coverage import services
from bawaba.coverage.models import AreaShare
from bawaba.coverage.tests.country import ACTOR, NOW, make_country, make_layer
from bawaba.coverage.types import MilestoneRecord, TargetSetRecord
from bawaba.directory.models import Body, Membership
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account, AuditEntry
from bawaba.kernel.timers import run_timer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(autouse=True)
def country():
    cache.clear()
    with translation.override("en"), clock.frozen_at(NOW):
        make_country()
        record = TargetSetRecord("law", {"fr": "La loi", "ar": "القانون"}, {"fr": "p. 3"}, "", date(2026, 1, 1),
                                 False, [MilestoneRecord(date(2027, 12, 31), 0.9)])  # fmt: skip
        services.add_target_set(actor=ACTOR, record=record)
        yield


def supervisor(name: str) -> Account:
    account = Account.objects.create(username=name, email=f"{name}@example.org")
    Membership.objects.create(account=account, body=Body.objects.get(key="authority"), role="supervisor")
    return account


def declare(on: date, share: float) -> None:
    layer = make_layer("declared", dated=on, place="outdoor", operator="red")
    AreaShare.objects.create(basis="declared", layer=layer, place="outdoor", level="country", people=100,
                             covered=100 * share)  # fmt: skip


def on_the_morning_of(day: date) -> list[Any]:
    mail.outbox.clear()
    with clock.frozen_at(datetime(day.year, day.month, day.day, 8, tzinfo=UTC)):
        run_timer.func(name="coverage.tell-alarms")
    return list(mail.outbox)


def test_watchers_are_told_once_for_each_change_and_when_it_is_well_again():
    supervisor("judge")
    assert on_the_morning_of(date(2026, 6, 1)) == []  # nothing is known, and the day is far
    declare(date(2026, 6, 1), 0.10)
    declare(date(2026, 9, 1), 0.15)  # five points a quarter: some 41 % by the day
    first = on_the_morning_of(date(2026, 9, 2))
    assert [message.to for message in first] == [["judge@example.org"]]
    assert "90\u00a0%" in first[0].body
    assert "En retard sur l’objectif" in first[0].body
    assert "متأخر عن الهدف" in first[0].body
    assert on_the_morning_of(date(2026, 9, 3)) == []
    declare(date(2026, 12, 1), 0.60)
    well = on_the_morning_of(date(2026, 12, 2))
    assert "En bonne voie" in well[0].body
    assert on_the_morning_of(date(2026, 12, 3)) == []
    assert AuditEntry.objects.filter(verb="coverage.alarms-told").count() == 2


def test_a_watcher_chooses_the_language_at_the_desk_and_ends_the_mails_from_one(client: Client):
    client.force_login(supervisor("judge"))
    supervisor("other")
    declare(date(2026, 3, 1), 0.10)
    declare(date(2026, 6, 1), 0.15)
    page = client.get("/fr/coverage/desk").content.decode()
    assert "La loi" in page
    assert "En retard sur l’objectif" in page
    assert client.post("/fr/coverage/desk/mails", {"mails": "ar"}).status_code == 302
    mine, others = sorted(on_the_morning_of(date(2026, 6, 2)), key=lambda message: message.to)
    assert "القانون" in mine.body
    assert "La loi" not in mine.body
    assert "La loi" in others.body
    found = re.search(r"<https?://[^/]+(/[^>]+)>", mine.extra_headers["List-Unsubscribe"])
    assert found
    stranger = Client(enforce_csrf_checks=True)  # a mailbox, which has no cookie of ours
    assert stranger.get(found.group(1)).status_code == 200
    assert stranger.post(found.group(1), {"List-Unsubscribe": "One-Click"}).status_code == 200
    declare(date(2026, 9, 1), 0.60)
    assert [message.to for message in on_the_morning_of(date(2026, 9, 2))] == [["other@example.org"]]
    assert stranger.post(found.group(1)[:-3] + "abc").status_code == 422


def test_only_the_clock_or_an_administrator_tells_alarms():
    with pytest.raises(PermissionDenied):
        services.tell_alarms(actor=ANONYMOUS)
