"""Road maps that administrations keep: made from their answers, moved, tracked, checked in the next wave."""

from datetime import date
from decimal import Decimal

import pytest

from bawaba.assess.models import Answer, Assessment
from bawaba.directory.tests.factories import body, make_bodies
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.maturity import queries, services, shipped
from bawaba.maturity.errors import NotRoadmapOwner, PlanRefused, RoadmapNotFound, StepNotPossible
from bawaba.maturity.roadmaps.gaps import apply_actions
from bawaba.maturity.tests.factories import LEAD, SYSTEM, person, plan

BODY = "agency-0"


def give(wave: str, answers: dict[str, object]) -> None:
    row = Assessment.objects.get(campaign__key=wave, body=BODY)
    Answer.objects.bulk_create(
        Answer(assessment=row, question=name, value=value, author="account:1", answered_at=clock.now())
        for name, value in answers.items()
    )


@pytest.fixture
def lead() -> Actor:
    return person("publisher", LEAD)


@pytest.fixture
def own() -> Actor:
    return person("editor", BODY)


@pytest.fixture
def roadmap(db: None, lead: Actor, own: Actor) -> str:
    make_bodies(body(LEAD, kind="ministry"), body(BODY, kind="agency"))
    services.load_method(actor=SYSTEM, owner=LEAD)
    method = shipped.default_method()
    plan("w1", lead, kinds=["agency"], urn=method.urn)
    services.open_wave(actor=lead, key="w1")
    give("w1", {one.id: "l1" for one in method.questions if one.id != "strategy-plan"})
    return services.make_roadmap(actor=own, key="w1", body=BODY, budget_mad=Decimal(2_000_000), waves=2)


def test_a_road_map_is_made_moved_and_tracked_with_its_index_computed_anew(
    roadmap: str, own: Actor, lead: Actor
) -> None:
    made = queries.get_roadmap(actor=own, key=roadmap)
    assert made.proven
    assert made.index[-1] > made.index[0]
    assert made.cost_mad <= 2_000_000
    assert made.may_edit
    assert not queries.get_roadmap(actor=lead, key=roadmap).may_edit
    early = next(
        one for one in made.steps if one.wave == 1 and not any(one.action.id in o.action.requires for o in made.steps)
    )  # fmt: skip
    services.move_step(actor=own, key=roadmap, action=early.action.id, wave=2)
    moved = queries.get_roadmap(actor=own, key=roadmap)
    assert moved.index[1] == pytest.approx(made.index[1] - early.gain)
    assert moved.index[-1] == pytest.approx(made.index[-1])
    change = {"key": roadmap, "action": early.action.id, "days": 3, "cost_mad": Decimal(5)}
    services.change_step(actor=own, state="dropped", **change)
    dropped = queries.get_roadmap(actor=own, key=roadmap)
    assert dropped.index[-1] == pytest.approx(made.index[-1] - early.gain)
    services.change_step(actor=own, state="done", owner="DSI", **change)
    step = next(
        one for one in queries.get_roadmap(actor=own, key=roadmap).steps if one.action.id == early.action.id
    )
    assert (step.state, step.days, step.owner) == ("done", 3, "DSI")


def test_a_step_cannot_come_before_what_it_needs_nor_be_needed_and_dropped(roadmap: str, own: Actor) -> None:
    made = queries.get_roadmap(actor=own, key=roadmap)
    there = {one.action.id: one for one in made.steps}
    needed, needing = next(
        (there[name], one) for one in made.steps for name in one.action.requires if name in there
    )
    if needing.wave != 1:
        services.move_step(actor=own, key=roadmap, action=needing.action.id, wave=1)
    with pytest.raises(StepNotPossible):
        services.move_step(actor=own, key=roadmap, action=needed.action.id, wave=2)
    with pytest.raises(StepNotPossible):
        services.change_step(
            actor=own, key=roadmap, action=needed.action.id, state="dropped", days=1, cost_mad=Decimal(1)
        )
    with pytest.raises(StepNotPossible):
        services.move_step(actor=own, key=roadmap, action=needed.action.id, wave=3)


def test_nobody_else_makes_reads_or_changes_it(roadmap: str, lead: Actor) -> None:
    for actor in (ANONYMOUS, person("editor", "elsewhere")):
        with pytest.raises(RoadmapNotFound):
            queries.get_roadmap(actor=actor, key=roadmap)
        with pytest.raises(NotRoadmapOwner):
            services.make_roadmap(actor=actor, key="w1", body=BODY, budget_mad=Decimal(1), waves=1)
    with pytest.raises(NotRoadmapOwner):
        services.move_step(actor=lead, key=roadmap, action="strategy-1", wave=1)
    with pytest.raises(PlanRefused):
        services.make_roadmap(actor=SYSTEM, key="w0", body=BODY, budget_mad=Decimal(1), waves=1)


def test_the_next_wave_says_what_came_true(roadmap: str, own: Actor, lead: Actor) -> None:
    made = queries.get_roadmap(actor=own, key=roadmap)
    assert {one.came_true for one in made.steps} == {None}
    plan("w2", lead, kinds=["agency"], urn=shipped.default_method().urn, previous="w1", opens_on=date(2027, 1, 1),
         due_on=date(2027, 2, 1))  # fmt: skip
    services.open_wave(actor=lead, key="w2")
    first = [one.action for one in made.steps if one.wave == 1]
    answers = apply_actions(
        shipped.default_method(), {one.id: "l1" for one in shipped.default_method().questions}, first
    )
    give("w2", answers)
    later = queries.get_roadmap(actor=own, key=roadmap)
    assert later.checked_by == "w2"
    reached: dict[str, int] = {}
    for one in first:
        reached[one.section] = max(reached.get(one.section, 1), one.to_level)
    for line in later.steps:
        assert line.came_true == (reached.get(line.action.section, 1) >= line.action.to_level)
    assert later.found_index == pytest.approx(made.index[1])
