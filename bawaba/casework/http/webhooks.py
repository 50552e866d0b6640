"""Webhooks of a body, for whoever sets up its requests."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Query, Schema

from bawaba.casework import queries, services
from bawaba.casework.http import router
from bawaba.casework.http.callers import DESK_READS, DESK_WRITES, caller_of
from bawaba.casework.queries.webhooks import WebhookInfo
from bawaba.kernel.http import PageQuery, Words, link_next

Kind = Literal["submitted", "moved", "correction-asked", "corrected", "message", "decided", "closed"]
HookKey = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
MessageKey = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$")]


class WebhookAnswer(Schema):
    """An address that is told of a body's events; state: active, paused or stopped (it failed for days)."""

    key: str
    body: str
    url: str
    kinds: list[str]
    services: list[str]
    state: str
    failing_since: datetime | None
    answered_at: datetime | None
    created_at: datetime


class NewWebhookAnswer(Schema):
    """A webhook with its signing secret, which is never shown again."""

    webhook: WebhookAnswer
    secret: str


class SecretAnswer(Schema):
    """A new signing secret; the old one signs beside it for a day."""

    secret: str


class WebhooksAnswer(Schema):
    """The webhooks of a body."""

    items: list[WebhookAnswer]


class DeliveryAnswer(Schema):
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


class DeliveriesAnswer(Schema):
    """A page of the log, the newest first."""

    items: list[DeliveryAnswer]
    after: str


class BodyQuery(Schema):
    """Whose webhooks."""

    body: Words = Field(description="Key of the administration.")


class WebhookBody(Schema):
    """A webhook to set up. kinds, services: of which it is told, all where empty."""

    body: Words
    url: Annotated[str, Field(max_length=500)]
    kinds: list[Kind] = Field([], max_length=10)
    services: list[Words] = Field([], max_length=200)


class ChangeBody(Schema):
    """What to change; what is left out stays."""

    url: Annotated[str, Field(max_length=500)] | None = None
    kinds: list[Kind] | None = Field(None, max_length=10)
    services: list[Words] | None = Field(None, max_length=200)


class PingAnswer(Schema):
    """The message that was put in the queue."""

    message: str


class RemovedAnswer(Schema):
    """What is gone."""

    key: str


@router.get(
    "/casework/webhooks", response=WebhooksAnswer, auth=DESK_READS, operation_id="casework.list_webhooks"
)
def list_webhooks(request: HttpRequest, query: Query[BodyQuery]) -> dict[str, object]:
    """List the webhooks of a body."""
    found = queries.list_webhooks(actor=caller_of(request).actor, body=query.body)
    return {"items": [_webhook(one) for one in found]}


@router.post(
    "/casework/webhooks", response=NewWebhookAnswer, auth=DESK_WRITES, operation_id="casework.add_webhook"
)
def add_webhook(request: HttpRequest, body: Body[WebhookBody]) -> dict[str, object]:
    """Set up a webhook; its secret is shown once."""
    info, secret = services.add_webhook(
        actor=caller_of(request).actor, body=body.body, url=body.url, kinds=body.kinds, services=body.services
    )
    return {"webhook": _webhook(info), "secret": secret}


@router.get(
    "/casework/webhooks/{key}", response=WebhookAnswer, auth=DESK_READS, operation_id="casework.find_webhook"
)
def find_webhook(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Get one webhook."""
    return _webhook(queries.find_webhook(actor=caller_of(request).actor, key=key))


@router.patch(
    "/casework/webhooks/{key}",
    response=WebhookAnswer,
    auth=DESK_WRITES,
    operation_id="casework.change_webhook",
)
def change_webhook(request: HttpRequest, key: HookKey, body: Body[ChangeBody]) -> dict[str, object]:
    """Change where or of what a webhook is told."""
    actor = caller_of(request).actor
    info = services.change_webhook(
        actor=actor, key=key, url=body.url, kinds=body.kinds, services=body.services
    )
    return _webhook(info)


@router.delete(
    "/casework/webhooks/{key}",
    response=RemovedAnswer,
    auth=DESK_WRITES,
    operation_id="casework.remove_webhook",
)
def remove_webhook(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Forget a webhook, its secret and its log."""
    services.remove_webhook(actor=caller_of(request).actor, key=key)
    return {"key": key}


@router.post(
    "/casework/webhooks/{key}/secret", response=SecretAnswer, auth=DESK_WRITES,
    operation_id="casework.rotate_webhook_secret",
)  # fmt: skip
def rotate_webhook_secret(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Give a webhook a new secret."""
    return {"secret": services.rotate_webhook_secret(actor=caller_of(request).actor, key=key)}


@router.post(
    "/casework/webhooks/{key}/pause", response=WebhookAnswer, auth=DESK_WRITES,
    operation_id="casework.pause_webhook",
)  # fmt: skip
def pause_webhook(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Stop telling a webhook; what waits for it stays."""
    return _webhook(services.pause_webhook(actor=caller_of(request).actor, key=key))


@router.post(
    "/casework/webhooks/{key}/resumption", response=WebhookAnswer, auth=DESK_WRITES,
    operation_id="casework.resume_webhook",
)  # fmt: skip
def resume_webhook(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Tell a webhook again."""
    return _webhook(services.resume_webhook(actor=caller_of(request).actor, key=key))


@router.post(
    "/casework/webhooks/{key}/pings",
    response=PingAnswer,
    auth=DESK_WRITES,
    operation_id="casework.ping_webhook",
)
def ping_webhook(request: HttpRequest, key: HookKey) -> dict[str, object]:
    """Send a webhook a message that says nothing, to try it out."""
    return {"message": services.ping_webhook(actor=caller_of(request).actor, key=key)}


@router.get(
    "/casework/webhooks/{key}/deliveries", response=DeliveriesAnswer, auth=DESK_READS,
    operation_id="casework.list_deliveries",
)  # fmt: skip
def list_deliveries(
    request: HttpRequest, response: HttpResponse, key: HookKey, query: Query[PageQuery]
) -> dict[str, object]:
    """List what a webhook was sent."""
    page = queries.list_deliveries(
        actor=caller_of(request).actor, key=key, after=query.after, limit=query.limit
    )
    link_next(request, response, page.after)
    items = [{name: getattr(one, name) for name in DeliveryAnswer.model_fields} for one in page.items]
    return {"items": items, "after": page.after}


@router.post(
    "/casework/webhooks/{key}/deliveries/{message}/repetition", response=PingAnswer, auth=DESK_WRITES,
    operation_id="casework.resend_delivery",
)  # fmt: skip
def resend_delivery(request: HttpRequest, key: HookKey, message: MessageKey) -> dict[str, object]:
    """Send a message of a webhook again, under the same identifier."""
    services.resend_delivery(actor=caller_of(request).actor, key=key, message=message)
    return {"message": message}


def _webhook(info: WebhookInfo) -> dict[str, object]:
    return {name: getattr(info, name) for name in WebhookAnswer.model_fields}
