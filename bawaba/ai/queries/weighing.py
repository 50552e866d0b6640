"""The weights of criteria: those that ship, and those that a body found by comparing criteria two by two."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bawaba.ai.errors import NotPlanner, UseCaseInvalid
from bawaba.ai.models import Weighing
from bawaba.ai.queries.criteria import list_criteria
from bawaba.ai.queries.desk import seen_bodies
from bawaba.ai.rules.criteria import Criterion
from bawaba.ai.rules.weighing import (
    CONSISTENT,
    SCALE,
    Pairs,
    contradictions,
    nearest_answers,
    pair_matrix,
    pairs_of,
)
from bawaba.assess.queries import compare_pairs
from bawaba.kernel.actors import Actor


@dataclass(frozen=True)
class Weighed:
    """What comparisons come to. weights: by criterion, summing to 1; ratio: consistency, up to 0.1 is taken

    contradictions: three criteria at a time whose answers fit least
    """

    weights: Mapping[str, float]
    ratio: float
    contradictions: Sequence[tuple[str, str, str]]

    @property
    def consistent(self) -> bool:
        return self.ratio <= CONSISTENT


@dataclass(frozen=True)
class WeightsInForce:
    """What counts for a body. own: it compared the criteria itself; comparisons: what to begin from"""

    weights: Mapping[str, float]
    own: bool
    comparisons: Pairs


def weigh_criteria(*, answers: Pairs) -> Weighed:
    """Return the weights that comparisons of each two criteria come to (AHP). No SQL query.

    answers: for each of `pairs_to_compare()`, a word of `rules.weighing.SCALE`
    raises: UseCaseInvalid
    """
    keys = [one.key for one in list_criteria()]
    if set(answers) != set(pairs_of(keys)) or set(answers.values()) - set(SCALE):
        raise UseCaseInvalid(fields={"answers": _("Compare each two criteria once.")})
    found = compare_pairs(matrix=json.dumps({"matrix": pair_matrix(keys, answers)}))
    worst = [three for three, _misfit in contradictions(keys, answers)]
    return Weighed(dict(zip(keys, found.weights, strict=True)), found.consistency_ratio, worst)


def read_weights(*, actor: Actor, body: str) -> WeightsInForce:
    """Return the weights of the criteria for a body, and the comparisons that they came from. At most five SQL queries.

    raises: NotPlanner, for those who see nothing of the body
    """
    if not seen_bodies(actor=actor, bodies={body}):
        raise NotPlanner
    own = find_weighings(bodies={body}).get(body)
    criteria = weighted_criteria(own)
    return WeightsInForce(
        {one.key: one.weight for one in criteria}, own is not None, first_comparisons(body=body)
    )


def pairs_to_compare() -> list[tuple[Criterion, Criterion]]:
    """Return each two criteria once. No SQL query."""
    known = {one.key: one for one in list_criteria()}
    return [(known[one], known[other]) for one, other in pairs_of(list(known))]


def first_comparisons(*, body: str) -> dict[tuple[str, str], str]:
    """Return the answers to begin from: a body's last ones, else those nearest to the weights that ship. One SQL query."""
    row = Weighing.objects.filter(body=body).first()
    expected = nearest_answers({one.key: one.weight for one in list_criteria()})
    kept = {(one, other): word for one, other, word in row.pairs} if row else {}
    return {pair: kept.get(pair, word) for pair, word in expected.items()}


def find_weighings(*, bodies: set[str]) -> Mapping[str, Weighing]:
    """Return the weights in force of those bodies that have their own. One SQL query."""
    found: dict[str, Weighing] = {}
    for row in Weighing.objects.filter(body__in=bodies):
        found.setdefault(row.body, row)
    return found


def weighted_criteria(row: Weighing | None) -> Sequence[Criterion]:
    """Return the criteria with a body's own weights, or with those that ship. No SQL query."""
    criteria = list_criteria()
    if row is None or set(row.weights) != {one.key for one in criteria}:
        return criteria
    return tuple(replace(one, weight=float(row.weights[one.key])) for one in criteria)
