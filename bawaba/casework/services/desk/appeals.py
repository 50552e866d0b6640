"""Supervisors open appeals, which is written down, and answer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import AppealAnswered, DeskTextRefused
from bawaba.casework.queries.access import took_part
from bawaba.casework.queries.desk.appeals import AppealLine, appeal_line, appeal_row
from bawaba.casework.queries.people import appeal_info
from bawaba.casework.queries.records import decision_info, procedure_of
from bawaba.casework.services.appeals import LONGEST, answer_appeal
from bawaba.casework.types import AppealInfo, DecisionInfo
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor

OUTCOMES: Final = ("upheld", "dismissed")


@dataclass(frozen=True, slots=True)
class OpenedAppeal:
    """A whole appeal before its supervisor. heard_by: names of who hears it, by language; article: of the law.

    own: the reader took part in the decision, so another supervisor answers
    """

    line: AppealLine
    appeal: AppealInfo
    decision: DecisionInfo
    heard_by: Mapping[str, str]
    article: str
    own: bool


@transaction.atomic
def open_appeal(*, actor: Actor, key: str, language: str) -> OpenedAppeal:
    """Return an appeal with the person's words and the decision to its supervisor. One audit row says who read it.

    raises: AppealNotFound
    """
    row = appeal_row(key, actor)
    case = row.decision.case
    audit.record(actor=actor, verb="casework.appeal-read", target=case)
    ways = procedure_of(case.procedure).law.appeals
    way = next((one for one in ways if one.kind == row.way), None)
    return OpenedAppeal(
        line=appeal_line(row, language=language),
        appeal=appeal_info(row),
        decision=decision_info(row.decision, key=case.key),
        heard_by=way.to if way else {},
        article=way.within.article if way else "",
        own=took_part(row.decision, actor),
    )


@transaction.atomic
def answer_at_desk(*, actor: Actor, key: str, outcome: str, answer: str) -> AppealInfo:
    """Uphold or dismiss an appeal, with reasons that the person reads.

    raises: AppealNotFound, AppealAnswered, OwnDecisionAppealed, DeskTextRefused
    """
    if appeal_row(key, actor).state != "filed":
        raise AppealAnswered
    if outcome not in OUTCOMES:
        raise DeskTextRefused(fields={"outcome": _("Say whether the appeal is upheld or rejected.")})
    words = answer.strip()
    if not words or len(words) > LONGEST:
        raise DeskTextRefused(fields={"answer": _("Write your reasons in at most 10,000 letters.")})
    return answer_appeal(actor=actor, key=key, upheld=outcome == "upheld", answer=words)
