"""`bawaba casework …` for webhooks: set up, given a new secret, tried out, looked at, cleaned up."""

from collections.abc import Mapping
from dataclasses import asdict

from bawaba.casework import queries, services
from bawaba.casework.rules.webhooks import KINDS
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR = system_actor("command")


def add_operations(command: RoomCommand) -> None:
    """Add what this file offers to the room's command."""
    add = command.operation(
        "add-webhook", add_webhook, "Tell another system of a body's events; prints its secret once."
    )
    add.add_argument("body", help="key of the administration")
    add.add_argument("url", help="https address")
    add.add_argument(
        "--kinds", nargs="*", default=[], choices=KINDS, help="of which events; of all where left out"
    )
    add.add_argument("--services", dest="only", nargs="*", default=[], help="identifiers; all where left out")
    listing = command.operation("list-webhooks", list_webhooks, "List the webhooks of a body.")
    listing.add_argument("body")
    for name, run, text in (
        ("rotate-webhook-secret", rotate_webhook_secret, "Give a webhook a new secret; prints it once."),
        ("pause-webhook", pause_webhook, "Stop telling a webhook; what waits for it stays."),
        ("resume-webhook", resume_webhook, "Tell a webhook again."),
        ("ping-webhook", ping_webhook, "Send a webhook a message that says nothing."),
        ("remove-webhook", remove_webhook, "Forget a webhook, its secret and its log."),
    ):
        command.operation(name, run, text).add_argument("key")
    log = command.operation(
        "list-deliveries", list_deliveries, "List what a webhook was sent, the newest first."
    )
    log.add_argument("key")
    log.add_argument("--after", default="")
    log.add_argument("--limit", type=int, default=20)
    again = command.operation("resend-delivery", resend_delivery, "Send a message of a webhook again.")
    again.add_argument("key")
    again.add_argument("message")
    command.operation(
        "deliver-overdue", deliver_overdue, "Send what was lost with its worker; by itself each hour."
    )
    command.operation(
        "forget-deliveries", forget_deliveries, "Delete the log older than a month; by itself each night."
    )


def add_webhook(*, body: str, url: str, kinds: list[str], only: list[str]) -> Mapping[str, object]:
    info, secret = services.add_webhook(actor=ACTOR, body=body, url=url, kinds=kinds, services=only)
    return {"webhook": asdict(info), "secret": secret}


def list_webhooks(*, body: str) -> Mapping[str, object]:
    return {"webhooks": [asdict(one) for one in queries.list_webhooks(actor=ACTOR, body=body)]}


def rotate_webhook_secret(*, key: str) -> Mapping[str, object]:
    return {"webhook": key, "secret": services.rotate_webhook_secret(actor=ACTOR, key=key)}


def pause_webhook(*, key: str) -> Mapping[str, object]:
    return {"webhook": asdict(services.pause_webhook(actor=ACTOR, key=key))}


def resume_webhook(*, key: str) -> Mapping[str, object]:
    return {"webhook": asdict(services.resume_webhook(actor=ACTOR, key=key))}


def ping_webhook(*, key: str) -> Mapping[str, object]:
    return {"webhook": key, "message": services.ping_webhook(actor=ACTOR, key=key)}


def remove_webhook(*, key: str) -> Mapping[str, object]:
    services.remove_webhook(actor=ACTOR, key=key)
    return {"removed": key}


def list_deliveries(*, key: str, after: str, limit: int) -> Mapping[str, object]:
    page = queries.list_deliveries(actor=ACTOR, key=key, after=after, limit=limit)
    return {"deliveries": [asdict(one) for one in page.items], "after": page.after}


def resend_delivery(*, key: str, message: str) -> Mapping[str, object]:
    services.resend_delivery(actor=ACTOR, key=key, message=message)
    return {"sent": message}


def deliver_overdue() -> Mapping[str, object]:
    return {"found": services.deliver_overdue(actor=ACTOR)}


def forget_deliveries() -> Mapping[str, object]:
    return {"forgotten": services.forget_deliveries(actor=ACTOR)}
