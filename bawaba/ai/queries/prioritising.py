"""Use cases in order: reviewers' scores, three ways of ranking, and how far a weight may move."""

import json
from collections.abc import Sequence
from typing import Final

from bawaba.ai.models import Review, UseCase
from bawaba.ai.portfolio.agreement import krippendorff_alpha
from bawaba.ai.portfolio.priorities import weight_range, weighted_order
from bawaba.ai.queries.criteria import list_criteria
from bawaba.ai.queries.desk import seen_bodies
from bawaba.ai.rules.criteria import axis_score, good, means
from bawaba.ai.types import Priorities, Priority
from bawaba.assess.queries import rank_alternatives
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

RANKED: Final = ("qualified", "prioritised")
METHODS: Final = ("topsis", "promethee-ii")


def rank_use_cases(*, actor: Actor, language: str = "fr") -> Priorities:
    """Return the use cases that wait for a decision on their priority, the best by weighted sum first.

    Those that were scored by every criterion are ranked; the others follow without a place.
    Three SQL queries, and at most three for each body with one.
    """
    rows = list(UseCase.objects.filter(stage__in=RANKED).prefetch_related("texts", "reviews"))
    mine = seen_bodies(actor=actor, bodies={row.body for row in rows})
    rows = [row for row in rows if row.body in mine]
    criteria = list_criteria()
    reviews = {row.pk: [one for one in row.reviews.all() if not one.conflict] for row in rows}
    scores = {row.pk: means([one.scores for one in reviews[row.pk]], criteria) for row in rows}
    whole = [row for row in rows if len(scores[row.pk]) == len(criteria)]
    matrix = [[good(scores[row.pk][one.key], one) for one in criteria] for row in whole]
    weights = [one.weight for one in criteria]
    order = weighted_order(matrix, weights)
    places = {"weighted-sum": {whole[place].pk: rank for rank, place in enumerate(order, 1)}}
    for method in METHODS if len(whole) > 1 else ():
        places[method] = _places(method, matrix, weights, whole)
    items = [
        Priority(
            row.key, pick({one.language: one.title for one in row.texts.all()}, language).text, scores[row.pk],
            axis_score(scores[row.pk], criteria, "value"), axis_score(scores[row.pk], criteria, "feasibility"),
            len(reviews[row.pk]), {name: found[row.pk] for name, found in places.items() if row.pk in found},
        )
        for row in [*(whole[place] for place in order), *(row for row in rows if row not in whole)]
    ]  # fmt: skip
    ranges = (
        {one.key: weight_range(matrix, weights, at) for at, one in enumerate(criteria)}
        if len(whole) > 1
        else {}
    )
    return Priorities(items, _agreement(list(reviews.values()), [one.key for one in criteria]), ranges)


def _places(
    method: str, matrix: Sequence[Sequence[float]], weights: Sequence[float], rows: Sequence[UseCase]
) -> dict[int, int]:
    document = json.dumps({"matrix": matrix, "weights": weights, "types": [1] * len(weights)})
    found = rank_alternatives(method=method, matrix=document)
    return {rows[place].pk: rank for rank, place in enumerate(found.order, 1)}


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
