"""The way of an assessment: submitted, reviewed, returned or approved, published by a second person, superseded."""

import secrets
from datetime import date

from django.db import transaction

from bawaba.assess.errors import AssessmentIncomplete, MethodNotFound, SecondPersonNeeded
from bawaba.assess.models import Answer, Assessment, Decision, Figure, MethodVersion, Result, Review
from bawaba.assess.queries.methods import method_of
from bawaba.assess.rules.answers import lacking
from bawaba.assess.rules.conditions import asked
from bawaba.assess.rules.migrating import migrate_answers
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.services.permitting import held, require_contributor, require_reviewer, require_state
from bawaba.assess.types import Json, Migration, Score
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def submit_assessment(*, actor: Actor, key: str) -> Score:
    """Hand an assessment in, freeze its declared result and return it.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, AssessmentIncomplete
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    require_state(assessment, "draft", "returned")
    answers = _answers(assessment)
    absent = _lacking(assessment, answers)
    if absent:
        raise AssessmentIncomplete(fields=dict.fromkeys(absent, AssessmentIncomplete.message))
    score = _freeze(assessment, "declared", answers)
    assessment.state, assessment.submitted_at, assessment.submitted_by = "submitted", clock.now(), actor.key
    assessment.save(update_fields=["state", "submitted_at", "submitted_by"])
    audit.record(
        actor=actor, verb="assess.submitted", target=assessment, detail={"revision": assessment.revision}
    )
    return score


@transaction.atomic
def return_assessment(*, actor: Actor, key: str, reason: str) -> None:
    """Give an assessment back to its body, with the reason.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible
    """
    assessment = held(key)
    require_reviewer(actor, assessment)
    require_state(assessment, "submitted", "review")
    _decide(actor, assessment, "returned", reason)
    assessment.state = "returned"
    assessment.save(update_fields=["state"])
    audit.record(actor=actor, verb="assess.returned", target=assessment)


@transaction.atomic
def approve_assessment(*, actor: Actor, key: str, reason: str, expires_on: date | None = None) -> Score:
    """Approve an assessment, freeze its verified result and return it.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible
    """
    assessment = held(key)
    require_reviewer(actor, assessment)
    require_state(assessment, "submitted", "review")
    verified = dict(Review.objects.filter(assessment=assessment).values_list("question", "value"))
    score = _freeze(assessment, "verified", {**_answers(assessment), **verified})
    _decide(actor, assessment, "approved", reason, expires_on)
    assessment.state, assessment.approved_by = "approved", actor.key
    assessment.save(update_fields=["state", "approved_by"])
    audit.record(actor=actor, verb="assess.approved", target=assessment)
    return score


@transaction.atomic
def publish_assessment(*, actor: Actor, key: str) -> None:
    """Publish an approved assessment; another person than the one who approved it does.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, SecondPersonNeeded
    """
    assessment = held(key)
    require_reviewer(actor, assessment)
    require_state(assessment, "approved")
    if assessment.approved_by == actor.key:
        raise SecondPersonNeeded
    assessment.state, assessment.published_at, assessment.published_by = "published", clock.now(), actor.key
    assessment.save(update_fields=["state", "published_at", "published_by"])
    audit.record(actor=actor, verb="assess.published", target=assessment)


@transaction.atomic
def supersede_assessment(*, actor: Actor, key: str, version: str) -> tuple[str, Migration]:
    """Begin anew under another version of the method, and return the new key with what became of the answers.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, MethodNotFound
    """
    old = held(key)
    require_contributor(actor, old)
    require_state(old, "draft", "returned", "submitted", "approved", "published")
    target = (
        MethodVersion.objects.filter(method=old.version.method, version=version)
        .exclude(state="draft")
        .first()
    )
    if target is None or target.pk == old.version_id:
        raise MethodNotFound
    moved = migrate_answers(old=method_of(old.version), new=method_of(target), answers=_answers(old))
    now = clock.now()
    new = Assessment.objects.create(
        key=secrets.token_urlsafe(12), version=target, campaign=old.campaign, body=old.body, subject=old.subject,
        supersedes=old, created_at=now, changed_at=now,
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(assessment=new, question=name, value=value, author=actor.key, answered_at=now)
        for name, value in moved.carried.items()
    )
    old.state = "superseded"
    old.save(update_fields=["state"])
    detail = {"to": new.key, "version": version, "carried": len(moved.carried), "lost": len(moved.lost)}
    audit.record(actor=actor, verb="assess.superseded", target=old, detail=detail)
    return new.key, moved


def _answers(assessment: Assessment) -> dict[str, Json]:
    return dict(Answer.objects.filter(assessment=assessment).values_list("question", "value"))


def _lacking(assessment: Assessment, answers: dict[str, Json]) -> list[str]:
    """Return the questions that must be answered, or proved, before the assessment is handed in."""
    proved = set(assessment.evidence.values_list("question", flat=True))
    return lacking(asked(method_of(assessment.version), answers), answers, proved)


def _freeze(assessment: Assessment, kind: str, answers: dict[str, Json]) -> Score:
    score = score_method(method_of(assessment.version), answers)
    Result.objects.create(
        assessment=assessment, kind=kind, figures=dict(score.figures), trace=list(score.trace), rules=list(score.rules),
        missing=list(score.missing), digest=assessment.version.digest, frozen_at=clock.now(),
    )  # fmt: skip
    Figure.objects.filter(assessment=assessment).delete()
    Figure.objects.bulk_create(
        Figure(assessment=assessment, campaign=assessment.campaign, name=name[:120], value=value)
        for name, value in score.figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    return score


def _decide(
    actor: Actor, assessment: Assessment, verdict: str, reason: str, expires_on: date | None = None
) -> None:
    Decision.objects.create(
        assessment=assessment, verdict=verdict, reason=reason[:4000], approver=actor.key,
        decided_at=clock.now(), expires_on=expires_on,
    )  # fmt: skip
