"""Write answers one by one, as people give them; their proofs, their verification, what is planned."""

import secrets
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from bawaba.assess.errors import AnswerChangedMeanwhile, MethodNotFound, NotAssessor
from bawaba.assess.models import Action, Answer, Assessment, Evidence, MethodVersion, Review
from bawaba.assess.queries.methods import method_of
from bawaba.assess.queries.refusing import told
from bawaba.assess.rules.answers import answer_faults
from bawaba.assess.services.permitting import held, require_contributor, require_reviewer, require_state
from bawaba.assess.types import Json, Refused
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

SESSION: Final = timedelta(minutes=30)
WRITABLE: Final = ("draft", "returned")


@transaction.atomic
def start_assessment(*, actor: Actor, urn: str, version: str = "", body: str, subject: str = "") -> str:
    """Begin an assessment outside of any campaign and return its key. version: empty takes the one in force.

    raises: MethodNotFound, NotAssessor
    """
    found = MethodVersion.objects.filter(method__urn=urn).exclude(state="draft")
    row = (found.filter(version=version) if version else found.filter(state="published")).first()
    if row is None:
        raise MethodNotFound
    if not acts_for(actor=actor, role="editor", body=body):
        raise NotAssessor
    now = clock.now()
    assessment = Assessment.objects.create(
        key=secrets.token_urlsafe(12),
        version=row,
        body=body,
        subject=subject[:200],
        created_at=now,
        changed_at=now,
    )
    detail = {"body": body, "version": row.version}
    audit.record(actor=actor, verb="assess.started", target=assessment, detail=detail)
    return assessment.key


@transaction.atomic
def save_answer(
    *, actor: Actor, key: str, question: str, value: Json, comment: str = "", expected: int | None = None
) -> int:
    """Keep one answer and return the assessment's new revision; one audit row stands for half an hour (ADR 19).

    value:    JSON; None takes the answer away, `{"state": "unknown"}` is one
    expected: the revision that was read; another one refuses, None writes whatever happened since
    raises:   AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, InputRefused, AnswerChangedMeanwhile
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    require_state(assessment, *WRITABLE)
    if expected is not None and expected != assessment.revision:
        raise AnswerChangedMeanwhile
    _check(assessment, question, value)
    now = clock.now()
    if value is None:
        Answer.objects.filter(assessment=assessment, question=question).delete()
    else:
        Answer.objects.update_or_create(
            assessment=assessment,
            question=question,
            defaults={"value": value, "comment": comment[:4000], "author": actor.key, "answered_at": now},
        )
    assessment.revision, assessment.changed_at = assessment.revision + 1, now
    if assessment.audited_at is None or now - assessment.audited_at >= SESSION:
        assessment.audited_at = now
        audit.record(actor=actor, verb="assess.answered", target=assessment)
    assessment.save(update_fields=["revision", "changed_at", "audited_at"])
    return assessment.revision


@transaction.atomic
def verify_answer(*, actor: Actor, key: str, question: str, value: Json, note: str = "") -> None:
    """Put the verified answer beside the declared one.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, InputRefused
    """
    assessment = held(key)
    require_reviewer(actor, assessment)
    require_state(assessment, "submitted", "review")
    _check(assessment, question, value)
    Review.objects.update_or_create(
        assessment=assessment,
        question=question,
        defaults={"value": value, "note": note[:4000], "reviewer": actor.key, "reviewed_at": clock.now()},
    )
    if assessment.state != "review":
        assessment.state = "review"
        assessment.save(update_fields=["state"])
    audit.record(actor=actor, verb="assess.verified", target=assessment, detail={"question": question})


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    key: str,
    question: str,
    url: str,
    confidential: bool = False,
    valid_until: date | None = None,
) -> None:
    """Add what proves an answer.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, InputRefused
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    require_state(assessment, *WRITABLE)
    _check(assessment, question, None)
    Evidence.objects.update_or_create(
        assessment=assessment,
        question=question,
        url=url[:500],
        defaults={
            "confidential": confidential, "valid_until": valid_until, "added_by": actor.key, "added_at": clock.now(),
        },
    )  # fmt: skip
    audit.record(actor=actor, verb="assess.evidence-added", target=assessment, detail={"question": question})


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

    raises: AssessmentNotFound, NotAssessor
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    action = Action.objects.create(
        assessment=assessment, title=title[:300], suggestion=suggestion, owner=owner, due_on=due_on,
        cost_mad=cost_mad, expected_gain=expected_gain, created_at=clock.now(),
    )  # fmt: skip
    audit.record(actor=actor, verb="assess.action-planned", target=assessment, detail={"action": action.pk})
    return action.pk


def _check(assessment: Assessment, question: str, value: Json) -> None:
    method = method_of(assessment.version)
    with told():
        faults = list(answer_faults(method, {question: value}))
        if faults:
            raise Refused(*faults)
