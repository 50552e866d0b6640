"""Webhooks: set up by whoever may, told in the event's transaction, signed, tried again, kept out of our network."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from bawaba.casework import queries, services
from bawaba.casework.errors import NotManager, WebhookNotFound, WebhookRefused
from bawaba.casework.models import Delivery, Webhook
from bawaba.casework.queries.webhooks import WebhookInfo
from bawaba.casework.rules import webhooks as rules
from bawaba.casework.services import deliveries, sending
from bawaba.casework.services.stopped import mail_stopped_webhook
from bawaba.casework.tests.factories import OFFICE, SYSTEM, make_agent, make_case, take_up
from bawaba.forms.tests.factories import make_body
from bawaba.kernel import clock, epochs
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


@dataclass
class Receiver:
    """Another system's address: it keeps what it is sent and answers as it is told. status: of its answers."""

    url: str
    status: int = 204
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE = True
    kept = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            if kept.status == 302:
                self.send_header("Location", kept.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/hooks?of=bawaba"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()


def add(receiver: Receiver, **more: Any) -> tuple[WebhookInfo, str]:
    info, secret = services.add_webhook(actor=SYSTEM, body=make_body(OFFICE), url=receiver.url, **more)
    epochs.forget()  # as the end of a transaction does, which tests never reach
    return info, secret


def attempt() -> str:
    return deliveries.deliver_message.func(delivery=Delivery.objects.latest("pk").pk)


def holds(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check a message as a receiver does, by the standard's words and none of our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ")


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    # github.com/standard-webhooks/standard-webhooks, libraries' tests: the vector that all of them share
    key = rules.read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = rules.sign(
        keys=[key], message="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_submission_is_told_signed_and_without_the_person(receiver: Receiver) -> None:
    _info, secret = add(receiver)
    case = make_case()
    assert attempt() == "delivered"
    ((headers, body),) = receiver.calls
    assert holds(secret, headers, body)
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert (told["type"], told["data"]["number"], told["data"]["state"]) == (
        "case.submitted", case.number, "received",
    )  # fmt: skip
    assert not {"Amina", "+212612345678", case.owner} & set(body.decode().replace('"', " ").split())
    row = Delivery.objects.get()
    assert (row.state, row.answered, row.attempts, row.message) == (
        "delivered",
        204,
        1,
        headers["webhook-id"],
    )
    assert attempt() == "gone"  # the job ran twice: one message
    assert len(receiver.calls) == 1


def test_nothing_is_told_of_an_event_that_never_came_to_be(receiver: Receiver) -> None:
    add(receiver)
    with transaction.atomic():
        make_case()
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_each_step_is_told_by_its_word_and_internal_ones_are_not(receiver: Receiver) -> None:
    add(receiver)
    agent = make_agent()
    case = make_case()
    take_up(case, agent)
    asked = services.Filled(message="Which one?", fields=("given_name",))
    services.take_step(actor=agent, key=case.key, step="ask-correction", filled=asked)
    services.answer_correction(actor=SYSTEM, key=case.key, owner=case.owner, values={"given_name": "Salma"})
    services.take_step(actor=agent, key=case.key, step="accept", filled=services.Filled(note="internal"))
    kinds = list(Delivery.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["submitted", "moved", "correction-asked", "corrected", "decided"]
    assert Delivery.objects.latest("pk").payload["data"]["outcome"] == "accepted"
    assert "Which one?" not in str(list(Delivery.objects.values_list("payload", flat=True)))


def test_a_webhook_is_told_of_what_it_asked_for_alone(receiver: Receiver) -> None:
    add(receiver, kinds=["decided"])
    add(receiver, services=["another"])
    make_case(service="birth")
    assert not Delivery.objects.exists()
    services.add_webhook(actor=SYSTEM, body=make_body("elsewhere"), url=receiver.url)
    epochs.forget()
    make_case(service="birth")
    assert not Delivery.objects.exists()


def test_nobody_listening_costs_no_statement(django_assert_num_queries: Any) -> None:
    case = make_case()
    info = queries.find_case(key=case.key)
    event = queries.track(key=case.key, owner=case.owner).events[0]
    deliveries.note_case_event(case=info, event=event)
    with django_assert_num_queries(0):
        deliveries.note_case_event(case=info, event=event)


def test_a_failure_is_tried_again_later_and_later_and_given_up(receiver: Receiver) -> None:
    add(receiver)
    receiver.status = 500
    make_case()
    moment, waits = clock.now(), []
    for tried in range(1, 11):
        with clock.frozen_at(moment):
            assert attempt() == ("failed" if tried < 10 else "given-up")
            row = Delivery.objects.get()
            assert (row.attempts, row.answered) == (tried, 500)
            waits.append((row.next_at - moment).total_seconds())
            assert attempt() == "gone"  # before its time nothing is sent
        moment = row.next_at
    assert waits[:-1] == sorted(waits[:-1])
    assert 30 * 3600 < sum(waits[:-1]) < 40 * 3600
    ids = {headers["webhook-id"] for headers, _body in receiver.calls}
    assert (len(receiver.calls), len(ids)) == (10, 1)


def test_a_webhook_that_fails_for_days_is_stopped_and_the_message_waits(
    receiver: Receiver, mailoutbox: list[Any]
) -> None:
    info, _secret = add(receiver)
    manager = make_agent("casework-administrator")
    Account.objects.filter(pk=manager.account_id).update(email="manager@example.org")
    receiver.status = 503
    make_case()
    attempt()
    Webhook.objects.update(failing_since=clock.now() - rules.DISABLE_AFTER)
    Delivery.objects.update(next_at=clock.now())
    attempt()
    row = Webhook.objects.get()
    assert row.state == "stopped"
    assert mail_stopped_webhook.func(webhook=info.key) == 1
    (mail,) = mailoutbox
    assert (mail.to, info.key in mail.body) == (["manager@example.org"], True)
    assert AuditEntry.objects.filter(verb="casework.webhook-stopped").count() == 1
    epochs.forget()
    make_case()
    assert Delivery.objects.count() == 1  # nothing more is written for it
    receiver.status = 200
    services.resume_webhook(actor=SYSTEM, key=info.key)
    assert mail_stopped_webhook.func(webhook=info.key) == 0
    Delivery.objects.update(next_at=clock.now())
    assert attempt() == "delivered"
    assert Webhook.objects.get().failing_since is None


def test_a_receiver_that_says_it_is_gone_is_believed(receiver: Receiver) -> None:
    add(receiver)
    receiver.status = 410
    make_case()
    attempt()
    assert Webhook.objects.get().state == "stopped"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    add(receiver)
    receiver.status = 302
    make_case()
    assert attempt() == "failed"
    assert len(receiver.calls) == 1


def test_after_a_new_secret_both_sign_for_a_day(receiver: Receiver) -> None:
    info, old = add(receiver)
    new = services.rotate_webhook_secret(actor=SYSTEM, key=info.key)
    services.ping_webhook(actor=SYSTEM, key=info.key)
    attempt()
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        services.ping_webhook(actor=SYSTEM, key=info.key)
        attempt()
    first, second = receiver.calls
    assert holds(old, *first)
    assert holds(new, *first)
    assert holds(new, *second)
    assert not holds(old, *second)
    row = Webhook.objects.get()
    assert old.encode() not in bytes(row.sealed_old_secret or b"")
    assert new.encode() not in bytes(row.sealed_secret)


def test_an_attempt_lost_with_its_worker_is_made_again(receiver: Receiver) -> None:
    add(receiver)
    make_case()
    Delivery.objects.update(attempts=1, next_at=clock.now() - timedelta(hours=1))
    assert deliveries.deliver_overdue(actor=SYSTEM) == 1
    assert attempt() == "delivered"
    assert deliveries.deliver_overdue(actor=SYSTEM) == 0


def test_a_message_can_be_sent_again_under_the_same_identifier(receiver: Receiver) -> None:
    info, _secret = add(receiver)
    make_case()
    attempt()
    message = Delivery.objects.get().message
    services.resend_delivery(actor=SYSTEM, key=info.key, message=message)
    assert attempt() == "delivered"
    assert {headers["webhook-id"] for headers, _body in receiver.calls} == {message}


def test_only_who_sets_up_the_body_manages_its_webhooks(receiver: Receiver) -> None:
    info, _secret = add(receiver)
    stranger, agent = make_agent("casework-administrator", "elsewhere"), make_agent("agent")
    for actor in (stranger, agent):
        with pytest.raises(NotManager):
            services.add_webhook(actor=actor, body=OFFICE, url=receiver.url)
        for service in (services.rotate_webhook_secret, services.remove_webhook, services.pause_webhook,
                        services.ping_webhook, queries.find_webhook):  # fmt: skip
            with pytest.raises(WebhookNotFound):
                service(actor=actor, key=info.key)
    own = make_agent("casework-administrator")
    assert [one.key for one in queries.list_webhooks(actor=own, body=OFFICE)] == [info.key]
    services.pause_webhook(actor=own, key=info.key)
    services.remove_webhook(actor=own, key=info.key)
    assert not Webhook.objects.exists()


def test_the_log_is_read_in_pages_and_forgotten_after_a_month(receiver: Receiver) -> None:
    info, _secret = add(receiver)
    for _ in range(3):
        services.ping_webhook(actor=SYSTEM, key=info.key)
        attempt()
    page = queries.list_deliveries(actor=SYSTEM, key=info.key, limit=2)
    rest = queries.list_deliveries(actor=SYSTEM, key=info.key, after=page.after, limit=2)
    assert (len(page.items), len(rest.items), rest.after) == (2, 1, "")
    assert len({one.message for one in (*page.items, *rest.items)}) == 3
    with clock.frozen_at(clock.now() + timedelta(days=31)):
        assert deliveries.forget_deliveries(actor=SYSTEM) == 3


@pytest.mark.parametrize(
    ("url", "fault"),
    [("http://example.org/", "https-only"), ("ftp://example.org/", "not-an-address"), ("", "not-an-address"),
     ("https://", "not-an-address"), ("https://a:b@example.org/", "no-credentials-in-address"),
     ("https://example.org/#x", "no-fragment-in-address"), ("https://example.org:99999/", "not-an-address"),
     ("https://exa mple.org/", "not-an-address"), ("https://example.org/" + "x" * 500, "not-an-address"),
     ("https://مثال.org/", "not-an-address"), ("https://[::1/", "not-an-address"), ("http://localhost:1/", "https-only")],
)  # fmt: skip
def test_an_address_that_cannot_be_called_is_refused(url: str, fault: str) -> None:
    with pytest.raises(WebhookRefused) as refused:
        services.add_webhook(actor=SYSTEM, body=make_body(OFFICE), url=url)
    assert refused.value.fields == {"url": fault}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "[::1]", "[fe80::1]",
     "[fd00::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "0.0.0.0", "100.64.0.1", "2130706433"],
)  # fmt: skip
def test_no_address_of_our_own_network_is_called(host: str) -> None:
    answer = sending.post(url=f"https://{host}/", headers={}, body=b"{}", allow_private=False)
    assert answer.status is None
    assert answer.fault in {"private-address", "dns"}


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses_are_public(address: str) -> None:
    assert rules.is_public(address)


@given(attempts=st.integers(1, 9), spread=st.floats(0, 1))
def test_the_wait_grows_and_is_never_spread_by_more_than_a_tenth(attempts: int, spread: float) -> None:
    wait = rules.wait_after(attempts=attempts, spread=spread)
    plain = timedelta(seconds=rules.WAITS_S[attempts - 1])
    assert wait is not None
    assert plain <= wait <= plain * 1.1001


def test_a_closed_port_is_a_fault_with_a_name(settings: Any) -> None:
    assert (
        sending.post(url="http://127.0.0.1:9/", headers={}, body=b"", allow_private=True).fault == "refused"
    )
