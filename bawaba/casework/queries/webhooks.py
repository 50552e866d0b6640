"""Webhooks and the log of what they were sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bawaba.casework.errors import NotManager, WebhookNotFound
from bawaba.casework.models import Delivery, Webhook
from bawaba.directory.queries import acts_for
from bawaba.kernel import epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page

REGISTRY: Final = "casework-webhooks"
"""Name of the counter that grows when a webhook is added, changed or removed."""
Listening = tuple[int, frozenset[str], frozenset[str]]
_listening: Final[epochs.EpochMemory[str, list[Listening]]] = epochs.EpochMemory(name=REGISTRY)


@dataclass(frozen=True, slots=True)
class WebhookInfo:
    """An address of another system that is told of a body's events, without its secret.

    kinds, services: of which it is told, all where empty; state: active, paused or stopped
    """

    key: str
    body: str
    url: str
    kinds: tuple[str, ...]
    services: tuple[str, ...]
    state: str
    failing_since: datetime | None
    answered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryInfo:
    """A message to a webhook. state: waiting, delivered or given-up; answered: the last HTTP status."""

    message: str
    kind: str
    state: str
    attempts: int
    made_at: datetime
    next_at: datetime | None
    tried_at: datetime | None
    took_ms: int | None
    answered: int | None
    fault: str


def list_webhooks(*, actor: Actor, body: str) -> list[WebhookInfo]:
    """Return the webhooks of a body, the oldest first. Two SQL queries.

    raises: NotManager
    """
    require_manager(actor, body)
    return [webhook_info(row) for row in Webhook.objects.filter(body=body).order_by("pk")]


def find_webhook(*, actor: Actor, key: str) -> WebhookInfo:
    """Return one webhook. Two SQL queries.

    raises: WebhookNotFound
    """
    return webhook_info(managed_webhook(actor, key))


def list_deliveries(*, actor: Actor, key: str, after: str = "", limit: int = 20) -> Page[DeliveryInfo]:
    """Return what a webhook was sent, the newest first. Three SQL queries.

    raises: WebhookNotFound
    """
    rows = Delivery.objects.filter(webhook=managed_webhook(actor, key))
    if after.isdecimal() and after.isascii():
        rows = rows.filter(pk__lt=min(int(after), 2**62))
    page = cut_page(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: str(row.pk))
    return Page(tuple(map(_delivery_info, page.items)), page.after)


def listening_webhooks(body: str, office: str) -> list[Listening]:
    """Return the active webhooks of a body or of its office: row, kinds and services (all where empty).

    No SQL query while no webhook of the site changes, beyond one a second.
    """
    kept = _listening.get_all(
        list(dict.fromkeys((body, office))), lambda missing: {one: _read_listening(one) for one in missing}
    )
    return [webhook for webhooks in kept.values() for webhook in webhooks]


def _read_listening(body: str) -> list[Listening]:
    rows = Webhook.objects.filter(body=body, state="active").values_list("pk", "kinds", "services")
    return [(pk, frozenset(kinds), frozenset(services)) for pk, kinds, services in rows]


def managed_webhook(actor: Actor, key: str, *, lock: bool = False) -> Webhook:
    """Return the row of a webhook that this actor manages; to others it does not exist. Two SQL queries.

    raises: WebhookNotFound
    """
    rows = Webhook.objects.select_for_update() if lock else Webhook.objects.all()
    row = rows.filter(key=key).first()
    if row is None or not acts_for(actor=actor, role="casework-administrator", body=row.body):
        raise WebhookNotFound
    return row


def require_manager(actor: Actor, body: str) -> None:
    """Refuse whoever does not set up the requests of this body. One SQL query.

    raises: NotManager
    """
    if not acts_for(actor=actor, role="casework-administrator", body=body):
        raise NotManager


def secret_context(key: str) -> str:
    """Return what the secrets of the webhook with this key are sealed for."""
    return f"casework-webhook:{key}"


def webhook_info(row: Webhook) -> WebhookInfo:
    """Return a webhook without its secret."""
    return WebhookInfo(
        key=row.key,
        body=row.body,
        url=row.url,
        kinds=tuple(row.kinds),
        services=tuple(row.services),
        state=row.state,
        failing_since=row.failing_since,
        answered_at=row.answered_at,
        created_at=row.created_at,
    )


def _delivery_info(row: Delivery) -> DeliveryInfo:
    return DeliveryInfo(
        message=row.message,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at if row.state == "waiting" else None,
        tried_at=row.tried_at,
        took_ms=row.took_ms,
        answered=row.answered,
        fault=row.fault,
    )
