"""Take a case from one state of its workflow to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import (
    CaseChangedMeanwhile,
    CaseNotFound,
    NotCaseOfficer,
    StepIncomplete,
    StepNotPossible,
)
from bawaba.casework.models import Case
from bawaba.casework.queries.access import case_row, roles_in
from bawaba.casework.queries.records import case_info, procedure_of
from bawaba.casework.rules.workflow import find_step, missing_needs
from bawaba.casework.services.deciding import drop_proposals, propose
from bawaba.casework.services.holding import refuse_if_held
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.pausing import end_pause, pause_for_correction
from bawaba.casework.services.stepping import close_case, enter_state, keep_case
from bawaba.casework.types import CaseInfo, Transition
from bawaba.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in for a step. fields: names of the answers to correct."""

    reasons: str = ""
    message: str = ""
    note: str = ""
    fields: tuple[str, ...] = ()

    def as_needs(self) -> Mapping[str, object]:
        return {
            "reasons": self.reasons.strip(),
            "message": self.message.strip(),
            "note": self.note.strip(),
            "fields": self.fields,
        }


NOTHING: Final = Filled()


@transaction.atomic
def take_step(
    *, actor: Actor, key: str, step: str, filled: Filled = NOTHING, owner: str = "", expected: int = 0
) -> CaseInfo:
    """Take a transition of the case's own procedure, with all that its effect brings.

    step:     key of a transition out of the case's state
    owner:    the person's key, as the door knows it; agents' doors leave it empty
    expected: revision that the reader saw; 0 takes it as it is
    raises:   CaseNotFound, NotCaseOfficer, CaseHeld, StepNotPossible, StepIncomplete, CaseChangedMeanwhile,
              and what `pausing` and `deciding` raise
    """
    case = case_row(key, lock=True)
    roles = roles_in(case, actor, owner=owner)
    if not roles:
        raise CaseNotFound if owner else NotCaseOfficer
    if not owner:
        refuse_if_held(actor=actor, case=case)
    if expected and case.revision != expected:
        raise CaseChangedMeanwhile
    transition = find_step(procedure_of(case.procedure), state=case.state, step=step)
    if transition is None or case.phase == "closed" or roles.isdisjoint(transition.who):
        raise StepNotPossible
    missing = missing_needs(transition, filled.as_needs())
    if missing:
        raise StepIncomplete(fields=dict.fromkeys(missing, _("Fill this in.")))
    _apply(actor, case, transition, filled)
    return case_info(case)


def _apply(actor: Actor, case: Case, transition: Transition, filled: Filled) -> None:
    if transition.effect == "ask-correction":
        pause_for_correction(
            actor=actor, case=case, transition=transition, message=filled.message, fields=filled.fields
        )
    elif transition.effect in ("accept", "refuse"):
        propose(actor=actor, case=case, transition=transition, reasons=filled.reasons)
    elif transition.effect in ("withdraw", "lapse"):
        drop_proposals(case, actor)
        end_pause(case)
        close_case(case, transition.target, "withdrawn" if transition.effect == "withdraw" else "lapsed")
        keep_case(case)
        record_event(
            actor=actor, case=case, kind="closed", detail={"outcome": case.outcome}, text=filled.note
        )
    else:
        _move(actor, case, transition, filled)


def _move(actor: Actor, case: Case, transition: Transition, filled: Filled) -> None:
    before = case.state
    end_pause(case)
    enter_state(case, transition.target)
    if not case.assignee and any(role == "agent" for role, _body in actor.roles):
        case.assignee = actor.key  # whoever goes on with a request of nobody's has it from then on
    keep_case(case)
    detail = {"step": transition.key, "from": before, "to": case.state}
    record_event(actor=actor, case=case, kind="moved", detail=detail)
    if filled.note:
        record_event(actor=actor, case=case, kind="noted", sight="internal", text=filled.note, audited=False)
