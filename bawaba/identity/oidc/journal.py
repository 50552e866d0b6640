"""The identity room's part of the audit, for the identity administrator; and refusals, written sparingly."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction

from bawaba.identity.oidc.errors import ProtocolError
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import AuditEntry

MOST_LISTED: Final = 500
MOST_REFUSALS_A_MINUTE: Final = 60
NOT_REFUSED: Final = frozenset({"authorization_pending", "slow_down"})  # a client that waits
_ACTOR: Final = system_actor("oidc")


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the audit."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    target: str
    detail: Mapping[str, Any]  # Any: JSON


def list_acts(*, verb: str = "", target: str = "", before: int = 0, limit: int = 50) -> list[Act]:
    """Return the identity room's acts, the latest first. One SQL query.

    verb:   the beginning of the verb after `identity.`, such as `client`
    target: the identifier of what was acted on
    before: only those with a smaller sequence
    """
    rows = AuditEntry.objects.filter(verb__startswith=f"identity.{verb}").order_by("-sequence")
    if target:
        rows = rows.filter(target_id=target)
    if before:
        rows = rows.filter(sequence__lt=before)
    return [
        Act(row.sequence, row.at, row.actor, row.verb, f"{row.target_type}:{row.target_id}", row.detail)
        for row in rows[: max(1, min(limit, MOST_LISTED))]
    ]


@contextmanager
def refusals_noted(*, client_id: str, door: str) -> Iterator[None]:
    """Note the protocol error that ends the block, if one does."""
    try:
        yield
    except ProtocolError as error:
        note_refusal(client_id=client_id, door=door, error=error.error)
        raise


def note_refusal(*, client_id: str, door: str, error: str) -> None:
    """Write down that a client was refused: once a minute for the same client, door and error.

    In all at most sixty rows a minute a process, so that a stranger cannot fill the audit.
    client_id: of a client that exists; "" for anyone else, who all share one row
    """
    if error in NOT_REFUSED:
        return
    minute = int(clock.now().timestamp()) // 60
    if not cache.add(f"refused:{client_id}:{door}:{error}:{minute}", 1, 120):
        return
    if _count_up(f"refused:{minute}") > MOST_REFUSALS_A_MINUTE:
        return
    with transaction.atomic():
        audit.record(
            actor=_ACTOR,
            verb="identity.refused",
            target=("identity.relyingparty", client_id or "unknown"),
            detail={"door": door, "error": error},
        )


def _count_up(key: str) -> int:
    if cache.add(key, 1, 120):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # the cache dropped it between the two calls
        return 1
