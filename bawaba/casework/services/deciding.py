"""Decide a case: propose, let another agent confirm where the procedure says so, put in force, annul."""

import secrets
from datetime import date

from django.db import transaction

from bawaba.casework.errors import NotCaseOfficer, SameEyes, StepNotPossible
from bawaba.casework.models import Case, Decision
from bawaba.casework.queries.access import case_row, roles_in
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.records import case_info, procedure_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.workflow import find_step, needs_second_eyes
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.pausing import due_date, end_pause
from bawaba.casework.services.stepping import close_case, enter_state, keep_case
from bawaba.casework.types import CaseInfo, Law, Outcome, Transition
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor


def propose(*, actor: Actor, case: Case, transition: Transition, reasons: str) -> Decision:
    """Decide a case, or propose to where the procedure asks for a second pair of eyes. On a held row.

    raises: StepNotPossible
    """
    if case.decisions.filter(state="proposed").exists():
        raise StepNotPossible
    law = procedure_of(case.procedure).law
    decision = Decision(
        case=case,
        outcome="accepted" if transition.effect == "accept" else "refused",
        state="proposed",
        transition=transition.key,
        sealed_reasons=seal_text(reasons, column="reasons", key=case.key) if reasons else None,
        code=secrets.token_urlsafe(18),
        proposed_at=clock.now(),
        proposed_by=actor.key,
    )
    if not needs_second_eyes(law, transition.effect):
        return put_in_force(actor=actor, case=case, decision=decision, target=transition.target)
    decision.save()
    keep_case(case)
    detail = {"outcome": decision.outcome}
    record_event(actor=actor, case=case, kind="decision-proposed", sight="internal", detail=detail)
    return decision


@transaction.atomic
def confirm_decision(*, actor: Actor, key: str) -> CaseInfo:
    """Confirm a proposed decision as the second pair of eyes; it is in force at once.

    raises: CaseNotFound, NotCaseOfficer, StepNotPossible, SameEyes
    """
    case, decision = _proposed(actor, key)
    if decision.proposed_by == actor.key:
        raise SameEyes
    step = find_step(procedure_of(case.procedure), state=case.state, step=decision.transition)
    if step is None:
        raise StepNotPossible
    decision.confirmed_by = actor.key
    put_in_force(actor=actor, case=case, decision=decision, target=step.target)
    return case_info(case)


@transaction.atomic
def return_decision(*, actor: Actor, key: str, note: str) -> CaseInfo:
    """Send a proposed decision back to whoever proposed it, with an internal note.

    raises: CaseNotFound, NotCaseOfficer, StepNotPossible
    """
    case, decision = _proposed(actor, key)
    decision.state, decision.confirmed_by = "returned", actor.key
    decision.save(update_fields=["state", "confirmed_by"])
    keep_case(case)
    record_event(actor=actor, case=case, kind="decision-returned", sight="internal", text=note)
    return case_info(case)


@transaction.atomic
def annul_decision(*, actor: Actor, key: str, note: str) -> CaseInfo:
    """Annul the decision in force, as when an appeal is upheld: the case is open again, its clock anew.

    raises: CaseNotFound, NotCaseOfficer, StepNotPossible
    """
    case = case_row(key, lock=True)
    if "supervisor" not in roles_in(case, actor):
        raise NotCaseOfficer
    decision = case.decisions.filter(state="in-force").first()
    if decision is None:
        raise StepNotPossible
    procedure = procedure_of(case.procedure)
    decision.state = "annulled"
    decision.save(update_fields=["state"])
    source = next((one.source for one in procedure.transitions if one.key == decision.transition), "")
    enter_state(case, source or next(one.key for one in procedure.states if one.kind == "start"))
    case.phase, case.outcome, case.closed_at = "open", "", None
    case.clock_on, case.told = clock.today(), -32768
    case.due_on = due_date(case)
    keep_case(case)
    record_event(actor=actor, case=case, kind="decision-annulled", text=note)
    return case_info(case)


def put_in_force(
    *, actor: Actor, case: Case, decision: Decision, target: str, outcome: Outcome = ""
) -> Decision:
    """Put a decision in force and close its case. On a held row."""
    law = procedure_of(case.procedure).law
    decision.outcome = outcome or decision.outcome
    decision.state, decision.decided_at = "in-force", clock.now()
    decision.appeal_until = appeal_until(law, clock.today()) if decision.outcome == "refused" else None
    decision.save()
    end_pause(case)
    close_case(case, target, decision.outcome)  # type: ignore[arg-type]  # one of the case's outcomes
    keep_case(case)
    record_event(actor=actor, case=case, kind="decided", detail={"outcome": decision.outcome})
    return decision


def appeal_until(law: Law, decided_on: date) -> date | None:
    """Return the last day to appeal by any of the ways, None where there is none."""
    return max((deadline(decided_on, way.within, working_days()) for way in law.appeals), default=None)


def drop_proposals(case: Case, actor: Actor) -> None:
    """Return what was proposed when a case ends another way. On a held row. One SQL query."""
    case.decisions.filter(state="proposed").update(state="returned", confirmed_by=actor.key)


def _proposed(actor: Actor, key: str) -> tuple[Case, Decision]:
    case = case_row(key, lock=True)
    if {"agent", "supervisor"}.isdisjoint(roles_in(case, actor)):
        raise NotCaseOfficer
    decision = case.decisions.filter(state="proposed").first()
    if decision is None or case.phase == "closed":
        raise StepNotPossible
    return case, decision
