"""Webhooks of a body: set up, changed, given a new secret, paused, tried out, removed."""

import secrets
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from bawaba.casework.errors import WebhookRefused
from bawaba.casework.models import Delivery, Webhook
from bawaba.casework.queries.webhooks import (
    REGISTRY,
    WebhookInfo,
    managed_webhook,
    require_manager,
    secret_context,
    webhook_info,
)
from bawaba.casework.rules import webhooks as rules
from bawaba.casework.services.deliveries import put_in_queue
from bawaba.directory.queries import get_body
from bawaba.kernel import audit, clock, epochs, sealing
from bawaba.kernel.actors import Actor

MOST_OF_A_BODY: Final = 20


@transaction.atomic
def add_webhook(
    *, actor: Actor, body: str, url: str, kinds: Iterable[str] = (), services: Iterable[str] = ()
) -> tuple[WebhookInfo, str]:
    """Set up an address that is told of a body's events; return it with its signing secret, shown once.

    kinds:  words of `rules.webhooks.KINDS`, all where empty; services: identifiers, all where empty
    raises: WebhookRefused, NotManager, BodyNotFound
    """
    require_manager(actor, body)
    get_body(key=body)
    if Webhook.objects.filter(body=body).count() >= MOST_OF_A_BODY:
        raise WebhookRefused(fields={"body": "too-many"})
    key = f"wh_{secrets.token_hex(12)}"
    secret = rules.write_secret(secrets.token_bytes(rules.SECRET_BYTES))
    row = Webhook.objects.create(
        key=key,
        body=body,
        url=_checked_url(url),
        kinds=_checked_kinds(kinds),
        services=sorted(set(services)),
        sealed_secret=_sealed(secret, key),
        created_at=clock.now(),
        created_by=actor.key,
    )
    _note(actor, row, "added", host=urlsplit(url).hostname or "")
    return webhook_info(row), secret


@transaction.atomic
def change_webhook(
    *,
    actor: Actor,
    key: str,
    url: str | None = None,
    kinds: Iterable[str] | None = None,
    services: Iterable[str] | None = None,
) -> WebhookInfo:
    """Change where and of what a webhook is told; what is None stays.

    raises: WebhookNotFound, WebhookRefused
    """
    row = managed_webhook(actor, key, lock=True)
    row.url = row.url if url is None else _checked_url(url)
    row.kinds = row.kinds if kinds is None else _checked_kinds(kinds)
    row.services = row.services if services is None else sorted(set(services))
    row.save(update_fields=["url", "kinds", "services"])
    _note(actor, row, "changed", host=urlsplit(row.url).hostname or "")
    return webhook_info(row)


@transaction.atomic
def rotate_webhook_secret(*, actor: Actor, key: str) -> str:
    """Give a webhook a new signing secret, shown once; the old one signs beside it for a day.

    raises: WebhookNotFound
    """
    row = managed_webhook(actor, key, lock=True)
    secret = rules.write_secret(secrets.token_bytes(rules.SECRET_BYTES))
    row.sealed_old_secret, row.old_until = row.sealed_secret, clock.now() + rules.OVERLAP
    row.sealed_secret = _sealed(secret, row.key)
    row.save(update_fields=["sealed_secret", "sealed_old_secret", "old_until"])
    _note(actor, row, "secret-rotated")
    return secret


@transaction.atomic
def pause_webhook(*, actor: Actor, key: str) -> WebhookInfo:
    """Stop telling a webhook of anything; what waited for it stays.

    raises: WebhookNotFound
    """
    return _turn(actor, key, "paused")


@transaction.atomic
def resume_webhook(*, actor: Actor, key: str) -> WebhookInfo:
    """Tell a webhook again, beginning with what waits for it.

    raises: WebhookNotFound
    """
    info = _turn(actor, key, "active")
    for waiting in Delivery.objects.filter(webhook__key=key, state="waiting").values_list("pk", flat=True):
        put_in_queue(waiting)
    return info


@transaction.atomic
def remove_webhook(*, actor: Actor, key: str) -> None:
    """Forget a webhook, its secret and its log.

    raises: WebhookNotFound
    """
    row = managed_webhook(actor, key, lock=True)
    _note(actor, row, "removed")
    row.delete()


@transaction.atomic
def ping_webhook(*, actor: Actor, key: str) -> str:
    """Send a webhook a message that says nothing, to try it out; return the message's identifier.

    raises: WebhookNotFound
    """
    row = managed_webhook(actor, key, lock=True)
    message, now = f"msg_{secrets.token_hex(12)}", clock.now()
    delivery = Delivery.objects.create(
        webhook=row,
        message=message,
        kind="ping",
        payload={"type": "ping", "timestamp": now.isoformat(), "data": {"webhook": row.key}},
        made_at=now,
        next_at=now,
    )
    put_in_queue(delivery.pk)
    _note(actor, row, "pinged")
    return message


def _turn(actor: Actor, key: str, state: str) -> WebhookInfo:
    row = managed_webhook(actor, key, lock=True)
    row.state, row.failing_since = state, None
    row.save(update_fields=["state", "failing_since"])
    _note(actor, row, "resumed" if state == "active" else state)
    return webhook_info(row)


def _checked_url(url: str) -> str:
    local = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1") if "[" not in url else "[::1]" in url
    plain_http = local and settings.WEBHOOKS_TO_PRIVATE and not settings.IN_PRODUCTION
    fault = rules.address_fault(url, plain_http=plain_http)
    if fault:
        raise WebhookRefused(fields={"url": fault})
    return url


def _checked_kinds(kinds: Iterable[str]) -> list[str]:
    wanted = sorted(set(kinds))
    if not set(wanted) <= set(rules.KINDS):
        raise WebhookRefused(fields={"kinds": "one of " + ", ".join(rules.KINDS)})
    return wanted


def _sealed(secret: str, key: str) -> bytes:
    return sealing.seal(secret.encode(), context=secret_context(key))


def _note(actor: Actor, row: Webhook, what: str, **detail: str) -> None:
    epochs.advance(REGISTRY)
    audit.record(
        actor=actor, verb=f"casework.webhook-{what}", target=row, detail={"body": row.body, **detail}
    )
