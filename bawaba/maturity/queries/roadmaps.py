"""Read road maps, and check in a later wave what of them came true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bawaba.assess.queries import body_answers, score_with
from bawaba.directory.queries import acts_for, body_names
from bawaba.kernel.actors import Actor
from bawaba.maturity import shipped
from bawaba.maturity.errors import RoadmapNotFound
from bawaba.maturity.models import Roadmap, RoadmapStep, Wave
from bawaba.maturity.queries.planning import method_in_use
from bawaba.maturity.roadmaps.gaps import apply_actions, has_reached
from bawaba.maturity.types import INDEX, ImprovementAction, Texts


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a road map. came_true: whether the later wave shows its level; None where nobody can say yet"""

    action: ImprovementAction
    section_titles: Texts
    wave: int
    days: int
    cost_mad: Decimal
    gain: float
    owner: str
    state: str
    came_true: bool | None


@dataclass(frozen=True, slots=True)
class RoadmapInfo:
    """A road map as its administration reads it.

    index: before any wave, then after each; over: waves (from 1) up to which more than their part of the budget is
    planned; checked_by: key of the later wave that tells what came true, empty where there is none yet
    """

    key: str
    body: str
    names: Mapping[str, str]
    campaign: str
    waves: int
    budget_mad: Decimal
    days: int | None
    index: Sequence[float]
    bound: float
    proven: bool
    made_at: datetime
    steps: Sequence[StepLine]
    cost_mad: Decimal
    staff_days: int
    over: Sequence[int]
    checked_by: str
    found_index: float | None
    may_edit: bool


def list_roadmaps(*, actor: Actor, body: str) -> list[tuple[str, str, datetime, float]]:
    """Return (key, campaign, made at, index at the end) of a body's road maps, the newest first. Two SQL queries.

    raises: RoadmapNotFound for those who do not act for the body
    """
    if not acts_for(actor=actor, role="editor", body=body):
        raise RoadmapNotFound
    rows = Roadmap.objects.filter(body=body)[:20]
    return [(row.key, row.campaign, row.made_at, row.index[-1]) for row in rows]


def get_roadmap(*, actor: Actor, key: str) -> RoadmapInfo:
    """Return a road map, for its administration and those who lead the study. At most nine SQL queries.

    raises: RoadmapNotFound
    """
    row = Roadmap.objects.filter(key=key).first()
    if row is None:
        raise RoadmapNotFound
    wave = Wave.objects.filter(key=row.campaign).first()
    may_edit = acts_for(actor=actor, role="editor", body=row.body)
    if not may_edit and not (wave and acts_for(actor=actor, role="publisher", body=wave.owner)):
        raise RoadmapNotFound
    later = wave.next_waves.exclude(state="planned").order_by("opens_on").first() if wave else None
    found = body_answers(campaign=later.key, body=row.body) if later else {}
    steps = list(row.steps.all())
    method = method_in_use(urn=row.urn, version=row.version)
    sections = {one.id: one for one in method.sections}
    actions = {one.id: one for one in actions_of(urn=row.urn, version=row.version)}
    comparable = bool(found) and later is not None and (later.urn, later.version) == (row.urn, row.version)
    lines = [
        StepLine(
            actions[one.action], sections[actions[one.action].section].titles, one.wave, one.days, one.cost_mad,
            one.gain, one.owner, one.state,
            has_reached(sections[actions[one.action].section], found, actions[one.action].to_level) if comparable else None,
        )
        for one in steps
    ]  # fmt: skip
    live = [one for one in steps if one.state != "dropped"]
    value = score_with(method=method, answers=found).figures.get(INDEX) if comparable else None
    return RoadmapInfo(
        row.key, row.body, body_names(keys=[row.body]).get(row.body, {}), row.campaign, row.waves, row.budget_mad,
        row.days, row.index, row.bound, row.proven, row.made_at, lines, sum((one.cost_mad for one in live), Decimal(0)),
        sum(one.days for one in live), _over(row, live), later.key if comparable and later else "",
        value if isinstance(value, float) else None, may_edit,
    )  # fmt: skip


def actions_of(*, urn: str, version: str) -> tuple[ImprovementAction, ...]:
    """Return the actions that are described for a version of a method; none for another one. No SQL query."""
    known_urn, known_version, actions = shipped.improvement_actions()
    return actions if (urn, version) == (known_urn, known_version) else ()


def index_path(*, row: Roadmap, steps: Sequence[RoadmapStep]) -> list[float]:
    """Return the index before any wave and after each, by the scoring engine, as the steps stand now.

    At most one SQL query.
    """
    method = method_in_use(urn=row.urn, version=row.version)
    actions = {one.id: one for one in actions_of(urn=row.urn, version=row.version)}
    live = [one for one in steps if one.state != "dropped"]
    path = []
    for wave in range(row.waves + 1):
        done = [actions[one.action] for one in live if one.wave <= wave]
        answers = apply_actions(method, row.answers, done)
        path.append(float(score_with(method=method, answers=answers).figures[INDEX]))
    return path


def _over(row: Roadmap, live: Sequence[RoadmapStep]) -> list[int]:
    """Return the waves up to which more than their part of the budget, or of the days, is planned."""
    found = []
    for wave in range(1, row.waves + 1):
        until = [one for one in live if one.wave <= wave]
        money = sum(one.cost_mad for one in until) > row.budget_mad * wave / row.waves + 1
        days = row.days is not None and sum(one.days for one in until) > row.days * wave / row.waves + 1
        if money or days:
            found.append(wave)
    return found
