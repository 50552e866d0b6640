"""Questions that the house answers from its own figures: filled in, marked, contested, never over a person's answer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import pytest

from bawaba.assess import services as assess
from bawaba.assess.models import Answer, Evidence
from bawaba.assess.queries import campaign_standings
from bawaba.directory.tests.factories import body, make_bodies
from bawaba.kernel.actors import Actor
from bawaba.kernel.ports import BodyMeasure, body_measures
from bawaba.maturity import queries, services, shipped
from bawaba.maturity.errors import MeasureNotFound, NotStudyLead, WaveStepNotPossible
from bawaba.maturity.rules.measuring import level_of_figure
from bawaba.maturity.tests.factories import LEAD, SYSTEM, person, plan

KEY = "w1"


def measured(*, bodies: Collection[str]) -> Mapping[str, Sequence[BodyMeasure]]:
    day = date(2026, 2, 1)
    return {
        "agency-0": [
            BodyMeasure("catalogue.online_share", 52.0, 25, day),
            BodyMeasure("casework.median_delay_of_legal", 60.0, 30, day),
            BodyMeasure("casework.in_time_share", 99.0, 29, day),  # the study asks for 30 observations
            BodyMeasure("nobody.knows", 1.0, 1000, day),
        ],
        "stranger": [BodyMeasure("catalogue.online_share", 100.0, 5, day)],
    }


@pytest.fixture
def lead() -> Actor:
    return person("publisher", LEAD)


@pytest.fixture
def wave(db: None, lead: Actor) -> Iterator[str]:
    make_bodies(body(LEAD, kind="ministry"), body("agency-0", kind="agency"), body("agency-1", kind="agency"))
    services.load_method(actor=SYSTEM, owner=LEAD)
    plan(KEY, lead, kinds=["agency"], urn=shipped.default_method().urn)
    services.open_wave(actor=lead, key=KEY)
    providers = body_measures.providers()
    for name in providers:
        body_measures.register(name, lambda **_bodies: {})
    body_measures.register("test", measured)
    yield KEY
    body_measures.register("test", lambda **_bodies: {})
    for name, provider in providers.items():
        body_measures.register(name, provider)


def test_measured_answers_are_filled_in_and_marked_with_their_proof(wave: str, lead: Actor) -> None:
    assert services.fill_measured(actor=lead, key=wave) == 2
    answers = {one.question: one for one in Answer.objects.all()}
    # online: from 50 % on is level 3; delay: at most 75 % of the legal time is level 3 (data/indicators.yaml)
    assert {name: one.value for name, one in answers.items()} == {"online-share": "l3", "results-delay": "l3"}
    assert all(one.author == assess.MEASURED for one in answers.values())
    assert Evidence.objects.filter(url__endswith="/waves/w1/bodies/agency-0").count() == 2
    assert services.fill_measured(actor=lead, key=wave) == 2  # again: the same answers, no second row
    assert Answer.objects.count() == 2
    own = queries.list_measured(actor=person("editor", "agency-0"), key=wave, body="agency-0")
    assert [(one.question, one.count, one.level, one.measured_on) for one in own] == [
        ("online-share", 25, 3, date(2026, 2, 1)), ("results-delay", 30, 3, date(2026, 2, 1)),
    ]  # fmt: skip
    with pytest.raises(MeasureNotFound):
        queries.list_measured(actor=person("editor", "agency-1"), key=wave, body="agency-0")


def test_what_a_person_answered_stays(wave: str, lead: Actor) -> None:
    (key,) = [one.key for one in campaign_standings(campaign=wave) if one.body == "agency-0"]
    assess.save_answer(actor=person("editor", "agency-0"), key=key, question="online-share", value="l1")
    assert services.fill_measured(actor=lead, key=wave) == 1
    assert Answer.objects.get(question="online-share").value == "l1"


def test_a_body_contests_and_those_who_lead_decide(wave: str, lead: Actor) -> None:
    services.fill_measured(actor=lead, key=wave)
    own = person("editor", "agency-0")
    about = {"key": wave, "body": "agency-0", "question": "online-share"}
    with pytest.raises(MeasureNotFound):
        services.contest_measure(actor=person("editor", "agency-1"), reason="No.", **about)
    services.contest_measure(actor=own, reason="Two services are missing.", **about)
    assert [one.reason for one in queries.list_contested(actor=lead, key=wave)] == [
        "Two services are missing."
    ]
    with pytest.raises(NotStudyLead):
        services.settle_measure(actor=own, keep=False, **about)
    services.settle_measure(actor=lead, keep=False, **about)
    assert not Answer.objects.filter(question="online-share").exists()
    assert services.fill_measured(actor=lead, key=wave) == 1  # what was withdrawn is not filled in again
    with pytest.raises(WaveStepNotPossible):
        services.settle_measure(actor=lead, keep=True, **about)


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(("value", "level"), [(0, 0), (4.9, 0), (5, 1), (25, 2), (50, 3), (79.9, 3), (80, 4)])
def test_a_share_has_the_level_at_whose_bound_it_arrives(value: float, level: int) -> None:
    assert level_of_figure(value, better="more", bounds=(5, 25, 50, 80)) == level


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(("value", "level"), [(200, 1), (100, 2), (75, 3), (40, 4), (0, 4)])
def test_of_a_delay_less_is_better(value: float, level: int) -> None:
    assert level_of_figure(value, better="less", bounds=(float("inf"), 100, 75, 40)) == level
