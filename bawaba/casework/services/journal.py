"""The timeline of a case: each change adds a line, and whoever listens is told in the same transaction."""

from collections.abc import Mapping

from bawaba.casework.models import Case, Event
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.records import case_info, event_info
from bawaba.casework.types import EventInfo, EventSight, Json, event_listeners
from bawaba.kernel import audit, clock, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.durability import keep_on_disk


def record_event(
    *,
    actor: Actor,
    case: Case,
    kind: str,
    sight: EventSight = "person",
    detail: Mapping[str, Json] | None = None,
    text: str = "",
    audited: bool = True,
) -> EventInfo:
    """Add a line to a case's timeline and the audit row of the change, and tell the listeners.

    Inside the caller's transaction, after the case was saved. What it tells is on the disk when the
    transaction has ended, since people are handed receipts and decisions.
    kind:   stable; the audit's verb is `casework.<kind>`
    detail: JSON without personal data; text: free words, kept sealed
    """
    row = Event(
        case=case,
        at=clock.now(),
        kind=kind,
        sight=sight,
        actor=actor.key,
        detail=dict(detail or {}),
        sealed=seal_text(text, column="event", key=case.key) if text else None,
    )
    rows.insert(row)
    keep_on_disk()
    if audited:
        audit.record(actor=actor, verb=f"casework.{kind}", target=case, detail=detail)
    event = event_info(row, key=case.key)
    info = case_info(case)
    for tell in event_listeners.providers().values():
        tell(case=info, event=event)
    return event
