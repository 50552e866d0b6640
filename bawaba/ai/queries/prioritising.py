"""Use cases in order: reviewers' scores, four ways of ranking, and how far a weight may move."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.ai.models import Review, UseCase
from bawaba.ai.portfolio.agreement import krippendorff_alpha
from bawaba.ai.portfolio.priorities import weight_range, weighted_order, wsjf
from bawaba.ai.queries.desk import seen_bodies
from bawaba.ai.queries.weighing import find_weighings, weighted_criteria
from bawaba.ai.rules.criteria import Criterion, axis_score, good, means
from bawaba.ai.types import Priorities, Priority
from bawaba.assess.queries import rank_alternatives
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

RANKED: Final = ("qualified", "prioritised")
METHODS: Final = ("topsis", "promethee-ii")
SHIPPED: Final = "shipped"
DAYS_A_MONTH: Final = 20


@dataclass(frozen=True)
class _Scored:
    """A use case with the reviews that count and their means."""

    row: UseCase
    reviews: Sequence[Review]
    conflicts: int
    scores: Mapping[str, float]


def rank_use_cases(*, actor: Actor, language: str = "fr", weighed_by: str = "") -> Priorities:
    """Return the use cases that wait for a decision on their priority, the best by weighted sum first.

    Those that were scored by every criterion are ranked; the others follow without a place.
    weighed_by: body whose weights count, `shipped` for those that ship; empty takes those of the only body
    Four SQL queries, and at most three for each body with one.
    """
    rows = list(UseCase.objects.filter(stage__in=RANKED).prefetch_related("texts", "reviews"))
    mine = seen_bodies(actor=actor, bodies={row.body for row in rows})
    weighings = find_weighings(bodies=mine)
    chosen = weighed_by or (next(iter(weighings)) if len(mine) == 1 and weighings else "")
    criteria = weighted_criteria(weighings.get(chosen))
    every = [_scored(row, criteria) for row in rows if row.body in mine]
    whole = [one for one in every if len(one.scores) == len(criteria)]
    matrix = [[good(one.scores[each.key], each) for each in criteria] for one in whole]
    weights = [one.weight for one in criteria]
    order = weighted_order(matrix, weights)
    places = _places(whole, matrix, weights, order)
    in_order = [*(whole[place] for place in order), *(one for one in every if one not in whole)]
    sure = len(whole) > 1
    return Priorities(
        items=[_priority(one, criteria, places, language) for one in in_order],
        agreement=_agreement([one.reviews for one in every], [one.key for one in criteria]),
        ranges={one.key: weight_range(matrix, weights, at) for at, one in enumerate(criteria)}
        if sure
        else {},
        weights={one.key: one.weight for one in criteria},
        weighed_by=chosen if chosen in weighings else "",
        choices=sorted(weighings),
    )


def _scored(row: UseCase, criteria: Sequence[Criterion]) -> _Scored:
    counted = [one for one in row.reviews.all() if not one.conflict]
    declared = len(row.reviews.all()) - len(counted)
    return _Scored(row, counted, declared, means([one.scores for one in counted], criteria))


def _priority(
    one: _Scored, criteria: Sequence[Criterion], places: Mapping[str, Mapping[int, int]], language: str
) -> Priority:
    return Priority(
        one.row.key, pick({text.language: text.title for text in one.row.texts.all()}, language).text, one.scores,
        axis_score(one.scores, criteria, "value"), axis_score(one.scores, criteria, "feasibility"),
        len(one.reviews), one.conflicts,
        {name: found[one.row.pk] for name, found in places.items() if one.row.pk in found},
        _delay_by_month(one, criteria),
    )  # fmt: skip


def _delay_by_month(one: _Scored, criteria: Sequence[Criterion]) -> float | None:
    """Return the cost of delay by months of work: what is worth most, soonest done, comes first."""
    days = int(one.row.details.get("effort_days") or 0)
    parts = [one.scores[each.key] for each in criteria if each.delay and each.key in one.scores]
    if not days or len(parts) < sum(each.delay for each in criteria):
        return None
    value, urgency, opened = (*parts, 0.0, 0.0)[:3]
    return wsjf(value=value, urgency=urgency, risk_reduced=opened, size=days / DAYS_A_MONTH)


def _places(
    whole: Sequence[_Scored],
    matrix: Sequence[Sequence[float]],
    weights: Sequence[float],
    order: Sequence[int],
) -> dict[str, dict[int, int]]:
    """Return, for each way of ranking, the place of each use case that was scored by every criterion."""
    ways = {"weighted-sum": list(order)}
    document = json.dumps({"matrix": matrix, "weights": weights, "types": [1] * len(weights)})
    for method in METHODS if len(whole) > 1 else ():
        ways[method] = list(rank_alternatives(method=method, matrix=document).order)
    return {
        name: {whole[at].row.pk: place for place, at in enumerate(found, 1)} for name, found in ways.items()
    }


def _agreement(reviews: Sequence[Sequence[Review]], criteria: Sequence[str]) -> float | None:
    """Return Krippendorff's alpha: a reviewer is a row, a criterion of a use case is a thing reviewed."""
    people = sorted({one.person for group in reviews for one in group})
    table: list[list[float | None]] = []
    for person in people:
        row: list[float | None] = []
        for group in reviews:
            own: dict[str, int] = next((one.scores for one in group if one.person == person), {})
            row += [own.get(name) for name in criteria]
        table.append(row)
    return krippendorff_alpha(table) if len(people) > 1 else None
