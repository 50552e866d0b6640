"""What a person reads of their own requests, without jargon."""

from typing import Final

from bawaba.casework.models import Case
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.cases import list_cases
from bawaba.casework.queries.records import (
    case_info,
    decision_info,
    event_info,
    law_of,
    pause_info,
    procedure_of,
    receipt_info,
)
from bawaba.casework.rules.times import median_days
from bawaba.casework.rules.workflow import find_state, steps_from
from bawaba.casework.types import CaseFilter, CaseInfo, Tracking
from bawaba.kernel.epochs import keep_for_epoch
from bawaba.kernel.paging import Page

RECENT: Final = 200
"""How many of a service's last decided cases the typical time is taken from."""


def list_own(*, owner: str, after: str = "", limit: int = 20) -> Page[CaseInfo]:
    """Return a person's cases, the newest first. One SQL query."""
    wanted = CaseFilter(owner=owner, phases=("open", "paused", "closed"), order="newest")
    return list_cases(wanted=wanted, after=after, limit=limit) if owner else Page(())


def track(*, key: str, owner: str) -> Tracking:
    """Return all that a person sees of their own case. Two SQL queries, three when it is paused or closed.

    The typical time of the service costs one more each epoch.
    raises: CaseNotFound
    """
    return tracking_of(own_row(key, owner, papers=True))


def tracking_of(row: Case) -> Tracking:
    """Return what the person of a case sees. One SQL query, two when it is paused or closed."""
    procedure = procedure_of(row.procedure)
    state = find_state(procedure, row.state)
    decision = row.decisions.filter(state="in-force").first() if row.phase == "closed" else None
    pause = row.pauses.filter(ended_at__isnull=True).first() if row.phase == "paused" else None
    return Tracking(
        info=case_info(row),
        where=state.names if state else {},
        holder=state.holder if state else "agent",
        next=state.next if state else {},
        law=law_of(row),
        typical_days=typical_days(row.service),
        events=[event_info(one, key=row.key) for one in row.events.filter(sight="person").order_by("id")],
        pause=pause_info(pause, key=row.key) if pause else None,
        decision=decision_info(decision, key=row.key) if decision else None,
        receipt=receipt_info(row.receipt, row, digest=row.content.digest),
        steps=tuple(one.key for one in steps_from(procedure, state=row.state, who={"person"})),
    )


@keep_for_epoch
def typical_days(service: str) -> int | None:
    """Return the median days of a service's last decided cases, None when fewer than ten are known.

    One SQL query an epoch.
    """
    rows = Case.objects.filter(
        service=service, closed_at__isnull=False, outcome__in=("accepted", "refused", "accepted-by-silence")
    )
    spans = rows.order_by("-closed_at").values_list("submitted_at", "closed_at")[:RECENT]
    return median_days((closed - lodged).total_seconds() for lodged, closed in spans if closed)
