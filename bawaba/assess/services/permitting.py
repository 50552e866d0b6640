"""Who may do what with an assessment: its body answers, the campaign's owner reviews. Default: no."""

from bawaba.assess.errors import AssessmentNotFound, AssessmentStepNotPossible, NotAssessor
from bawaba.assess.models import Assessment
from bawaba.assess.queries.access import EVERY_SECTION, invited_sections, owner_of
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor


def held(key: str) -> Assessment:
    """Return an assessment, held until the transaction ends.

    raises: AssessmentNotFound
    """
    found = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("version__method", "campaign")
        .filter(key=key)
        .first()
    )
    if found is None:
        raise AssessmentNotFound
    return found


def require_contributor(actor: Actor, assessment: Assessment, *sections: str) -> None:
    """Refuse who neither writes for the assessed body nor was invited to these sections. raises: NotAssessor"""
    if acts_for(actor=actor, role="editor", body=assessment.body):
        return
    invited = invited_sections(actor, assessment) if sections else set()
    if not invited or (EVERY_SECTION not in invited and not invited.issuperset(sections)):
        raise NotAssessor


def require_reviewer(actor: Actor, assessment: Assessment) -> None:
    """Refuse who does not publish for the body that reviews. raises: NotAssessor"""
    if not acts_for(actor=actor, role="publisher", body=owner_of(assessment)):
        raise NotAssessor


def require_state(assessment: Assessment, *states: str) -> None:
    """Refuse a step that the assessment's state, or its closed campaign, does not allow.

    raises: AssessmentStepNotPossible
    """
    closed = assessment.campaign is not None and assessment.campaign.closed_at is not None
    if assessment.state not in states or (closed and assessment.state in ("draft", "returned")):
        raise AssessmentStepNotPossible
