"""Use cases as those see them who propose, review, decide and build."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bawaba.ai.errors import UseCaseNotFound
from bawaba.ai.models import Condition, Incident, Indicator, Review, Sheet, Step, UseCase, Verdict
from bawaba.ai.queries.assessing import AssessmentOf, Proposal, list_own_assessments, propose_conditions
from bawaba.ai.queries.criteria import list_criteria
from bawaba.ai.rules.criteria import axis_score, means
from bawaba.ai.types import UseCaseCard
from bawaba.directory.queries import account_names, acts_for, body_names
from bawaba.directory.types import Role
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

SEEING: Final[Sequence[Role]] = ("editor", "publisher", "supervisor")
RUNNING: Final = frozenset({"in-service", "suspended"})


@dataclass(frozen=True)
class UseCaseFile:
    """A use case whole, with what this person may do: build (its body), review, decide (the board).

    names: how to call the people in it; grid: value and feasibility, 0 to 100
    """

    row: UseCase
    texts: Mapping[str, Mapping[str, str]]
    body: Mapping[str, str]
    steps: Sequence[Step]
    reviews: Sequence[Review]
    verdicts: Sequence[Verdict]
    conditions: Sequence[Condition]
    indicators: Sequence[tuple[Indicator, Sequence[Any]]]  # Any: readings, each with whether it lies within
    incidents: Sequence[Incident]
    assessments: Sequence[AssessmentOf]
    proposal: Proposal
    sheet: Sheet | None
    names: Mapping[str, str]
    scores: Mapping[str, float]
    grid: Mapping[str, float | None]
    builds: bool
    reviews_it: bool
    decides: bool
    sees_scores: bool


def seen_bodies(*, actor: Actor, bodies: set[str]) -> set[str]:
    """Return the bodies among some whose use cases somebody may see. Three SQL queries a body at most."""
    return {body for body in bodies if any(acts_for(actor=actor, role=role, body=body) for role in SEEING)}


def list_use_cases(*, actor: Actor, stage: str = "", language: str = "fr") -> Sequence[UseCaseCard]:
    """Return the use cases of somebody's bodies. Three SQL queries, and at most three for each body with one."""
    rows = UseCase.objects.prefetch_related("texts", "incidents")
    if stage:
        rows = rows.filter(stage=stage)
    found = list(rows)
    mine = seen_bodies(actor=actor, bodies={row.body for row in found})
    names = body_names(keys=mine)
    return [_card(row, names.get(row.body, {}), language) for row in found if row.body in mine]


def _card(row: UseCase, body: Mapping[str, str], language: str) -> UseCaseCard:
    title, today = pick({one.language: one.title for one in row.texts.all()}, language), clock.today()
    late = row.stage in RUNNING and any(
        day is not None and day < today for day in (row.review_due, row.assessed_until)
    )
    waiting = sum(one.closed_at is None for one in row.incidents.all())
    return UseCaseCard(
        row.key, title.text, title.language, pick(body, language).text or row.body, row.stage, row.stage_since,
        row.high_risk, late, waiting,
    )  # fmt: skip


def stage_of(*, actor: Actor, key: str) -> str:
    """Return where a use case stands. At most four SQL queries.

    raises: UseCaseNotFound, also for those whose bodies it is not
    """
    row = UseCase.objects.filter(key=key).first()
    if row is None or not seen_bodies(actor=actor, bodies={row.body}):
        raise UseCaseNotFound
    return row.stage


def open_use_case(*, actor: Actor, key: str) -> UseCaseFile:
    """Return a use case whole. At most 28 SQL queries, and seven for each impact assessment that was handed in.

    raises: UseCaseNotFound, also for those whose bodies it is not
    """
    row = UseCase.objects.filter(key=key).first()
    if row is None or not seen_bodies(actor=actor, bodies={row.body}):
        raise UseCaseNotFound
    builds = acts_for(actor=actor, role="editor", body=row.body)
    publishes = acts_for(actor=actor, role="publisher", body=row.body)
    own = actor.key == row.proposed_by or actor.kind != "person"
    reviews, steps = list(row.reviews.all()), list(row.steps.all())
    verdicts: list[Verdict] = list(row.verdicts.all())
    reviews_it = not own and (publishes or acts_for(actor=actor, role="supervisor", body=row.body))
    assessments = list_own_assessments(actor=actor, key=key)
    scores = means([one.scores for one in reviews if not one.conflict], list_criteria())
    people = {
        row.proposed_by,
        *(one.person for one in reviews),
        *(one.person for one in verdicts),
        *(one.taken_by for one in steps),
    }
    return UseCaseFile(
        row=row,
        texts={one.language: {"title": one.title, "problem": one.problem} for one in row.texts.all()},
        body=body_names(keys=[row.body]).get(row.body, {}),
        steps=steps, reviews=reviews, verdicts=verdicts, conditions=list(row.conditions.select_related("duty")),
        assessments=assessments,
        proposal=propose_conditions(actor=actor, key=key, among=assessments),
        indicators=[(one, [(value, _within(one, value.value)) for value in one.readings.all()])
                    for one in row.indicators.prefetch_related("readings")],
        incidents=list(row.incidents.all()), sheet=row.sheets.last(), names=account_names(keys=people | {one.taken_by for one in steps}), scores=scores,
        grid={axis: axis_score(scores, list_criteria(), axis) for axis in ("value", "feasibility")},
        builds=builds, reviews_it=reviews_it, decides=publishes and not own,
        sees_scores=not reviews_it or any(one.person == actor.key for one in reviews),
    )  # fmt: skip


def _within(one: Indicator, value: float) -> bool:
    return (one.low is None or value >= one.low) and (one.high is None or value <= one.high)
