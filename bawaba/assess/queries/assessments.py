"""Read assessments, their results and campaigns. Who takes no part sees nothing; benchmarks tell no names."""

from collections.abc import Sequence
from statistics import quantiles
from typing import Final

from django.db.models import Count

from bawaba.assess.errors import AssessmentNotFound, CampaignNotFound
from bawaba.assess.models import Answer, Assessment, Campaign, Figure, Result, Review
from bawaba.assess.queries.access import seen
from bawaba.assess.types import AnswerInfo, AssessmentInfo, Benchmark, CampaignInfo, ResultInfo
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page

LEAST_GROUP: Final = 5
"""Groups of fewer bodies are suppressed: who knows the others would know the missing one."""


def find_assessment(*, actor: Actor, key: str) -> AssessmentInfo:
    """Return an assessment with its answers, declared and verified. At most seven SQL queries.

    raises: AssessmentNotFound, also for those who take no part
    """
    row = seen(actor, key)[0]
    reviews = {one.question: one for one in Review.objects.filter(assessment=row)}
    answers = [
        AnswerInfo(
            question=one.question,
            value=one.value,
            comment=one.comment,
            author=one.author,
            answered_at=one.answered_at,
            verified=reviews[one.question].value if one.question in reviews else None,
            note=reviews[one.question].note if one.question in reviews else "",
        )
        for one in Answer.objects.filter(assessment=row).order_by("question")
    ]
    return _info(row, answers)


def list_results(*, actor: Actor, key: str) -> list[ResultInfo]:
    """Return an assessment's frozen results, the newest first, each explained line by line. At most six SQL queries.

    raises: AssessmentNotFound
    """
    return [
        ResultInfo(one.kind, one.figures, one.trace, one.rules, one.missing, one.digest, one.frozen_at)
        for one in Result.objects.filter(assessment=seen(actor, key)[0])
    ]


def list_assessments(
    *, actor: Actor, body: str, subject: str = "", after: str = "", limit: int = 50
) -> Page[AssessmentInfo]:
    """Return a body's assessments without their answers, the newest first. At most two SQL queries.

    subject: only those of this one, such as a use case; empty takes all
    raises: AssessmentNotFound for those who act for another body
    """
    if not acts_for(actor=actor, role="editor", body=body):
        raise AssessmentNotFound
    rows = Assessment.objects.filter(body=body).select_related("version__method", "campaign")
    rows = rows.defer("version__definition")
    if subject:
        rows = rows.filter(subject=subject)
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-id")[: limit + 1])
    cursor = str(found[limit - 1].pk) if len(found) > limit else ""
    return Page(tuple(_info(row, ()) for row in found[:limit]), cursor)


def find_campaign(*, key: str) -> CampaignInfo:
    """Return a campaign with how many assessments are in each state. Two SQL queries.

    raises: CampaignNotFound
    """
    rows = Campaign.objects.select_related("version__method").defer("version__definition")
    row = rows.filter(key=key).first()
    if row is None:
        raise CampaignNotFound
    counted = Assessment.objects.filter(campaign=row).order_by().values_list("state")
    states = dict(counted.annotate(count=Count("pk")).values_list("state", "count"))
    return CampaignInfo(
        row.key, row.titles, row.version.method.urn, row.version.version, row.owner, row.opens_on, row.due_on,
        row.closed_at is not None, states,
    )  # fmt: skip


def benchmark(*, actor: Actor, key: str, figure: str) -> Benchmark:
    """Return where an assessment stands among the results of its campaign. At most six SQL queries.

    raises: AssessmentNotFound
    """
    row = seen(actor, key)[0]
    own = Figure.objects.filter(assessment=row, name=figure).values_list("value", flat=True).first()
    values = figure_values(campaign=row.campaign_id, figure=figure) if row.campaign_id else []
    if len(values) < LEAST_GROUP:
        return Benchmark(figure, own, len(values), None, None, None, None)
    low, median, high = quantiles(values, n=4, method="inclusive")
    rank = None if own is None else 1 + sum(value > own for value in values)
    return Benchmark(figure, own, len(values), median, low, high, rank)


def figure_values(*, campaign: int, figure: str) -> Sequence[float]:
    """Return every value of a figure in a campaign, from the least. One SQL query."""
    rows = Figure.objects.filter(campaign_id=campaign, name=figure).exclude(assessment__state="superseded")
    return list(rows.order_by("value").values_list("value", flat=True))


def _info(row: Assessment, answers: Sequence[AnswerInfo]) -> AssessmentInfo:
    return AssessmentInfo(
        row.key, row.version.method.urn, row.version.version, row.campaign.key if row.campaign else "", row.body,
        row.subject, row.state, row.revision, tuple(answers),
    )  # fmt: skip
