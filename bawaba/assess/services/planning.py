"""What a body will do to raise its score: planned, done, given up."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from bawaba.assess.errors import ActionNotFound, ActionRefused
from bawaba.assess.models import Action
from bawaba.assess.services.permitting import held, require_contributor
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def plan_action(
    *,
    actor: Actor,
    key: str,
    title: str,
    suggestion: str = "",
    owner: str = "",
    due_on: date | None = None,
    cost_mad: Decimal | None = None,
    expected_gain: float | None = None,
) -> int:
    """Plan what will raise the score, and return the action's number.

    raises: AssessmentNotFound, NotAssessor, ActionRefused
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    if not title.strip() or (cost_mad is not None and not 0 <= cost_mad < Decimal(10) ** 12):
        raise ActionRefused
    action = Action.objects.create(
        assessment=assessment, title=title.strip()[:300], suggestion=suggestion[:80], owner=owner.strip()[:120],
        due_on=due_on, cost_mad=cost_mad, expected_gain=expected_gain, created_at=clock.now(),
    )  # fmt: skip
    audit.record(actor=actor, verb="assess.action-planned", target=assessment, detail={"action": action.pk})
    return action.pk


@transaction.atomic
def finish_action(*, actor: Actor, key: str, action: int, done: bool = True) -> None:
    """Say that an action is done, or that it is not after all.

    raises: AssessmentNotFound, NotAssessor, ActionNotFound
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    row = Action.objects.filter(assessment=assessment, pk=action).first()
    if row is None:
        raise ActionNotFound
    row.done_at = clock.now() if done else None
    row.save(update_fields=["done_at"])
    verb = "assess.action-done" if done else "assess.action-reopened"
    audit.record(actor=actor, verb=verb, target=assessment, detail={"action": action})


@transaction.atomic
def drop_action(*, actor: Actor, key: str, action: int) -> None:
    """Take an action out of the plan.

    raises: AssessmentNotFound, NotAssessor, ActionNotFound
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    gone, _each = Action.objects.filter(assessment=assessment, pk=action).delete()
    if not gone:
        raise ActionNotFound
    audit.record(actor=actor, verb="assess.action-dropped", target=assessment, detail={"action": action})
