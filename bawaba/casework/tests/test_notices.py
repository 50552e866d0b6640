"""Notices: written with what they tell, sent afterwards through a real mail server, once, in one's language."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from bawaba.casework import services
from bawaba.casework.models import Case, Notice
from bawaba.casework.notices import channels, sending
from bawaba.casework.notices.preferences import Wishes, keep_wishes, unsubscribe_token
from bawaba.casework.notices.sending import send_notices
from bawaba.casework.services.messages import send_message
from bawaba.casework.services.moving import Filled
from bawaba.casework.tests.factories import make_agent, make_case, take_up
from bawaba.casework.tests.mail_server import Mailbox, running_mail_server
from bawaba.casework.tests.procedures import make_raw
from bawaba.forms.types import Person
from bawaba.identity.models import Person as Identity
from bawaba.identity.tests.factories import make_person
from bawaba.kernel import clock, jobs
from bawaba.kernel.actors import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    cache.clear()
    with running_mail_server(settings) as box:
        yield box


def make_owned_case(**particulars: Any) -> tuple[Case, Identity]:
    """Return a case of a person whom identity knows."""
    person = make_person(**particulars)
    owner = Person(owner=f"account:{person.account_id}", level="substantial")
    return make_case(person=owner, raw=make_raw(second_eyes="never")), person


def send() -> dict[str, int]:
    return dict(send_notices.func())


def wait(seconds: int) -> Any:
    return clock.frozen_at(clock.now() + timedelta(seconds=seconds))


def test_the_receipt_is_told_by_mail_in_the_language_of_the_request(mailbox: Mailbox) -> None:
    case, _person = make_owned_case(email="salma@example.org")
    assert mailbox.messages == [], "nothing leaves with the request itself"
    assert send() == {"sent": 1, "waiting": 0, "failed": 0, "dropped": 0}
    (mail,) = mailbox.messages
    assert mail["To"] == "salma@example.org"
    assert mail["Subject"].startswith("Nous avons votre demande")
    assert f"/fr/requests/{case.key}/" in mail.get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None, "the law has it told"
    assert "Bennani" not in mail.as_string()
    assert "+2126" not in mail.as_string()
    assert send()["sent"] == 0


def test_words_lie_sealed(mailbox: Mailbox) -> None:
    case, _person = make_owned_case()
    for row in Notice.objects.all():
        assert case.key.encode() not in bytes(row.sealed)


def test_a_person_chooses_another_language(mailbox: Mailbox) -> None:
    case, person = make_owned_case()
    keep_wishes(actor=ANONYMOUS, owner=f"account:{person.account_id}", wishes=Wishes(language="ar"))
    take_up(case, make_agent())
    send()
    assert mailbox.messages[-1]["Subject"].startswith("جديد طلبك")
    assert f"/ar/requests/{case.key}/" in mailbox.messages[-1].get_content()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_of_what_was_rolled_back_and_the_job_waits_for_the_commit(mailbox: Mailbox) -> None:
    case, _person = make_owned_case()
    jobs.run_waiting()
    agent = make_agent()
    with transaction.atomic():
        send_message(actor=agent, key=case.key, text="Bonjour")
        transaction.set_rollback(True)
    jobs.run_waiting()
    assert [mail["Subject"][:12] for mail in mailbox.messages] == ["Nous avons v"]
    with transaction.atomic():
        send_message(actor=agent, key=case.key, text="Bonjour")
        assert len(mailbox.messages) == 1
    jobs.run_waiting()
    assert len(mailbox.messages) == 2


def test_several_messages_of_one_hour_are_told_once(mailbox: Mailbox) -> None:
    case, _person = make_owned_case()
    agent = make_agent()
    send()
    for number in range(3):
        send_message(actor=agent, key=case.key, text=f"{number}")
    send()
    assert len(mailbox.messages) == 2
    told = mailbox.messages[1]
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Notice.objects.filter(kind="messaged", channel="inbox").count() == 1


def test_ones_own_message_is_not_told(mailbox: Mailbox) -> None:
    case, person = make_owned_case()
    send_message(actor=ANONYMOUS, key=case.key, text="Bonjour", owner=f"account:{person.account_id}")
    assert not Notice.objects.filter(kind="messaged").exists()


def test_what_did_not_leave_is_tried_again_later_and_later_then_given_up(mailbox: Mailbox) -> None:
    make_owned_case()
    mailbox.refusal = "451 Try again later"
    moment = clock.now()
    for place, waits in enumerate(sending.WAITS_S):
        with clock.frozen_at(moment):
            assert send()["waiting"] == 1
            row = Notice.objects.get(channel="mail")
            assert row.attempts == place + 1
            assert row.next_at - moment == timedelta(seconds=waits)
            assert send() == {"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}, "not before its time"
        moment += timedelta(seconds=waits)
    with clock.frozen_at(moment):
        assert send()["failed"] == 1
    assert Notice.objects.get(channel="inbox").state == "shown", "it stands in the inbox all the same"


def test_a_server_that_comes_back_gets_the_message_once(mailbox: Mailbox, settings: Any) -> None:
    make_owned_case()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert send()["waiting"] == 1
    settings.EMAIL_PORT = port
    with wait(sending.WAITS_S[0]):
        assert send()["sent"] == 1
        assert send()["sent"] == 0
    assert len(mailbox.messages) == 1


def test_a_second_worker_does_not_send_what_the_first_one_holds(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_owned_case()
    real, inner = sending._mail, []

    def slow(notice: Any, person: Any) -> bool:
        inner.append(send())
        return bool(real(notice, person))

    monkeypatch.setattr(sending, "_mail", slow)
    assert send()["sent"] == 1
    assert inner == [{"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}]
    assert len(mailbox.messages) == 1


def test_a_person_is_not_flooded(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_A_DAY", 1)
    case, _person = make_owned_case()
    agent = make_agent()
    send()
    take_up(case, agent)
    assert send()["dropped"] == 1, "news that the law does not have told"
    services.take_step(actor=agent, key=case.key, step="accept")
    assert send()["waiting"] == 1, "a decision is only put off"
    with wait(25 * 3600):
        assert send()["sent"] == 1
    assert Notice.objects.filter(channel="inbox").count() == 3


def test_an_address_that_nobody_verified_gets_nothing(mailbox: Mailbox) -> None:
    make_owned_case(email_verified=False)
    assert send()["dropped"] == 1
    assert mailbox.messages == []


def test_one_click_ends_what_the_law_does_not_have_told(mailbox: Mailbox) -> None:
    case, _person = make_owned_case()
    agent = make_agent()
    take_up(case, agent)
    send()
    address = re.search(r"<http[^/]*//[^/]*(/[^>]+)>", mailbox.messages[-1]["List-Unsubscribe"])
    assert address is not None
    browser = Client(enforce_csrf_checks=True)
    assert "Arrêter ces messages" in browser.get(address[1]).content.decode()
    assert browser.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    send_message(actor=agent, key=case.key, text="Bonjour")
    assert send()["sent"] == 0
    services.take_step(
        actor=agent, key=case.key, step="ask-correction", filled=Filled(message="Faux", fields=("phone",))
    )
    assert send()["sent"] == 1, "a request for a correction still comes"
    assert browser.post(f"/fr/notices/unsubscribe/{unsubscribe_token('account:1')}x").status_code == 422


def test_short_messages_go_by_the_port_to_a_verified_telephone(mailbox: Mailbox) -> None:
    sent: list[tuple[str, str]] = []
    channels.text_senders.register("test", lambda *, phone, text: sent.append((phone, text)))
    try:
        case, person = make_owned_case(phone="+212661234567")
        keep_wishes(actor=ANONYMOUS, owner=f"account:{person.account_id}", wishes=Wishes(text=True))
        take_up(case, make_agent())
        send()
    finally:
        channels.text_senders._providers.pop("test")
    ((phone, text),) = sent
    assert phone == "+212661234567"
    assert text.startswith("Du nouveau pour votre demande")


def test_the_inbox_is_ones_own(mailbox: Mailbox) -> None:
    case, person = make_owned_case()
    client, stranger = Client(), Client()
    client.force_login(person.account)
    stranger.force_login(make_person().account)
    page = client.get("/fr/notices/").content.decode()
    link = re.search(r'href="(/fr/notices/\d+)"', page)
    assert "Nous avons votre demande" in page
    assert link is not None
    assert stranger.get(link[1]).status_code == 404
    assert client.get(link[1])["Location"] == f"/fr/requests/{case.key}/"
    assert Notice.objects.get(channel="inbox").read_at is not None
    assert "Rien à vous dire" in stranger.get("/fr/notices/").content.decode()
    assert Client().get("/fr/notices/").status_code == 302


def test_choices_are_kept(mailbox: Mailbox) -> None:
    _case, person = make_owned_case()
    client = Client()
    client.force_login(person.account)
    assert client.post("/fr/notices/choices", {"language": "ar"}).status_code == 302
    page = client.get("/fr/notices/choices").content.decode()
    assert 'value="ar" lang="ar" selected' in page
    assert 'name="mail" checked' not in page
    assert client.post("/fr/notices/choices", {"language": "xx"}).status_code == 422
