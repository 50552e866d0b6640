"""The law's clock goes on by itself: alerts, acts by silence, escalation, corrections that never came."""

import secrets
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from bawaba.casework.models import Case, Decision, Pause
from bawaba.casework.queries.access import supervisor_of
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.records import law_of, procedure_of
from bawaba.casework.rules.clock import alerts_due, days_from, is_late
from bawaba.casework.rules.workflow import closing_state
from bawaba.casework.services.deciding import drop_proposals, put_in_force
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.pausing import end_pause
from bawaba.casework.services.stepping import close_case, keep_case
from bawaba.casework.types import ClockRun, EventSight
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

HORIZON_DAYS: Final = 60
"""How far ahead of the legal date alerts may lie, in calendar days."""


def run_clock(*, actor: Actor, today: date | None = None) -> ClockRun:
    """Do what is due on a day for every case, each in a transaction of its own; twice does nothing more.

    today: the country's date when not given
    """
    day = today or clock.today()
    counts = {"alerts": 0, "silences": 0, "lapsed": 0, "escalated": 0}
    for key in _lapsing(day):
        counts["lapsed"] += _lapse(actor, key, day)
    for key in _near(day):
        for name, number in _advance(actor, key, day).items():
            counts[name] += number
    return ClockRun(**counts)


def _near(day: date) -> list[int]:
    """Return the cases whose clock runs and whose legal date is near or past, the soonest first."""
    rows = Case.objects.filter(
        closed_at__isnull=True, phase="open", due_on__lte=day + timedelta(days=HORIZON_DAYS)
    )
    return list(rows.order_by("due_on", "id").values_list("id", flat=True))


def _lapsing(day: date) -> list[int]:
    """Return the cases whose person did not answer a request for correction in time."""
    return list(
        Pause.objects.filter(ended_at__isnull=True, answer_by__lt=day).values_list("case_id", flat=True)
    )


@transaction.atomic
def _advance(actor: Actor, key: int, day: date) -> dict[str, int]:
    """Give a case's alerts, and do what its legal date brings. On a row of its own."""
    case = _held(key)
    if case is None or case.phase != "open":
        return {}
    procedure = procedure_of(case.procedure)
    done = {"alerts": _alert(actor, case, day)}
    if not is_late(case.due_on, day):
        return done
    if procedure.law.silence == "acceptance":
        _accept_by_silence(actor, case)
        return done | {"silences": 1}
    return done | {"escalated": _escalate(actor, case)}


def _alert(actor: Actor, case: Case, day: date) -> int:
    procedure = procedure_of(case.procedure)
    reached = days_from(case.due_on, day, law_of(case).answer, working_days())
    if reached <= case.told:
        return 0
    alerts = alerts_due(procedure.alerts, told=case.told, reached=reached)
    if not alerts:
        return 0
    case.told = reached
    keep_case(case)
    for one in alerts:
        detail = {"days": one.days, "tell": list(one.tell), "due_on": case.due_on.isoformat()}
        sight: EventSight = "person" if "person" in one.tell else "internal"
        record_event(actor=actor, case=case, kind="alert", sight=sight, detail=detail)
    return len(alerts)


def _accept_by_silence(actor: Actor, case: Case) -> None:
    """Issue the act that the person asked for: the administration said nothing in the law's time."""
    procedure = procedure_of(case.procedure)
    drop_proposals(case, actor)
    decision = Decision(
        case=case,
        outcome="accepted-by-silence",
        transition="",
        code=secrets.token_urlsafe(18),
        proposed_at=clock.now(),
        proposed_by=actor.key,
    )
    target = closing_state(procedure, "accept", state=case.state)
    put_in_force(actor=actor, case=case, decision=decision, target=target)


def _escalate(actor: Actor, case: Case) -> int:
    """Tell the supervisor once that the legal date has passed."""
    if case.escalated_at is not None:
        return 0
    case.escalated_at = clock.now()
    keep_case(case)
    detail = {"supervisor": supervisor_of(case), "due_on": case.due_on.isoformat()}
    record_event(actor=actor, case=case, kind="escalated", sight="internal", detail=detail)
    return 1


@transaction.atomic
def _lapse(actor: Actor, key: int, day: date) -> int:
    """Close a case whose correction never came, where its procedure says so."""
    case = _held(key)
    pause = case.pauses.filter(ended_at__isnull=True, answer_by__lt=day).first() if case else None
    if case is None or pause is None:
        return 0
    steps = procedure_of(case.procedure).transitions
    step = next((one for one in steps if one.source == case.state and one.effect == "lapse"), None)
    if step is None:
        return 0
    end_pause(case)
    close_case(case, step.target, "lapsed")
    keep_case(case)
    record_event(actor=actor, case=case, kind="closed", detail={"outcome": "lapsed"})
    return 1


def _held(key: int) -> Case | None:
    return Case.objects.select_related("procedure").select_for_update(of=("self",)).filter(pk=key).first()
