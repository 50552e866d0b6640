"""What a study reads of its campaigns: states, figures and verified answers of many bodies at once.

Nothing here asks who reads: the room of the study does, before it shows anything of one body.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Avg, Count

from bawaba.assess.models import Answer, Assessment, Figure, Result, Review
from bawaba.assess.queries.indices import compute_index
from bawaba.assess.queries.refusing import told
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.types import Answers, Json, Method, Score

INDICES: Final = Path(__file__).resolve().parent.parent / "data" / "indices"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a body is in a campaign. key: of its assessment"""

    body: str
    key: str
    state: str


def score_with(*, method: Method, answers: Answers) -> Score:
    """Return the score of one set of answers by a method that was read. No SQL query.

    raises: InputRefused
    """
    with told():
        return score_method(method, answers)


def shipped_index(*, name: str, data: str) -> Mapping[str, str]:
    """Return the CSV files of a published index recomputed from its components. No SQL query.

    name: `gtmi`, `egdi`, `egdi-2010` or `eu`; data: CSV with the columns `uCode` and the components
    raises: InputRefused
    """
    configuration = INDICES / f"{name.partition('-')[0]}.yaml"
    return compute_index(
        data=data,
        meta=(INDICES / f"{name}.csv").read_text(encoding="utf-8"),
        configuration=configuration.read_text(encoding="utf-8"),
    ).files


def campaign_standings(
    *, campaign: str, state: str = "", bodies: Collection[str] | None = None
) -> list[Standing]:
    """Return how far each body of a campaign is, in the order of their keys. One SQL query.

    state, bodies: only those in a state, only some
    """
    rows = Assessment.objects.filter(campaign__key=campaign).exclude(state="superseded").order_by("body")
    if state:
        rows = rows.filter(state=state)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    return [Standing(*row) for row in rows.values_list("body", "key", "state")]


def campaign_counts(*, campaign: str) -> dict[str, int]:
    """Return state → how many bodies of a campaign are in it. One SQL query."""
    rows = Assessment.objects.filter(campaign__key=campaign).exclude(state="superseded").order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))


def campaign_figures(*, campaign: str, name: str, bodies: Collection[str] | None = None) -> dict[str, float]:
    """Return body → the latest value of a figure. One SQL query. bodies: only some"""
    rows = Figure.objects.filter(campaign__key=campaign, name=name).exclude(assessment__state="superseded")
    if bodies is not None:
        rows = rows.filter(assessment__body__in=bodies)
    return dict(rows.values_list("assessment__body", "value"))


def campaign_means(*, campaign: str, names: Collection[str]) -> dict[str, float]:
    """Return figure → its mean over the bodies that have it. One SQL query."""
    rows = Figure.objects.filter(campaign__key=campaign, name__in=names).exclude(
        assessment__state="superseded"
    )
    return dict(rows.order_by().values("name").annotate(mean=Avg("value")).values_list("name", "mean"))


def campaign_table(*, campaign: str, prefix: str) -> dict[str, dict[str, float]]:
    """Return body → figure → value for the figures whose names begin with `prefix`. One SQL query."""
    rows = Figure.objects.filter(campaign__key=campaign, name__startswith=prefix)
    table: dict[str, dict[str, float]] = {}
    for body, name, value in rows.exclude(assessment__state="superseded").values_list(
        "assessment__body", "name", "value"
    ):
        table.setdefault(body, {})[name] = value
    return table


def body_figures(*, campaign: str, body: str) -> dict[str, float]:
    """Return figure → its latest value for one body of a campaign. One SQL query."""
    rows = Figure.objects.filter(assessment__campaign__key=campaign, assessment__body=body)
    return dict(rows.exclude(assessment__state="superseded").values_list("name", "value"))


def campaign_results(*, campaign: str, kind: str, figure: str) -> dict[str, float]:
    """Return body → a figure of its latest frozen result of a kind, declared or verified. One SQL query."""
    rows = Result.objects.filter(assessment__campaign__key=campaign, kind=kind)
    found = rows.exclude(assessment__state="superseded").order_by("id")
    values = found.values_list("assessment__body", f"figures__{figure}")
    return {body: float(value) for body, value in values if value is not None}


def body_answers(*, campaign: str, body: str) -> dict[str, Json]:
    """Return a body's answers in a campaign, the verified ones where there are some. Two SQL queries."""
    rows = Answer.objects.filter(assessment__campaign__key=campaign, assessment__body=body)
    reviews = Review.objects.filter(assessment__campaign__key=campaign, assessment__body=body)
    here = [one.exclude(assessment__state="superseded") for one in (rows, reviews)]
    return {name: value for one in here for name, value in one.values_list("question", "value")}


def answered_questions(*, campaign: str, bodies: Iterable[str]) -> dict[str, set[str]]:
    """Return body → the questions that it answered. One SQL query."""
    rows = Answer.objects.filter(assessment__campaign__key=campaign, assessment__body__in=list(bodies))
    found: dict[str, set[str]] = {}
    for body, question in rows.values_list("assessment__body", "question"):
        found.setdefault(body, set()).add(question)
    return found


__all__: Sequence[str] = [
    "Standing",
    "answered_questions",
    "body_answers",
    "body_figures",
    "campaign_counts",
    "campaign_figures",
    "campaign_means",
    "campaign_results",
    "campaign_standings",
    "campaign_table",
    "score_with",
    "shipped_index",
]
