"""Keep road maps: made by the optimiser, then moved, corrected and tracked by the administration."""

import secrets
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.assess.queries import body_answers
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.maturity.errors import NotRoadmapOwner, PlanRefused, RoadmapNotFound, StepNotPossible
from bawaba.maturity.models import Roadmap, RoadmapStep, Wave
from bawaba.maturity.queries.planning import method_in_use, plan_improvement
from bawaba.maturity.queries.roadmaps import actions_of, index_path
from bawaba.maturity.roadmaps.programme import Limits
from bawaba.maturity.types import STEP_STATES

MOST_MAD = Decimal(10) ** 11
MOST_DAYS = 1_000_000


@transaction.atomic
def make_roadmap(
    *,
    actor: Actor,
    key: str,
    body: str,
    budget_mad: Decimal,
    waves: int,
    days: int | None = None,
) -> str:
    """Make the road map of a body from its answers in a wave of the study, and return its key.

    raises: NotRoadmapOwner, PlanRefused
    """
    if not acts_for(actor=actor, role="editor", body=body):
        raise NotRoadmapOwner
    if not budget_mad.is_finite() or not 0 <= budget_mad <= MOST_MAD or not 0 <= (days or 0) <= MOST_DAYS:
        raise PlanRefused
    wave = Wave.objects.filter(key=key, bodies__body=body).first()
    answers = body_answers(campaign=key, body=body) if wave else {}
    if wave is None or not answers:
        raise PlanRefused(_("This administration has no answers in that wave."))
    method = method_in_use(urn=wave.urn, version=wave.version)
    actions = actions_of(urn=method.urn, version=method.version)
    if not actions:
        raise PlanRefused(_("No actions are described for this version of the method."))
    limits = Limits(waves, float(budget_mad), None if days is None else float(days))
    plan = plan_improvement(answers=answers, limits=limits, method=method, actions=actions)
    row = Roadmap.objects.create(
        key=secrets.token_urlsafe(12), body=body, campaign=key, urn=method.urn, version=method.version, waves=waves,
        budget_mad=budget_mad, days=days, index=list(plan.index), bound=plan.bound, proven=plan.proven,
        answers=dict(plan.answers), made_at=clock.now(), made_by=actor.key,
    )  # fmt: skip
    RoadmapStep.objects.bulk_create(
        RoadmapStep(
            roadmap=row, action=one.action.id, wave=one.wave, days=round(one.days), gain=one.gain,
            cost_mad=Decimal(round(one.cost_mad)),
        )
        for one in plan.steps
    )  # fmt: skip
    detail = {"body": body, "wave": key, "steps": len(plan.steps)}
    audit.record(actor=actor, verb="maturity.roadmap-made", target=row, detail=detail)
    return row.key


@transaction.atomic
def move_step(*, actor: Actor, key: str, action: str, wave: int) -> None:
    """Put a step in another wave; the index after each wave is computed anew.

    raises: RoadmapNotFound, NotRoadmapOwner, StepNotPossible
    """
    row, step = _held(actor, key, action)
    if not 1 <= wave <= row.waves:
        raise StepNotPossible
    steps = {one.action: one.wave for one in row.steps.exclude(state="dropped")} | {action: wave}
    known = {one.id: one for one in actions_of(urn=row.urn, version=row.version)}
    for name, when in steps.items():
        late = [other for other in known[name].requires if steps.get(other, 0) > when]
        if late:
            title = known[late[0]].titles
            raise StepNotPossible(fields={name: title.get("fr", late[0])})
    step.wave = wave
    step.save(update_fields=["wave"])
    _recount(row)
    audit.record(actor=actor, verb="maturity.step-moved", target=row, detail={"action": action, "wave": wave})


@transaction.atomic
def change_step(
    *,
    actor: Actor,
    key: str,
    action: str,
    state: str,
    days: int,
    cost_mad: Decimal,
    owner: str = "",
) -> None:
    """Correct what a step costs, say who is in charge and how far it is. A dropped step gains nothing more.

    raises: RoadmapNotFound, NotRoadmapOwner, StepNotPossible
    """
    row, step = _held(actor, key, action)
    if state not in STEP_STATES or not 0 <= days <= MOST_DAYS or not 0 <= cost_mad <= MOST_MAD:
        raise StepNotPossible
    if state == "dropped" and _needed_by_others(row, action):
        raise StepNotPossible(_("Another step of this road map needs this one."))
    step.state, step.days, step.cost_mad, step.owner = state, days, cost_mad, owner[:120]
    step.done_on = (step.done_on or clock.today()) if state == "done" else None
    step.save(update_fields=["state", "days", "cost_mad", "owner", "done_on"])
    _recount(row)
    audit.record(
        actor=actor, verb="maturity.step-changed", target=row, detail={"action": action, "state": state}
    )


@transaction.atomic
def revise_step(
    *,
    actor: Actor,
    key: str,
    action: str,
    wave: int,
    state: str,
    days: int,
    cost_mad: Decimal,
    owner: str = "",
) -> None:
    """Move a step and change it at once, or neither.

    raises: RoadmapNotFound, NotRoadmapOwner, StepNotPossible
    """
    _row, step = _held(actor, key, action)
    if wave != step.wave:
        move_step(actor=actor, key=key, action=action, wave=wave)
    change_step(actor=actor, key=key, action=action, state=state, days=days, cost_mad=cost_mad, owner=owner)


def _needed_by_others(row: Roadmap, action: str) -> bool:
    known = {one.id: one for one in actions_of(urn=row.urn, version=row.version)}
    others = row.steps.exclude(state="dropped").exclude(action=action).values_list("action", flat=True)
    return any(action in known[name].requires for name in others)


def _recount(row: Roadmap) -> None:
    row.index = index_path(row=row, steps=list(row.steps.all()))
    row.save(update_fields=["index"])


def _held(actor: Actor, key: str, action: str) -> tuple[Roadmap, RoadmapStep]:
    row = Roadmap.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise RoadmapNotFound
    if not acts_for(actor=actor, role="editor", body=row.body):
        raise NotRoadmapOwner
    step = row.steps.filter(action=action).first()
    if step is None:
        raise RoadmapNotFound
    return row, step
