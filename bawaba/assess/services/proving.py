"""What proves answers: an address, or a file that is kept sealed; and who is invited to answer."""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from bawaba.assess.errors import ContributorRefused, EvidenceNotFound, EvidenceRefused
from bawaba.assess.models import Answer, Assessment, Contributor, Evidence
from bawaba.assess.queries.contributors import list_candidates
from bawaba.assess.queries.methods import method_of
from bawaba.assess.rules.answers import section_of
from bawaba.assess.services.answering import WRITABLE
from bawaba.assess.services.permitting import held, require_contributor, require_state
from bawaba.assess.types import EVIDENCE_FILES
from bawaba.kernel import audit, clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.files.tus import UploadPlace

_is_address: Final = URLValidator(schemes=["http", "https"])
MOST_EVIDENCE: Final = 20
"""So many pieces prove one answer at most."""


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    key: str,
    question: str,
    url: str = "",
    prepared: files.Prepared | None = None,
    title: str = "",
    confidential: bool = False,
    valid_until: date | None = None,
) -> int:
    """Add what proves an answer, an address or a file, and return its number.

    prepared: by `files.prepare`, before any transaction
    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, EvidenceRefused
    """
    assessment = _open(actor, key, question)
    if (prepared is None) == (not url) or not section_of(method_of(assessment.version), question):
        raise EvidenceRefused
    if url:
        _check_address(url)
    if Evidence.objects.filter(assessment=assessment, question=question).count() >= MOST_EVIDENCE:
        raise EvidenceRefused
    details = {
        "title": title.strip()[:200], "confidential": confidential, "valid_until": valid_until,
        "added_by": actor.key, "added_at": clock.now(),
    }  # fmt: skip
    if prepared is None:
        row, _made = Evidence.objects.update_or_create(
            assessment=assessment, question=question, url=url[:500], defaults=details
        )
    else:
        info = files.keep(actor=actor, prepared=prepared, purpose=EVIDENCE_FILES, subject=key)
        row = Evidence.objects.create(
            assessment=assessment, question=question, file=info.key, digest=info.sha256, **details
        )
        _answer_by_file(actor, assessment, question, info.name)
    audit.record(actor=actor, verb="assess.evidence-added", target=assessment, detail={"question": question})
    return row.pk


def evidence_place(*, actor: Actor, key: str, question: str) -> UploadPlace:
    """Return where a system sends a file that proves an answer, piece by piece. Each piece asks for the right anew.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, EvidenceRefused
    """
    check_open(actor=actor, key=key, question=question)

    def take(prepared: files.Prepared) -> None:
        add_evidence(actor=actor, key=key, question=question, prepared=prepared)

    return UploadPlace(actor=actor, owner=actor.key, place=f"assess:{key}:{question}", take=take)


@transaction.atomic
def check_open(*, actor: Actor, key: str, question: str) -> None:
    """Refuse who may not prove this answer now.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, EvidenceRefused
    """
    assessment = _open(actor, key, question)
    if not section_of(method_of(assessment.version), question):
        raise EvidenceRefused


@transaction.atomic
def remove_evidence(*, actor: Actor, key: str, evidence: int) -> None:
    """Take a piece of evidence away, its file too.

    raises: AssessmentNotFound, NotAssessor, AssessmentStepNotPossible, EvidenceNotFound
    """
    row = Evidence.objects.filter(assessment__key=key, pk=evidence).first()
    if row is None:
        raise EvidenceNotFound
    assessment = _open(actor, key, row.question)
    if row.file:
        files.forget_files(actor=actor, purpose=EVIDENCE_FILES, subject=key, keys=[row.file])
    row.delete()
    audit.record(
        actor=actor, verb="assess.evidence-removed", target=assessment, detail={"question": row.question}
    )


@transaction.atomic
def invite_contributor(*, actor: Actor, key: str, account: str, section: str = "") -> None:
    """Let an account that works for the body answer one section, or all where it is empty.

    raises: AssessmentNotFound, NotAssessor, ContributorRefused
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    sections = {one.id for one in method_of(assessment.version).sections} | {""}
    if section not in sections or account not in {one.key for one in list_candidates(body=assessment.body)}:
        raise ContributorRefused
    Contributor.objects.get_or_create(
        assessment=assessment,
        section=section,
        account=account,
        defaults={"invited_by": actor.key, "invited_at": clock.now()},
    )
    audit.record(actor=actor, verb="assess.invited", target=assessment, detail={"section": section})


@transaction.atomic
def dismiss_contributor(*, actor: Actor, key: str, account: str, section: str = "") -> None:
    """Take an invitation back; what was answered stays.

    raises: AssessmentNotFound, NotAssessor, ContributorRefused
    """
    assessment = held(key)
    require_contributor(actor, assessment)
    gone, _each = Contributor.objects.filter(assessment=assessment, section=section, account=account).delete()
    if not gone:
        raise ContributorRefused
    audit.record(actor=actor, verb="assess.dismissed", target=assessment, detail={"section": section})


def _open(actor: Actor, key: str, question: str) -> Assessment:
    assessment = held(key)
    require_contributor(actor, assessment, section_of(method_of(assessment.version), question))
    require_state(assessment, *WRITABLE)
    return assessment


def _check_address(url: str) -> None:
    try:
        _is_address(url)
    except ValidationError as fault:
        raise EvidenceRefused from fault


def _answer_by_file(actor: Actor, assessment: Assessment, question: str, name: str) -> None:
    """Let the name of a file answer a question that asks for one."""
    asked = next(one for one in method_of(assessment.version).questions if one.id == question)
    if asked.type == "file":
        Answer.objects.update_or_create(
            assessment=assessment,
            question=question,
            defaults={"value": name, "author": actor.key, "answered_at": clock.now()},
        )
