"""Messages to webhooks: written with the event that they tell of, sent by jobs, tried again with patience."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django_tasks import task

from bawaba.casework.errors import DeliveryNotFound
from bawaba.casework.models import Delivery, Webhook
from bawaba.casework.queries.webhooks import REGISTRY, listening_webhooks, managed_webhook, secret_context
from bawaba.casework.rules import webhooks as rules
from bawaba.casework.services import sending
from bawaba.casework.services.stopped import mail_stopped_webhook
from bawaba.casework.types import CaseInfo, EventInfo
from bawaba.kernel import audit, clock, epochs, sealing
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.jobs import enqueue_once

ACTOR: Final = system_actor("webhooks")
AGENT: Final = "Bawaba-Webhooks/1"
LEASE: Final = timedelta(minutes=5)
"""An attempt that left no result for so long died with its worker, and is made again."""

KEEP: Final = timedelta(days=30)


def note_case_event(*, case: CaseInfo, event: EventInfo) -> None:
    """Write a message for every webhook that is told of this event, inside the event's transaction.

    No SQL query where nobody listens, beyond one a second; two for each webhook that does.
    """
    kind = rules.kind_of(event.kind)
    if not kind or event.sight != "person":
        return
    for webhook, kinds, services in listening_webhooks(case.body, case.office):
        if (not kinds or kind in kinds) and (not services or case.service in services):
            _write(webhook, kind, _payload(kind, case, event.at), event.at)


def _write(webhook: int, kind: str, payload: Mapping[str, object], at: datetime) -> None:
    delivery = Delivery.objects.create(
        webhook_id=webhook,
        message=f"msg_{secrets.token_hex(12)}",
        kind=kind,
        payload=payload,
        made_at=at,
        next_at=at,
    )
    put_in_queue(delivery.pk)


def _payload(kind: str, case: CaseInfo, at: datetime) -> dict[str, object]:
    """Return what is told: where the case stands, nothing of the person or of what they wrote."""
    return {
        "type": f"case.{kind}",
        "timestamp": at.isoformat(),
        "data": {
            "key": case.key,
            "number": case.number,
            "service": case.service,
            "body": case.body,
            "office": case.office,
            "state": case.state,
            "phase": case.phase,
            "outcome": case.outcome,
            "due_on": case.due_on.isoformat(),
        },
    }


def put_in_queue(delivery: int, *, at: datetime | None = None) -> None:
    """Put an attempt in the queue, inside the caller's transaction. One SQL query."""
    job = deliver_message if at is None else deliver_message.using(run_after=at)
    job.enqueue(delivery=delivery)


@task()
def deliver_message(*, delivery: int) -> str:
    """Make one attempt and say how it ended: delivered, failed, given-up, or gone. Safe to run twice."""
    claimed = _claim(delivery)
    if claimed is None:
        return "gone"
    body = json.dumps(claimed.payload, ensure_ascii=False, separators=(",", ":")).encode()
    answer = sending.post(
        url=claimed.webhook.url,
        headers=_headers(claimed, body),
        body=body,
        allow_private=settings.WEBHOOKS_TO_PRIVATE,
    )
    return _keep(claimed, answer)


def _claim(pk: int) -> Delivery | None:
    """Take an attempt for this worker: of two at once, one gets it."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=pk, state="waiting").first()
        if row is None or row.next_at > clock.now():
            return None
        webhook = Webhook.objects.get(pk=row.webhook_id)
        if webhook.state != "active" and row.kind != "ping":
            return None
        row.attempts += 1
        row.tried_at = clock.now()
        row.next_at = row.tried_at + LEASE
        row.save(update_fields=["attempts", "tried_at", "next_at"])
    row.webhook = webhook
    return row


def _headers(row: Delivery, body: bytes) -> dict[str, str]:
    moment = int(clock.now().timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": row.message,
        "webhook-timestamp": str(moment),
        "webhook-signature": rules.sign(
            keys=_keys(row.webhook), message=row.message, timestamp=moment, body=body
        ),
    }


def _keys(webhook: Webhook) -> list[bytes]:
    sealed = [webhook.sealed_secret]
    if webhook.sealed_old_secret is not None and webhook.old_until and webhook.old_until > clock.now():
        sealed.append(webhook.sealed_old_secret)
    context = secret_context(webhook.key)
    return [rules.read_secret(sealing.unseal(one, context=context).decode()) for one in sealed]


@transaction.atomic
def _keep(row: Delivery, answer: sending.Answer) -> str:
    """Write how the attempt ended, and what follows from it."""
    taken = answer.status in rules.TAKEN
    wait = rules.wait_after(attempts=row.attempts, spread=secrets.randbelow(1000) / 1000)
    webhook = Webhook.objects.select_for_update().filter(pk=row.webhook_id).first()
    if webhook is None:
        return "gone"
    row.answered, row.fault, row.took_ms = answer.status, answer.fault, answer.took_ms
    row.state = "delivered" if taken else "waiting" if wait and row.kind != "ping" else "given-up"
    if row.state == "waiting" and wait:
        row.next_at = clock.now() + wait
        put_in_queue(row.pk, at=row.next_at)
    row.save(update_fields=["state", "next_at", "answered", "fault", "took_ms"])
    if row.kind != "ping" or taken:
        _judge(webhook, taken=taken, gone=answer.status == rules.GONE)
    return row.state if row.state != "waiting" else "failed"


def _judge(webhook: Webhook, *, taken: bool, gone: bool) -> None:
    """Remember since when a webhook fails; stop it after too long, or when it says that it is gone."""
    now = clock.now()
    since = None if taken else webhook.failing_since or now
    if taken:
        webhook.answered_at = now
    stop = webhook.state == "active" and since is not None and (gone or now - since >= rules.DISABLE_AFTER)
    if stop:
        webhook.state = "stopped"
        epochs.advance(REGISTRY)
    webhook.failing_since = since
    webhook.save(update_fields=["state", "failing_since", "answered_at"])
    if stop:
        audit.record(actor=ACTOR, verb="casework.webhook-stopped", target=webhook, detail={"gone": gone})
        enqueue_once(mail_stopped_webhook, webhook=webhook.key)


@transaction.atomic
def resend_delivery(*, actor: Actor, key: str, message: str) -> None:
    """Send a message of a webhook again, now, under the same identifier.

    raises: WebhookNotFound, DeliveryNotFound
    """
    webhook = managed_webhook(actor, key)
    row = Delivery.objects.select_for_update().filter(webhook=webhook, message=message).first()
    if row is None:
        raise DeliveryNotFound
    row.state, row.attempts, row.next_at = "waiting", 0, clock.now()
    row.save(update_fields=["state", "attempts", "next_at"])
    put_in_queue(row.pk)
    audit.record(actor=actor, verb="casework.webhook-resent", target=webhook, detail={"message": message})


@transaction.atomic
def deliver_overdue(*, actor: Actor) -> int:
    """Put in the queue what should have been sent and was lost with its worker; return how many."""
    overdue = Delivery.objects.filter(
        state="waiting", webhook__state="active", next_at__lt=clock.now() - LEASE
    )
    lost = list(overdue.values_list("pk", flat=True)[:1000])
    for pk in lost:
        put_in_queue(pk)
    audit.record(
        actor=actor,
        verb="casework.webhooks-swept",
        target=("webhooks", "overdue"),
        detail={"found": len(lost)},
    )
    return len(lost)


@transaction.atomic
def forget_deliveries(*, actor: Actor) -> int:
    """Delete the log of messages older than a month that are done with; return how many."""
    old = Delivery.objects.filter(made_at__lt=clock.now() - KEEP).exclude(state="waiting")
    count: int = old.delete()[0]
    audit.record(
        actor=actor, verb="casework.deliveries-forgotten", target=("webhooks", "old"), detail={"count": count}
    )
    return count
