"""Fill in answers that the house measured itself, in every assessment of a campaign at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from bawaba.assess.errors import CampaignNotFound, NotMethodKeeper
from bawaba.assess.models import Answer, Assessment, Campaign, Evidence
from bawaba.assess.queries.methods import method_of
from bawaba.assess.queries.refusing import told
from bawaba.assess.rules.answers import answer_faults
from bawaba.assess.services.answering import WRITABLE
from bawaba.assess.types import Json, Refused
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

MEASURED: Final = "system:measured"
"""The author of answers that nobody typed."""


@dataclass(frozen=True, slots=True)
class Filling:
    """An answer that was measured. proof: where what it comes from is shown"""

    value: Json
    comment: str
    proof: str


@transaction.atomic
def fill_answers(
    *, actor: Actor, campaign: str, answers: Mapping[str, Mapping[str, Filling]]
) -> dict[str, set[str]]:
    """Fill in measured answers, body → question → answer, and return which were filled in.

    What a person answered stays, as does what was handed in. Each answer has its proof beside it.
    raises: CampaignNotFound, NotMethodKeeper, InputRefused
    """
    row = Campaign.objects.select_related("version__method").filter(key=campaign).first()
    if row is None:
        raise CampaignNotFound
    if not acts_for(actor=actor, role="publisher", body=row.owner):
        raise NotMethodKeeper
    _check(row, answers)
    open_ones = Assessment.objects.select_for_update(of=("self",)).filter(
        campaign=row, state__in=WRITABLE, body__in=list(answers)
    )
    assessments = {one.pk: one for one in open_ones}
    typed = set(
        Answer.objects.filter(assessment__in=assessments).exclude(author=MEASURED)
        .values_list("assessment_id", "question")
    )  # fmt: skip
    wanted = [
        (one, question, filling)
        for one in assessments.values()
        for question, filling in answers[one.body].items()
        if (one.pk, question) not in typed
    ]
    _write(actor, wanted)
    for one in {one.pk: one for one, _question, _filling in wanted}.values():
        one.revision, one.changed_at = one.revision + 1, clock.now()
    Assessment.objects.bulk_update(
        {one.pk: one for one, _question, _filling in wanted}.values(),
        ["revision", "changed_at"],
        batch_size=200,
    )
    filled: dict[str, set[str]] = {}
    for one, question, _filling in wanted:
        filled.setdefault(one.body, set()).add(question)
    audit.record(actor=actor, verb="assess.measured", target=row, detail={"answers": len(wanted)})
    return filled


def _check(row: Campaign, answers: Mapping[str, Mapping[str, Filling]]) -> None:
    method = method_of(row.version)
    seen = {
        (question, str(one.value)): one.value for given in answers.values() for question, one in given.items()
    }
    with told():
        faults = [
            fault for (question, _text), value in seen.items() for fault in answer_faults(method, {question: value})
        ]  # fmt: skip
        if faults:
            raise Refused(*faults)


def _write(actor: Actor, wanted: list[tuple[Assessment, str, Filling]]) -> None:
    now = clock.now()
    Answer.objects.bulk_create(
        (
            Answer(assessment=one, question=question, value=filling.value, comment=filling.comment[:4000], author=MEASURED,
                   answered_at=now)
            for one, question, filling in wanted
        ),
        update_conflicts=True,
        unique_fields=["assessment", "question"],
        update_fields=["value", "comment", "author", "answered_at"],
        batch_size=500,
    )  # fmt: skip
    Evidence.objects.bulk_create(
        (
            Evidence(
                assessment=one, question=question, url=filling.proof[:500], added_by=actor.key, added_at=now
            )
            for one, question, filling in wanted
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
