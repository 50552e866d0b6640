"""What the team does: reading what people sent, and asking editors for what people ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bawaba.assistant import wording
from bawaba.assistant.errors import RequestInvalid
from bawaba.assistant.models import FieldRequest
from bawaba.assistant.queries.team import (
    MissingField,
    PoorAnswer,
    QuestionGroup,
    check_team,
    missing_fields,
    poor_answers,
    unanswered_groups,
)
from bawaba.assistant.types import INTENTS
from bawaba.catalogue.services import request_field
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

TOLD_IN = ("ar", "fr")


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for the team."""

    groups: Sequence[QuestionGroup]
    poor: Sequence[PoorAnswer]
    missing: Sequence[MissingField]


@transaction.atomic
def open_desk(*, actor: Actor, language: str) -> Desk:
    """Return what waits for the team; that it read what people sent is written down.

    raises: NotAssistantTeam
    """
    check_team(actor)
    desk = Desk(
        unanswered_groups(actor=actor),
        poor_answers(actor=actor, language=language),
        missing_fields(actor=actor, language=language),
    )
    read = sum(len(group.questions) for group in desk.groups) + sum(bool(one.question) for one in desk.poor)
    if read:
        audit.record(
            actor=actor, verb="assistant.questions-read", target=("assistant.rating", "*"), detail={"read": read}
        )  # fmt: skip
    return desk


@transaction.atomic
def send_missing(*, actor: Actor, service: str, intent: str) -> int:
    """Ask a service's editors to fill in what people ask for; return the number of their task.

    raises: NotAssistantTeam, RequestInvalid, ServiceNotFound, NotYourBody
    """
    check_team(actor)
    found = next(
        (one for one in missing_fields(actor=actor, language="fr") if (one.service, one.intent) == (service, intent)),
        None,
    )  # fmt: skip
    if found is None or intent not in INTENTS or found.sent_at is not None:
        raise RequestInvalid
    report = request_field(actor=actor, service=service, details=_told(found))
    FieldRequest.objects.create(service=service, missing=intent, report=report, at=clock.now())
    audit.record(
        actor=actor, verb="assistant.field-requested", target=("catalogue.service", service),
        detail={"intent": intent, "asked": found.asked, "report": report},
    )  # fmt: skip
    return report


def _told(found: MissingField) -> str:
    """Return the task in the languages of editors."""
    lines = []
    for language in TOLD_IN:
        with translation.override(language):
            asked = _("People asked the assistant for this, and the service's page does not say it:")
            lines.append(f"{asked} {wording.ASKED[found.intent]} ({found.asked})")
    return "\n".join(lines)
