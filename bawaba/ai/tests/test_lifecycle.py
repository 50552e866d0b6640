"""No path leads into service past an open blocking condition, an expired assessment, or without two people."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bawaba.ai import services
from bawaba.ai.errors import NotOnBoard, StepHindered, UseCaseInvalid, UseCaseKeyTaken, VerdictGiven
from bawaba.ai.models import Condition, Step, UseCase, Verdict
from bawaba.ai.rules import NEXT, STAGES, Facts, hindrances
from bawaba.ai.types import UseCaseRecord, UseCaseText
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.errors import DomainError
from bawaba.kernel.models import AuditEntry

TODAY = date(2026, 11, 30)
TEXTS = [UseCaseText("fr", "Trier les demandes", "Une demande attend trois semaines avant d’être lue.")]
RECORD = UseCaseRecord(key="sorting", body="ministry", texts=TEXTS)


def person(number: int, role: str = "publisher") -> Actor:
    return Actor(
        kind="person", key=f"account:{number}", account_id=number, roles=frozenset({(role, "ministry")})
    )


EDITOR, BOARD = person(1, "editor"), [person(2), person(3), person(4)]


def prepared(**changed: Any) -> UseCase:
    directory.ensure_bodies(
        actor=system_actor("test"),
        bodies=[BodyRecord(key="ministry", names={"ar": "وزارة", "fr": "Ministère"})],
    )
    services.propose_use_case(actor=EDITOR, record=RECORD)
    UseCase.objects.update(**changed)
    return UseCase.objects.get()


def reload() -> UseCase:
    return UseCase.objects.get()


def at(day: date) -> Any:
    return clock.frozen_at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def lead(*stages: str) -> None:
    for stage in stages:
        services.take_step(actor=BOARD[0], key="sorting", stage=stage, reason="r")


def approve(*people: Actor) -> None:
    for one in people:
        services.give_verdict(actor=one, key="sorting", approves=True, reason="worth it")


@pytest.mark.django_db
class TestTheWay:
    def test_an_idea_reaches_service_and_its_end_with_each_step_in_the_audit(self) -> None:
        with at(TODAY):
            prepared(assessed_until=TODAY + timedelta(days=300))
            lead("qualified", "prioritised", "assessed")
            approve(*BOARD[:2])
            lead("approved", "built", "in-service", "suspended", "in-service", "retired")
        assert [step.after for step in Step.objects.all()] == [
            "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended", "in-service",
            "retired",
        ]  # fmt: skip
        assert AuditEntry.objects.filter(verb="ai.stepped").count() == 9
        assert AuditEntry.objects.filter(verb="ai.decided").count() == 2

    def test_all_that_stands_against_a_step_is_said_at_once(self) -> None:
        with at(TODAY):
            prepared(stage="built")
            services.set_condition(actor=BOARD[0], key="sorting", text="Test it", blocking=True, due_on=TODAY)
            with pytest.raises(StepHindered) as refusal:
                lead("in-service")
        assert set(refusal.value.fields) == {"assessment-missing", "people", "blocking-condition"}
        assert reload().stage == "built"

    def test_one_person_counts_once_a_conflict_counts_for_nothing_and_nobody_decides_their_own(self) -> None:
        with at(TODAY):
            prepared(stage="assessed", assessed_until=TODAY)
            approve(BOARD[0])
            with pytest.raises(VerdictGiven):
                approve(BOARD[0])
            services.give_verdict(
                actor=BOARD[1], key="sorting", approves=True, reason="my cousin's", conflict=True
            )
            with pytest.raises(StepHindered):
                lead("approved")
            UseCase.objects.update(proposed_by=BOARD[2].key)
            for stranger in (BOARD[2], EDITOR, ANONYMOUS, system_actor("test"), person(9, "counter-officer")):
                with pytest.raises(NotOnBoard):
                    approve(stranger)

    def test_dissent_is_kept_and_stops_what_has_no_majority(self) -> None:
        with at(TODAY):
            prepared(stage="assessed", assessed_until=TODAY)
            services.give_verdict(actor=BOARD[2], key="sorting", approves=False, reason="people are hurt")
            approve(BOARD[0])
            with pytest.raises(StepHindered) as refusal:
                lead("approved")
            assert set(refusal.value.fields) == {"people", "refused"}
            approve(BOARD[1])
            lead("approved")
        assert Verdict.objects.get(approves=False).reason == "people are hurt"

    def test_a_new_purpose_leaves_service_and_is_decided_anew(self) -> None:
        with at(TODAY):
            prepared(stage="assessed", assessed_until=TODAY)
            approve(*BOARD[:2])
            lead("approved", "built", "in-service")
            services.change_purpose(actor=EDITOR, key="sorting", texts=TEXTS, reason="now it also decides")
            assert (reload().stage, reload().assessed_until, reload().purpose) == ("prioritised", None, 2)
            UseCase.objects.update(assessed_until=TODAY)
            lead("assessed")
            with pytest.raises(StepHindered) as refusal:
                lead("approved")
            assert set(refusal.value.fields) == {"people"}
            approve(*BOARD[:2])
            lead("approved")

    def test_a_blocking_condition_on_a_system_in_service_suspends_it(self) -> None:
        with at(TODAY):
            prepared(stage="assessed", assessed_until=TODAY)
            approve(*BOARD[:2])
            lead("approved", "built", "in-service")
            number = services.set_condition(
                actor=BOARD[1], key="sorting", text="Answer in Arabic", blocking=True, due_on=TODAY
            )
            assert reload().stage == "suspended"
            with pytest.raises(StepHindered):
                lead("in-service")
            with pytest.raises(UseCaseInvalid):
                services.meet_condition(actor=EDITOR, key="sorting", condition=number, proof=" ")
            services.meet_condition(actor=EDITOR, key="sorting", condition=number, proof="report 12")
            lead("in-service")

    def test_an_assessment_that_has_expired_keeps_it_out(self) -> None:
        with at(TODAY):
            prepared(stage="assessed", assessed_until=TODAY)
            approve(*BOARD[:2])
            lead("approved", "built")
        with at(TODAY + timedelta(days=1)), pytest.raises(StepHindered) as refusal:
            lead("in-service")
        assert set(refusal.value.fields) == {"assessment-expired"}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"key": "a b"}, "key"), ({"key": ""}, "key"), ({"texts": []}, "texts"), ({"texts": TEXTS * 2}, "texts"),
            ({"texts": [UseCaseText("fr", " ", "x")]}, "title.fr"), ({"texts": [UseCaseText("xx", "a", "b")]}, "texts"),
            ({"people": -1}, "people"), ({"needs": ["none"]}, "needs"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_kept_is_named_and_changes_nothing(
        self, change: dict[str, Any], field: str
    ) -> None:
        directory.ensure_bodies(
            actor=system_actor("test"), bodies=[BodyRecord(key="ministry", names={"fr": "M"})]
        )
        with pytest.raises(UseCaseInvalid) as refusal:
            services.propose_use_case(actor=EDITOR, record=UseCaseRecord(**{**vars(RECORD), **change}))
        assert field in refusal.value.fields
        assert not UseCase.objects.exists()

    def test_a_key_is_taken_once_and_a_stranger_proposes_nothing(self) -> None:
        prepared()
        with pytest.raises(UseCaseKeyTaken):
            services.propose_use_case(actor=EDITOR, record=RECORD)
        with pytest.raises(NotOnBoard):
            services.propose_use_case(actor=ANONYMOUS, record=RECORD)


@pytest.mark.django_db
class TestTheDatabaseItself:
    """Whoever writes, by whatever way."""

    def refused(self, act: Any) -> None:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            act()

    def test_nothing_comes_into_service_past_its_conditions_people_or_assessment(self) -> None:
        row = prepared(stage="built", assessed_until=TODAY, stage_since=TODAY)
        into_service = lambda: UseCase.objects.update(stage="in-service")  # noqa: E731
        self.refused(into_service)
        for one in BOARD[:2]:
            Verdict.objects.create(
                use_case=row, purpose=1, person=one.key, approves=True, reason="r", given_at=clock.now()
            )
        open_one = Condition.objects.create(
            use_case=row, text="t", blocking=True, due_on=TODAY, set_by="a", set_at=clock.now()
        )
        self.refused(into_service)
        Condition.objects.update(met_at=clock.now())
        self.refused(lambda: UseCase.objects.update(stage="in-service", assessed_until=None))
        self.refused(
            lambda: UseCase.objects.update(stage="in-service", assessed_until=TODAY - timedelta(days=1))
        )
        into_service()
        self.refused(lambda: UseCase.objects.update(purpose=2))
        self.refused(lambda: Condition.objects.filter(pk=open_one.pk).update(met_at=None))
        self.refused(lambda: Condition.objects.create(
            use_case=row, text="t", blocking=True, due_on=TODAY, set_by="a", set_at=clock.now()))  # fmt: skip
        assert reload().stage == "in-service"

    def test_a_use_case_does_not_begin_in_service_and_verdicts_stay(self) -> None:
        row = prepared()
        self.refused(lambda: UseCase.objects.create(
            key="x", body="ministry", stage="in-service", stage_since=TODAY, assessed_until=TODAY,
            proposed_by="a", proposed_at=clock.now()))  # fmt: skip
        Verdict.objects.create(
            use_case=row, purpose=1, person="a", approves=False, reason="r", given_at=clock.now()
        )
        self.refused(lambda: Verdict.objects.update(approves=True))
        self.refused(lambda: Verdict.objects.all().delete())


ACTS = st.one_of(
    st.tuples(st.just("step"), st.integers(0, 2), st.sampled_from(STAGES)),
    st.tuples(st.just("verdict"), st.integers(0, 2), st.tuples(st.booleans(), st.booleans())),
    st.tuples(st.just("condition"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("meet"), st.just(0), st.integers(0, 3)),
    st.tuples(st.just("purpose"), st.just(0), st.none()),
    st.tuples(st.just("assess"), st.just(0), st.integers(-1, 2)),
    st.tuples(st.just("wait"), st.just(0), st.integers(1, 2)),
)
BEATEN: list[tuple[str, int, Any]] = [
    ("assess", 0, 2), ("step", 0, "qualified"), ("step", 0, "prioritised"), ("step", 0, "assessed"),
    ("verdict", 0, (True, False)), ("verdict", 1, (True, False)), ("step", 0, "approved"), ("step", 0, "built"),
]  # fmt: skip


class TestEveryPath(TestCase):
    """Random acts, begun with part of the way that leads to service, so that it is reached often."""

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, len(BEATEN)), st.lists(ACTS, max_size=8))
    def test_no_path_leads_into_service_past_a_rule(
        self, beaten: int, acts: list[tuple[str, int, Any]]
    ) -> None:
        prepared()
        day = TODAY
        for act in [*BEATEN[:beaten], *acts, ("step", 0, "in-service")]:
            if act[0] == "wait":
                day += timedelta(days=act[2])
                continue
            before = reload().stage
            try:
                with at(day), transaction.atomic():
                    self.do(act, day)
            except DomainError:
                continue
            row = reload()
            if row.stage == "in-service":
                people = row.verdicts.filter(purpose=row.purpose, approves=True, conflict=False)
                assert people.values("person").distinct().count() >= 2
                assert not row.conditions.filter(blocking=True, met_at=None).exists()
                if before != "in-service":
                    assert row.assessed_until is not None
                    assert row.assessed_until >= day
            assert row.stage == before or row.stage in NEXT[before]

    def do(self, act: tuple[str, int, Any], day: date) -> None:
        what, who, how = act
        if what == "step":
            services.take_step(actor=BOARD[who], key="sorting", stage=how, reason="r")
        elif what == "verdict":
            services.give_verdict(
                actor=BOARD[who], key="sorting", approves=how[0], reason="r", conflict=how[1]
            )
        elif what == "condition":
            services.set_condition(actor=BOARD[who], key="sorting", text="t", blocking=how, due_on=day)
        elif what == "meet":
            numbers = list(Condition.objects.values_list("pk", flat=True))
            if numbers:
                services.meet_condition(
                    actor=EDITOR, key="sorting", condition=numbers[how % len(numbers)], proof="p"
                )
        elif what == "purpose":
            services.change_purpose(actor=EDITOR, key="sorting", texts=TEXTS, reason="r")
        elif reload().stage != "in-service":
            UseCase.objects.update(assessed_until=day + timedelta(days=how))


@given(
    st.sampled_from(STAGES), st.sampled_from(STAGES),
    st.builds(
        Facts, assessed_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)), approvals=st.integers(0, 4),
        refusals=st.integers(0, 4), open_blocking=st.integers(0, 2),
    ),
)  # fmt: skip
def test_the_rule_says_yes_only_when_all_is_there(stage: Any, following: Any, facts: Facts) -> None:
    against = hindrances(stage, following, facts, TODAY)
    if not against and following == "in-service":
        assert stage in ("built", "suspended")
        assert facts.approvals >= 2
        assert facts.approvals > facts.refusals
        assert facts.open_blocking == 0
        assert facts.assessed_until is not None
        assert facts.assessed_until >= TODAY
    assert ("order" in against) == (following not in NEXT[stage])
