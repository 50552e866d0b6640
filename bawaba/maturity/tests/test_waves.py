"""A wave from its plan to what is published: who may, what is drawn, what is told and what is not."""

import random
from datetime import date
from statistics import fmean

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.models import AuditEntry
from bawaba.maturity import queries, services
from bawaba.maturity.errors import (
    NotStudyLead,
    VerificationUnfinished,
    WaveNotFound,
    WaveRefused,
    WaveSecondPerson,
    WaveStepNotPossible,
)
from bawaba.maturity.models import Wave, WaveBody
from bawaba.maturity.rules.comparing import count_classes, describe_group, flag_jumps, flag_outliers
from bawaba.maturity.rules.estimating import Stratum, estimate_mean
from bawaba.maturity.rules.sampling import draw_sample
from bawaba.maturity.tests.factories import LEAD, answer, load, make_population, person, plan, verify


@pytest.fixture
def lead() -> Actor:
    return person("publisher", LEAD)


@pytest.fixture
def bodies(db: None) -> list[str]:
    found = make_population()
    load()
    return found


def run(key: str, lead: Actor, bodies: list[str], levels: list[int], **more: object) -> list[str]:
    """Bring a wave to its proposal and return the bodies of its sample."""
    plan(key, lead, **more)
    services.open_wave(actor=lead, key=key)
    answer(key, dict(zip(bodies, levels, strict=True)))
    services.draw_wave_sample(actor=lead, key=key, seed=7)
    drawn = list(WaveBody.objects.filter(wave__key=key, sampled=True).values_list("body", flat=True))
    verify(key, drawn, lower=drawn)
    services.propose_wave(actor=lead, key=key)
    return drawn


def test_a_wave_goes_from_its_plan_to_two_people_who_publish(lead: Actor, bodies: list[str]) -> None:
    drawn = run("w1", lead, bodies, [1, 2, 3, 1, 2, 3] * 2)
    assert len(drawn) == 4  # two of each kind at least
    with pytest.raises(WaveSecondPerson):
        services.publish_wave(actor=lead, key="w1")
    assert queries.published_waves() == []
    services.publish_wave(actor=person("publisher", LEAD), key="w1")
    ((info, outcome, _same),) = queries.published_waves()
    assert (info.state, info.bodies, info.sampled, info.seed) == ("published", 12, 4, 7)
    # declared: the mean of levels 1, 2, 3 is 50; each verified body lost a level of 1 of 2 questions of the
    # dimension that weighs 3 of 4: 25 / 2 · 3/4 points
    assert outcome["index"]["value"] == pytest.approx(50 - 9.375)
    assert outcome["corrected_by"] is None  # four verified bodies are too few to tell of
    assert outcome["index"]["low"] <= outcome["index"]["value"] <= outcome["index"]["high"]
    assert sum(one or 0 for one in outcome["classes"]) <= 12
    assert [one["count"] for one in outcome["kinds"]] == [6, 6]
    assert "agency-0" not in str(outcome)
    verbs = ["wave-planned", "wave-opened", "sample-drawn", "wave-proposed", "wave-published"]
    for verb in verbs:
        assert AuditEntry.objects.filter(verb=f"maturity.{verb}").count() == 1


def test_ranks_carry_their_interval(lead: Actor, bodies: list[str]) -> None:
    run("w1", lead, bodies, [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4])
    rows = list(WaveBody.objects.order_by("rank"))
    assert all(row.rank_low <= row.rank <= row.rank_high for row in rows if row.rank_low != row.rank_high)  # type: ignore[operator]
    assert {row.rank for row in rows[:1]} == {1}
    assert [row.index for row in rows] == sorted((row.index for row in rows), reverse=True)  # type: ignore[type-var]


def test_nothing_is_proposed_before_the_whole_sample_is_verified(lead: Actor, bodies: list[str]) -> None:
    plan("w1", lead)
    services.open_wave(actor=lead, key="w1")
    answer("w1", dict.fromkeys(bodies, 2))
    services.draw_wave_sample(actor=lead, key="w1")
    with pytest.raises(VerificationUnfinished):
        services.propose_wave(actor=lead, key="w1")
    assert Wave.objects.get().state == "verifying"
    assert Wave.objects.get().seed is not None


def test_who_does_not_lead_the_study_neither_plans_nor_sees_it(lead: Actor, bodies: list[str]) -> None:
    for actor in (ANONYMOUS, person("publisher", "agency-0"), person("editor", LEAD)):
        with pytest.raises(NotStudyLead):
            plan("w1", actor)
    plan("w1", lead)
    for actor in (ANONYMOUS, person("publisher", "agency-0")):
        assert queries.list_waves(actor=actor) == []
        with pytest.raises(WaveNotFound):
            queries.follow_wave(actor=actor, key="w1")
        with pytest.raises(NotStudyLead):
            services.open_wave(actor=actor, key="w1")
    assert [one.key for one in queries.list_waves(actor=person("supervisor", LEAD))] == ["w1"]


@pytest.mark.parametrize(
    "more",
    [{"due_on": date(2025, 1, 1)}, {"kinds": ["court"]}, {"sample_share": 0.0}, {"sample_share": 1.5}],
)
def test_a_wave_that_cannot_be_is_refused(lead: Actor, bodies: list[str], more: dict[str, object]) -> None:
    with pytest.raises(WaveRefused):
        plan("w1", lead, **more)
    assert not Wave.objects.exists()


def test_steps_come_in_their_order(lead: Actor, bodies: list[str]) -> None:
    plan("w1", lead)
    for step in (services.draw_wave_sample, services.propose_wave, services.publish_wave):
        with pytest.raises(WaveStepNotPossible):
            step(actor=lead, key="w1")  # type: ignore[operator]
    services.open_wave(actor=lead, key="w1")
    with pytest.raises(WaveStepNotPossible):
        services.open_wave(actor=lead, key="w1")


def test_follow_up_counts_by_kind_and_asks_few_queries(lead: Actor, bodies: list[str]) -> None:
    plan("w1", lead)
    services.open_wave(actor=lead, key="w1")
    answer("w1", dict.fromkeys(bodies[:7], 2))
    with CaptureQueriesContext(connection) as asked:
        found = queries.follow_wave(actor=lead, key="w1")
    assert len(asked) <= 7
    assert found.by_kind == {"agency": {"submitted": 6}, "commune": {"draft": 5, "submitted": 1}}
    assert [(one.group, one.count, one.median) for one in found.groups] == [
        ("agency", 6, 50),
        ("commune", 1, None),
    ]
    lines, pages = queries.list_wave_bodies(actor=lead, key="w1", state="draft")
    assert (len(lines), pages) == (5, 1)


def test_a_body_sees_itself_and_its_kind_without_names(lead: Actor, bodies: list[str]) -> None:
    plan("w1", lead)
    services.open_wave(actor=lead, key="w1")
    answer("w1", dict(zip(bodies, [0, 1, 2, 3, 4, 4, 1, 1, 1, 1, 1, 1], strict=True)))
    own = queries.benchmark_body(actor=person("editor", "agency-1"), key="w1", body="agency-1")
    assert (own.value, own.group.count, own.group.median) == (25, 6, 62.5)
    assert (own.means, bool(own.assessment)) == ({}, True)  # means are told once the wave is published
    with pytest.raises(WaveNotFound):
        queries.benchmark_body(actor=person("editor", "agency-1"), key="w1", body="agency-2")


def test_waves_are_compared_by_what_their_versions_say(lead: Actor, bodies: list[str]) -> None:
    run("w1", lead, bodies, [1] * 12)
    services.publish_wave(actor=person("publisher", LEAD), key="w1")
    run("w2", lead, bodies, [2] * 12, previous="w1", version="1.0.0")
    same = queries.wave_evolution(actor=lead, key="w2")
    assert [one.wave.key for one in same] == ["w1", "w2"]
    assert same[0].comparable == {"index", "index.a", "index.b"}
    own = person("editor", "agency-0")
    with CaptureQueriesContext(connection) as asked:
        before, now = queries.body_evolution(actor=own, key="w2", body="agency-0")
    assert len(asked) <= 9
    # one level of four is 25 points; where the sample drew it, a1 was a level lower: 3/8 of a level
    assert (now.figures["index.b"], before.figures["index.b"]) == (50, 25)
    with pytest.raises(WaveNotFound):
        queries.body_evolution(actor=own, key="w2", body="agency-1")
    load("1.1.0", title="Another meaning")
    plan("w3", lead, previous="w2", version="1.1.0")
    third = queries.wave_evolution(actor=lead, key="w3")
    assert third[0].comparable == {
        "index.a"
    }  # the same name, another meaning: neither `b` nor the index compare
    points = queries.body_evolution(actor=own, key="w3", body="agency-0")
    assert [one.comparable for one in points[:2]] == [{"index.a"}] * 2
    assert points[2].figures == {}  # planned: nobody answered yet


@pytest.mark.sqlite_is_enough
def test_a_sample_can_be_drawn_again_and_holds_each_kind() -> None:
    bodies = (
        {f"c{n}": "commune" for n in range(100)} | {f"m{n}": "ministry" for n in range(3)} | {"x": "court"}
    )
    drawn = draw_sample(bodies, share=0.1, seed=5)
    assert drawn == draw_sample(dict(reversed(bodies.items())), share=0.1, seed=5)
    assert drawn != draw_sample(bodies, share=0.1, seed=6)
    assert [sum(one[0] == kind for one in drawn) for kind in "cmx"] == [10, 2, 1]


@pytest.mark.sqlite_is_enough
def test_the_interval_of_the_national_index_holds_the_truth_about_19_times_in_20() -> None:
    draws, inside = random.Random(3), 0
    for _round in range(300):
        truth = {n: draws.gauss(45, 12) for n in range(400)}
        declared = {n: value + draws.gauss(6, 4) for n, value in truth.items()}
        answered = draws.sample(sorted(truth), 300)
        checked = draws.sample(answered, 60)
        found = estimate_mean(
            [Stratum(400, {str(n): declared[n] for n in answered}, {str(n): truth[n] for n in checked})]
        )
        assert found is not None
        inside += found.low <= fmean(truth.values()) <= found.high
    assert 0.91 <= inside / 300 <= 0.99


@pytest.mark.sqlite_is_enough
def test_where_everybody_was_verified_nothing_is_uncertain() -> None:
    values = {str(n): float(n) for n in range(10)}
    found = estimate_mean([Stratum(10, values, {body: value - 1 for body, value in values.items() if value})])
    assert found is not None
    assert found.value == pytest.approx(3.5)
    exact = estimate_mean([Stratum(10, values, values)])
    assert exact is not None
    assert (exact.low, exact.high) == (exact.value, exact.value)
    assert estimate_mean([Stratum(4, {}, {})]) is None


@pytest.mark.sqlite_is_enough
def test_small_groups_tell_nothing_but_their_size() -> None:
    assert describe_group("court", [1.0, 2.0, 3.0, 4.0]).median is None
    assert count_classes([5.0] * 4 + [95.0] * 5 + [100.0]) == [None, *[0] * 8, 6]


@pytest.mark.sqlite_is_enough
def test_a_value_far_from_the_others_and_a_jump_are_flagged() -> None:
    values = {str(n): 40.0 + n for n in range(9)} | {"odd": 99.0}
    assert [one.body for one in flag_outliers(values)] == ["odd"]
    before = {name: value - 2 - int(name) % 3 for name, value in values.items() if name != "odd"}
    assert flag_jumps(values, before | {"odd": 96.5}) == []
    assert [(one.body, one.code) for one in flag_jumps(values, before | {"odd": 40.0})] == [("odd", "jump")]
    assert flag_outliers(dict.fromkeys("abcdefg", 3.0)) == []
