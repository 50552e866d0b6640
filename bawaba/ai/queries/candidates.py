"""Use cases that a scenario may choose from, and the scenarios that were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.ai.errors import ScenarioNotFound
from bawaba.ai.models import Scenario, UseCase, UseCaseText
from bawaba.ai.queries.desk import seen_bodies
from bawaba.ai.queries.weighing import find_weighings, weighted_criteria
from bawaba.ai.rules.criteria import good, means
from bawaba.ai.types import ScenarioInfo
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

WAITING: Final = ("qualified", "prioritised", "assessed", "approved")


@dataclass(frozen=True)
class Candidate:
    """A use case to choose. value: 0 to 100 by the weights of the criteria; days: of work to build it"""

    key: str
    body: str
    value: float
    days: int
    needs: Sequence[str]
    high_risk: bool


def list_candidates(*, actor: Actor, weighed_by: str = "") -> list[Candidate]:
    """Return the use cases of somebody's bodies that are scored by every criterion and sized.

    weighed_by: body whose weights of the criteria count, where it has its own
    Three SQL queries, and at most three for each body with one.
    """
    rows = list(UseCase.objects.filter(stage__in=WAITING).prefetch_related("reviews").order_by("key"))
    mine = seen_bodies(actor=actor, bodies={row.body for row in rows})
    criteria = weighted_criteria(find_weighings(bodies={weighed_by}).get(weighed_by))
    found = []
    for row in rows:
        scores = means([one.scores for one in row.reviews.all() if not one.conflict], criteria)
        days = int(row.details.get("effort_days") or 0)
        if row.body in mine and days > 0 and len(scores) == len(criteria):
            value = 100 * sum(one.weight * good(scores[one.key], one) for one in criteria)
            needs = list(row.details.get("needs", ()))
            found.append(Candidate(row.key, row.body, round(value, 4), days, needs, row.high_risk))
    return found


def list_scenarios(*, actor: Actor) -> Sequence[ScenarioInfo]:
    """Return the scenarios of somebody's bodies, the latest first. One SQL query, and three a body at most."""
    rows = list(Scenario.objects.all()[:200])
    mine = seen_bodies(actor=actor, bodies={row.body for row in rows})
    return [_info(row, {}) for row in rows if row.body in mine]


def find_scenario(*, actor: Actor, key: str, language: str = "fr") -> ScenarioInfo:
    """Return a scenario with the titles of its use cases. At most five SQL queries.

    raises: ScenarioNotFound, also for those whose bodies it is not of
    """
    row = Scenario.objects.filter(key=key).first()
    if row is None or not seen_bodies(actor=actor, bodies={row.body}):
        raise ScenarioNotFound
    texts: dict[str, dict[str, str]] = {}
    said = UseCaseText.objects.filter(use_case__key__in=row.items)
    for use_case, code, title in said.values_list("use_case__key", "language", "title"):
        texts.setdefault(use_case, {})[code] = title
    return _info(row, {use_case: pick(titles, language).text for use_case, titles in texts.items()})


def _info(row: Scenario, titles: dict[str, str]) -> ScenarioInfo:
    return ScenarioInfo(
        row.key, row.title, row.body, row.starts_on, row.wave_months, row.items, titles, row.instance, row.state,
        row.progress, row.found, row.limit_s, row.enough_gap, row.stop_asked,
    )  # fmt: skip
