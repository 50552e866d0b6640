"""The steps of a use case, each with all that stands against it."""

from datetime import date, timedelta
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import NotOnBoard, StepHindered, UseCaseInvalid
from bawaba.ai.models import Step, UseCase
from bawaba.ai.rules import Facts, Stage, hindrances, review_days
from bawaba.ai.rules.days import believable
from bawaba.ai.services.permitting import held, require_board, require_builder
from bawaba.ai.services.publishing import mark_public
from bawaba.ai.wording import HINDRANCES, unbelievable
from bawaba.assess.queries import find_assessment
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor

BUILDERS_STEPS = frozenset({"built", "suspended"})
"""What those who build may do alone; every other step is the board's."""

MOVED = ("stage", "stage_since", "purpose", "assessment", "assessed_until", "review_due", "published_at")


@transaction.atomic
def take_step(*, actor: Actor, key: str, stage: Stage, reason: str = "") -> None:
    """Lead a use case to its next stage.

    raises: UseCaseNotFound, NotOnBoard, StepHindered
    """
    use_case = held(key)
    if stage in BUILDERS_STEPS:
        require_builder(actor, use_case.body)
    else:
        require_board(actor, use_case)
    if stage == "prioritised" and use_case.stage != "qualified":
        raise StepHindered(fields={"order": HINDRANCES["order"]})  # only a change of purpose leads back there
    move(actor, use_case, stage, reason)


@transaction.atomic
def link_assessment(*, actor: Actor, key: str, assessment: str, until: date) -> None:
    """Name the approved assessment that a use case rests on, and the last day on which it holds.

    raises: UseCaseNotFound, NotOnBoard, AssessmentNotFound, UseCaseInvalid
    """
    use_case = held(key)
    require_board(actor, use_case)
    found = find_assessment(actor=actor, key=assessment)
    if (found.body, found.subject) != (use_case.body, use_case.key) or found.state not in (
        "approved",
        "published",
    ):
        raise UseCaseInvalid(fields={"assessment": _("This is no approved assessment of this use case.")})
    if until < clock.today():
        raise UseCaseInvalid(fields={"until": _("This day is over.")})
    if not believable(until):
        raise UseCaseInvalid(fields={"until": unbelievable()})
    if use_case.stage in ("in-service", "retired", "set-aside"):
        raise NotOnBoard
    use_case.assessment, use_case.assessed_until = assessment, until
    use_case.save(update_fields=["assessment", "assessed_until"])
    detail = {"assessment": assessment, "until": until.isoformat()}
    audit.record(actor=actor, verb="ai.assessment-linked", target=use_case, detail=detail)


def move(actor: Actor, use_case: UseCase, stage: Stage, reason: str) -> None:
    """Take a step that the caller was permitted, or say all that stands against it.

    raises: StepHindered
    """
    today = clock.today()
    against = hindrances(cast(Stage, use_case.stage), stage, facts_of(use_case), today)
    if against:
        raise StepHindered(fields={name: HINDRANCES[name] for name in against})
    Step.objects.create(
        use_case=use_case, before=use_case.stage, after=stage, reason=reason.strip(), taken_by=actor.key,
        taken_at=clock.now(),
    )  # fmt: skip
    before, use_case.stage, use_case.stage_since = use_case.stage, stage, today
    if stage == "in-service" and (use_case.review_due is None or use_case.review_due < today):
        use_case.review_due = today + timedelta(days=review_days(use_case.high_risk))
    mark_public(use_case)
    use_case.save(update_fields=MOVED)
    detail = {"before": before, "after": stage}
    audit.record(actor=actor, verb="ai.stepped", target=use_case, detail=detail)
    if use_case.published_at is not None:
        epochs.advance()


def facts_of(use_case: UseCase) -> Facts:
    """Return what a use case's steps depend on. Two SQL queries."""
    verdicts = use_case.verdicts.filter(purpose=use_case.purpose, conflict=False).values_list(
        "approves", flat=True
    )
    approvals = list(verdicts)
    return Facts(
        assessed_until=use_case.assessed_until,
        approvals=approvals.count(True),
        refusals=approvals.count(False),
        open_blocking=use_case.conditions.filter(blocking=True, met_at=None).count(),
    )
