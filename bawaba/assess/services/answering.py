"""Write answers as people give them, one by one or a page at once, and the verified ones beside them."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.assess.errors import AnswerChangedMeanwhile, MethodNotFound, NotAssessor
from bawaba.assess.models import Answer, Assessment, MethodVersion, Review
from bawaba.assess.queries.methods import method_of
from bawaba.assess.queries.refusing import told
from bawaba.assess.rules.answers import answer_faults, is_missing, print_answer, section_of
from bawaba.assess.services.permitting import held, require_contributor, require_reviewer, require_state
from bawaba.assess.types import GivenAnswer, Json, Refused, Saved
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
    assessment = _writable(actor, key, [question])
    if expected is not None and expected != assessment.revision:
        raise AnswerChangedMeanwhile
    _check(assessment, question, value)
    _write(actor, assessment, [GivenAnswer(question, value, comment)])
    return assessment.revision


@transaction.atomic
def save_answers(
    *,
    actor: Actor,
    key: str,
    answers: Sequence[GivenAnswer],
    expected: int | None = None,
    whole: bool = False,
) -> Saved:
    """Keep several answers; what is as it was costs nothing, and what somebody else changed meanwhile stays theirs.

    expected: the revision that was read; another one refuses
    whole:    keep all or none: what somebody else changed meanwhile refuses, by name
    raises:   AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, AnswerChangedMeanwhile, InputRefused for
              one that does not fit
    """
    assessment = _writable(actor, key, [one.question for one in answers])
    if expected is not None and expected != assessment.revision:
        raise AnswerChangedMeanwhile
    for one in answers:
        _check(assessment, one.question, one.value)
    kept = {
        row.question: print_answer(row.value, row.comment)
        for row in Answer.objects.filter(
            assessment=assessment, question__in=[one.question for one in answers]
        )
    }
    changed = [
        one for one in answers if kept.get(one.question, "") != print_answer(one.value, one.comment.strip())
    ]
    theirs = [one for one in changed if one.was is not None and one.was != kept.get(one.question, "")]
    if theirs and whole:
        fields = {one.question: AnswerChangedMeanwhile.message for one in theirs}
        raise AnswerChangedMeanwhile(fields=fields)
    ours = [one for one in changed if one not in theirs]
    if ours:
        _write(actor, assessment, ours)
    return Saved(assessment.revision, len(ours), tuple(one.question for one in theirs))


@transaction.atomic
def verify_answer(*, actor: Actor, key: str, question: str, value: Json, note: str = "") -> None:
    """Put the verified answer beside the declared one.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, InputRefused
    """
    verify_answers(actor=actor, key=key, answers=[GivenAnswer(question, value, note)])


@transaction.atomic
def verify_answers(*, actor: Actor, key: str, answers: Sequence[GivenAnswer]) -> None:
    """Put verified answers beside declared ones; a comment is the reviewer's note.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, InputRefused
    """
    assessment = held(key)
    require_reviewer(actor, assessment)
    require_state(assessment, "submitted", "review")
    for one in answers:
        _check(assessment, one.question, one.value)
        Review.objects.update_or_create(
            assessment=assessment,
            question=one.question,
            defaults={
                "value": one.value, "note": one.comment[:4000], "reviewer": actor.key, "reviewed_at": clock.now(),
            },
        )  # fmt: skip
    if assessment.state != "review":
        assessment.state = "review"
        assessment.save(update_fields=["state"])
    detail = {"questions": [one.question for one in answers][:50]}
    audit.record(actor=actor, verb="assess.verified", target=assessment, detail=detail)


def _writable(actor: Actor, key: str, questions: Sequence[str]) -> Assessment:
    """Return an assessment that this actor may answer these questions of, held."""
    assessment = held(key)
    method = method_of(assessment.version)
    require_contributor(actor, assessment, *{section_of(method, question) for question in questions})
    require_state(assessment, *WRITABLE)
    return assessment


def _write(actor: Actor, assessment: Assessment, answers: Sequence[GivenAnswer]) -> None:
    """Write answers, the next revision, and a line of the audit where half an hour has none."""
    now = clock.now()
    for one in answers:
        if is_missing(one.value) and not one.comment.strip():
            Answer.objects.filter(assessment=assessment, question=one.question).delete()
            continue
        Answer.objects.update_or_create(
            assessment=assessment,
            question=one.question,
            defaults={
                "value": "" if is_missing(one.value) else one.value, "comment": one.comment.strip()[:4000], "author": actor.key, "answered_at": now,
            },
        )  # fmt: skip
    assessment.revision, assessment.changed_at = assessment.revision + 1, now
    if assessment.audited_at is None or now - assessment.audited_at >= SESSION:
        assessment.audited_at = now
        audit.record(actor=actor, verb="assess.answered", target=assessment)
    assessment.save(update_fields=["revision", "changed_at", "audited_at"])


def _check(assessment: Assessment, question: str, value: Json) -> None:
    method = method_of(assessment.version)
    with told():
        faults = list(answer_faults(method, {question: value}))
        if faults:
            raise Refused(*faults)
