"""People without an account who ask for it are written to, through a real mail server; they end it with one click."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.casework import services
from bawaba.casework.errors import AddressTooBusy, CaseNotFound, ReplyAddressRefused
from bawaba.casework.models import Case, Notice, ReplyAddress
from bawaba.casework.notices.addresses import KEPT, MOST_CASES_A_DAY, forget_addresses, shown_address
from bawaba.casework.notices.sending import send_waiting
from bawaba.casework.queries.following import TRIES_AN_HOUR, follow_address, follow_code
from bawaba.casework.queries.records import case_info
from bawaba.casework.services.adopting import adopt_cases
from bawaba.casework.tests.factories import SYSTEM, make_agent, make_case, take_up
from bawaba.casework.tests.mail_server import Mailbox, running_mail_server
from bawaba.casework.tests.procedures import make_raw
from bawaba.forms.types import Person
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
VISITOR = Person(owner="visitor:abc", level="none")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    cache.clear()
    with running_mail_server(settings) as box:
        yield box


def lodged(owner: str = VISITOR.owner) -> Case:
    case = make_case(raw=make_raw(second_eyes="never"))
    Case.objects.filter(pk=case.pk).update(owner=owner)
    case.refresh_from_db()
    Notice.objects.all().delete()
    return case


def ask(case: Case, email: str = EMAIL) -> None:
    services.keep_reply_address(actor=ANONYMOUS, key=case.key, owner=case.owner, email=email)


def test_the_receipt_and_the_decision_are_told_once_and_nothing_that_the_law_does_not_have_told(
    mailbox: Mailbox,
) -> None:
    case, agent = lodged(), make_agent()
    ask(case)
    ask(case)
    assert send_waiting()["sent"] == 1
    take_up(case, agent)
    services.send_office_message(actor=agent, key=case.key, text="Bonjour.")
    services.take_step(actor=agent, key=case.key, step="accept")
    send_waiting()
    assert [mail["To"] for mail in mailbox.messages] == [EMAIL, EMAIL]
    receipt, decision = mailbox.messages
    assert receipt["Subject"].startswith("Nous avons votre demande")
    assert decision["Subject"].startswith("Une décision")
    text = decision.get_body().get_content()  # type: ignore[union-attr]  # a message of one plain part
    assert f"/fr/requests/{case.key}/" in text
    assert "le code" in text
    assert b"amina" not in bytes(ReplyAddress.objects.get().sealed)
    assert shown_address(key=case.key) == "a…@example.org"


def test_one_click_in_the_message_ends_them(mailbox: Mailbox) -> None:
    case, agent = lodged(), make_agent()
    ask(case)
    send_waiting()
    link = re.search(r"<(\S+)>", str(mailbox.messages[0]["List-Unsubscribe"]))
    assert link is not None
    path = "/" + link[1].split("/", 3)[3]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert ReplyAddress.objects.exists(), "looking at the page ends nothing"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="accept")
    send_waiting()
    assert len(mailbox.messages) == 1
    assert stranger.post("/fr/notices/stop/forged").status_code == 422


def test_an_address_is_checked_and_named_for_few_cases_a_day() -> None:
    case = lodged()
    for wrong in ("", "amina", "amina@", "a b@example.org", "amina@example.org\nBcc: x@example.org"):
        with pytest.raises(ReplyAddressRefused):
            ask(case, wrong)
    with pytest.raises(CaseNotFound):
        services.keep_reply_address(actor=ANONYMOUS, key=case.key, owner="visitor:other", email=EMAIL)
    for number in range(MOST_CASES_A_DAY):
        ask(lodged(f"visitor:{number}"), EMAIL.upper() if number % 2 else EMAIL)
    with pytest.raises(AddressTooBusy):
        ask(case)
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        ask(case)
    with pytest.raises(ReplyAddressRefused):
        ask(lodged("account:7"))


def test_an_address_goes_with_time_and_when_its_person_signs_in() -> None:
    first, second = lodged("visitor:one"), lodged("visitor:two")
    ask(first)
    ask(second)
    adopt_cases(actor=ANONYMOUS, visitor="visitor:one", owner="account:7")
    assert ReplyAddress.objects.get().case_id == second.pk
    services.take_step(actor=ANONYMOUS, key=second.key, step="withdraw", owner="visitor:two")
    assert forget_addresses(actor=SYSTEM) == 0
    with clock.frozen_at(clock.now() + KEPT + timedelta(days=1)):
        assert forget_addresses(actor=SYSTEM) == 1


def test_the_pages_of_a_stranger_ask_for_the_address_and_keep_what_was_typed() -> None:
    case = lodged()
    from_link = Client()
    assert from_link.get(follow_address(case_info(case))).status_code == 302
    home = f"/fr/requests/{case.key}/"
    assert "Être prévenu par courriel" in from_link.get(home).content.decode()
    refused = from_link.post(f"{home}reply-address", {"email": "amina@"})
    assert (refused.status_code, 'value="amina@"' in refused.content.decode()) == (422, True)
    assert from_link.post(f"{home}reply-address", {"email": EMAIL}).status_code == 302
    assert "a…@example.org" in from_link.get(f"{home}receipt").content.decode()
    assert from_link.post(f"{home}reply-address", {"act": "drop"}).status_code == 302
    assert not ReplyAddress.objects.exists()
    Client().post(f"{home}reply-address", {"email": EMAIL})
    assert not ReplyAddress.objects.exists(), "nobody else names an address"


def test_a_system_that_holds_number_and_code_names_and_ends_the_address(mailbox: Mailbox) -> None:
    case = lodged()
    path = f"/api/v1/casework/followed/{case.number}/reply-address"
    code = follow_code(case_info(case))

    def put(**body: str) -> Any:
        return Client().put(path, body, content_type="application/json")

    wrong = put(code="AAAA-AAAA-AAAA-AAAA", email=EMAIL)
    assert (wrong.status_code, ReplyAddress.objects.exists()) == (404, False)
    assert put(code=code, email="amina@").json()["errors"][0]["name"] == "email"
    kept = put(code=code, email=EMAIL)
    assert (kept.status_code, kept.json()["number"], EMAIL in kept.content.decode()) == (
        200,
        case.number,
        False,
    )
    assert send_waiting()["sent"] == 1
    assert mailbox.messages[0]["To"] == EMAIL
    assert Client().post(f"{path}/end", {"code": code}, content_type="application/json").status_code == 200
    assert not ReplyAddress.objects.exists()
    tries = [put(code="wrong", email=EMAIL).status_code for _ in range(TRIES_AN_HOUR)]
    assert tries[-1] == 429, "codes are guessed as seldom as on the page"
