"""From a method that is loaded to a result that is published: who may, what is kept, what is refused."""

from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.assess import queries, services
from bawaba.assess.errors import (
    AnswerChangedMeanwhile,
    AssessmentIncomplete,
    AssessmentNotFound,
    AssessmentStepNotPossible,
    CampaignRefused,
    InputRefused,
    MethodSecondPerson,
    NotAssessor,
    NotMethodKeeper,
    SecondPersonNeeded,
    VersionTaken,
)
from bawaba.assess.models import Assessment
from bawaba.assess.tests.methods import EXAMPLE, SECOND
from bawaba.assess.types import UNKNOWN
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel import audit
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

URN = "urn:bawaba:method:example"
SYSTEM = system_actor("test")
_numbers = count(1)


def person(role: str, body: str) -> Actor:
    number = next(_numbers)
    return Actor(kind="person", key=f"account:{number}", account_id=number, roles=frozenset({(role, body)}))


@pytest.fixture(autouse=True)
def bodies() -> list[str]:
    keys = ["ministry", *(f"commune-{number}" for number in range(1, 7))]
    directory.ensure_bodies(
        actor=SYSTEM, bodies=[BodyRecord(key=key, names={"ar": key, "fr": key}) for key in keys]
    )
    return keys[1:]


@pytest.fixture
def keeper() -> Actor:
    return person("publisher", "ministry")


@pytest.fixture
def method(keeper: Actor) -> str:
    services.save_method(actor=keeper, method=queries.read_file(text=EXAMPLE), owner="ministry")
    with pytest.raises(MethodSecondPerson):
        services.publish_method(actor=keeper, urn=URN, version="1.0.0")
    return services.publish_method(actor=person("publisher", "ministry"), urn=URN, version="1.0.0")


@pytest.fixture
def campaign(keeper: Actor, method: str, bodies: list[str]) -> str:
    services.open_campaign(
        actor=keeper, key="wave-1", titles={"fr": "Vague 1", "ar": "الموجة 1"}, urn=URN, version="1.0.0",
        owner="ministry", bodies=bodies, opens_on=date(2026, 1, 1), due_on=date(2026, 3, 1), reminders=[7, 1],
    )  # fmt: skip
    return "wave-1"


def key_of(body: str) -> str:
    return Assessment.objects.get(body=body, supersedes=None).key


def fill(editor: Actor, key: str, strategy: str = "adopted") -> None:
    services.save_answer(actor=editor, key=key, question="strategy", value=strategy)
    services.save_answer(actor=editor, key=key, question="skills", value=["data"])


def test_a_published_version_never_changes(keeper: Actor, method: str) -> None:
    read = queries.read_file
    assert services.save_method(actor=keeper, method=read(text=EXAMPLE), owner="x") == method
    with pytest.raises(VersionTaken):
        services.save_method(
            actor=keeper, method=read(text=EXAMPLE.replace("en: Example", "en: Other")), owner="ministry"
        )
    with pytest.raises(NotMethodKeeper):
        services.save_method(
            actor=person("publisher", "commune-1"), method=read(text=SECOND), owner="commune-1"
        )
    services.save_method(actor=keeper, method=read(text=SECOND), owner="ministry")
    assert [(one.version, one.state) for one in queries.list_methods(published_only=False)] == [
        ("1.0.0", "published"), ("2.0.0", "draft"),
    ]  # fmt: skip
    services.publish_method(actor=person("publisher", "ministry"), urn=URN, version="2.0.0")
    assert queries.find_method(urn=URN)[0].version == "2.0.0"
    assert queries.find_method(urn=URN, version="1.0.0")[0].digest == method


def test_answers_are_scored_by_the_urn_of_a_method(method: str) -> None:
    score = queries.score_answers(method=URN, answers='{"strategy": "adopted"}')[0]
    assert (score.figures["index"], score.method["sha256"]) == (100, method)
    assert queries.score_answers(method=f"{URN}@1.0.0", answers="{}")[0].method["version"] == "1.0.0"


def test_a_campaign_opens_one_assessment_a_body_or_nothing(keeper: Actor, method: str, campaign: str) -> None:
    assert queries.find_campaign(key=campaign).counts == {"draft": 6}
    wanted = {
        "titles": {}, "urn": URN, "version": "1.0.0", "owner": "ministry",
        "opens_on": date(2026, 1, 1), "due_on": date(2026, 3, 1),
    }  # fmt: skip
    for changed in (
        {"key": "wave-1"},
        {"key": "w", "bodies": ["nowhere"]},
        {"key": "w", "due_on": date(2025, 1, 1)},
    ):
        with pytest.raises(CampaignRefused):
            services.open_campaign(actor=keeper, **{"bodies": ["commune-1"], **wanted, **changed})
    with pytest.raises(NotMethodKeeper):
        services.open_campaign(actor=ANONYMOUS, key="w", bodies=["commune-1"], **wanted)
    assert Assessment.objects.count() == 6


def test_answers_are_kept_one_by_one_and_nobody_writes_over_another(campaign: str) -> None:
    editor, key = person("editor", "commune-1"), key_of("commune-1")
    before = AuditEntry.objects.count()
    assert (
        services.save_answer(actor=editor, key=key, question="strategy", value="draft", comment="Soon") == 1
    )
    assert services.save_answer(actor=editor, key=key, question="skills", value=UNKNOWN, expected=1) == 2
    assert AuditEntry.objects.count() == before + 1  # one row stands for the session
    with pytest.raises(AnswerChangedMeanwhile):
        services.save_answer(actor=editor, key=key, question="skills", value=["law"], expected=1)
    with pytest.raises(InputRefused):
        services.save_answer(actor=editor, key=key, question="skills", value=["magic"])
    with pytest.raises(InputRefused):
        services.save_answer(actor=editor, key=key, question="nothing", value=1)
    found = queries.find_assessment(actor=editor, key=key)
    assert [(one.question, one.value, one.comment) for one in found.answers] == [
        ("skills", UNKNOWN, ""), ("strategy", "draft", "Soon"),
    ]  # fmt: skip
    services.save_answer(actor=editor, key=key, question="skills", value=None)
    assert len(queries.find_assessment(actor=editor, key=key).answers) == 1


def test_only_those_who_take_part_see_and_write(campaign: str) -> None:
    key = key_of("commune-1")
    for stranger in (ANONYMOUS, person("editor", "commune-2"), person("agent", "commune-1")):
        with pytest.raises(NotAssessor):
            services.save_answer(actor=stranger, key=key, question="strategy", value="draft")
        with pytest.raises(AssessmentNotFound):
            queries.find_assessment(actor=stranger, key=key)
        with pytest.raises(AssessmentNotFound):
            queries.list_assessments(actor=stranger, body="commune-1")
    auditor = person("supervisor", "ministry")
    assert queries.find_assessment(actor=auditor, key=key).state == "draft"
    with pytest.raises(NotAssessor):
        services.save_answer(actor=auditor, key=key, question="strategy", value="draft")


def test_a_result_is_frozen_verified_and_published_by_two_people(
    campaign: str, method: str, keeper: Actor
) -> None:
    editor, key = person("editor", "commune-1"), key_of("commune-1")
    with pytest.raises(AssessmentIncomplete) as refused:
        services.submit_assessment(actor=editor, key=key)
    assert list(refused.value.fields) == ["strategy"]
    fill(editor, key)
    assert services.submit_assessment(actor=editor, key=key).figures["index"] == pytest.approx(
        (2 * 100 + 75) / 3
    )
    with pytest.raises(AssessmentStepNotPossible):
        services.save_answer(actor=editor, key=key, question="strategy", value="none")
    with pytest.raises(NotAssessor):
        services.approve_assessment(actor=editor, key=key, reason="")
    services.verify_answer(actor=keeper, key=key, question="strategy", value="draft", note="Not signed yet")
    found = queries.find_assessment(actor=editor, key=key).answers[1]
    assert (found.value, found.verified, found.note) == ("adopted", "draft", "Not signed yet")
    services.approve_assessment(actor=keeper, key=key, reason="Verified on paper")
    with pytest.raises(SecondPersonNeeded):
        services.publish_assessment(actor=keeper, key=key)
    services.publish_assessment(actor=person("publisher", "ministry"), key=key)
    verified, declared = queries.list_results(actor=editor, key=key)
    assert [one.kind for one in (verified, declared)] == ["verified", "declared"]
    assert verified.figures["index"] == pytest.approx((2 * 25 + 75) / 3)
    assert {declared.digest, verified.digest} == {method}
    assert any(term.get("question") == "strategy" and term.get("score") == 25 for term in verified.trace)
    assert audit.verify()[1] == []


def test_a_returned_assessment_is_written_again_unless_its_campaign_is_closed(
    campaign: str, keeper: Actor
) -> None:
    editor, key = person("editor", "commune-1"), key_of("commune-1")
    fill(editor, key)
    services.submit_assessment(actor=editor, key=key)
    services.return_assessment(actor=keeper, key=key, reason="Evidence is missing")
    services.save_answer(actor=editor, key=key, question="strategy", value="draft")
    services.close_campaign(actor=keeper, key=campaign)
    with pytest.raises(AssessmentStepNotPossible):
        services.save_answer(actor=editor, key=key, question="strategy", value="none")


def test_moving_to_a_new_version_keeps_the_old_assessment_as_it_was(campaign: str, keeper: Actor) -> None:
    editor, key = person("editor", "commune-1"), key_of("commune-1")
    fill(editor, key, "draft")
    services.save_method(actor=keeper, method=queries.read_file(text=SECOND), owner="ministry")
    services.publish_method(actor=person("publisher", "ministry"), urn=URN, version="2.0.0")
    assert queries.preview_migration(actor=editor, key=key, version="2.0.0").lost == {
        "strategy": "choice-gone"
    }
    new, moved = services.supersede_assessment(actor=editor, key=key, version="2.0.0")
    assert moved.carried == {"skills": ["data"]}
    assert queries.find_assessment(actor=editor, key=key).state == "superseded"
    assert [one.question for one in queries.find_assessment(actor=editor, key=new).answers] == ["skills"]
    with pytest.raises(AssessmentStepNotPossible):
        services.supersede_assessment(actor=editor, key=key, version="2.0.0")


def test_a_body_sees_where_it_stands_and_small_groups_are_suppressed(
    campaign: str, bodies: list[str]
) -> None:
    editor = person("editor", "commune-1")
    for place, body in enumerate(bodies, 1):
        own = person("editor", body)
        fill(own, key_of(body), "adopted" if place > 4 else "none")
        services.submit_assessment(actor=own, key=key_of(body))
        found = queries.benchmark(actor=editor, key=key_of("commune-1"), figure="index")
        if place < 5:
            assert (found.count, found.median, found.rank) == (place, None, None)
    # (2 × 0 + 75) / 3 = 25 for four of them, (2 × 100 + 75) / 3 for two
    assert (found.own, found.count, found.median, found.rank) == (25, 6, 25, 3)


def test_reading_an_assessment_takes_at_most_five_statements(
    campaign: str, django_assert_max_num_queries: object
) -> None:
    editor, key = person("editor", "commune-1"), key_of("commune-1")
    fill(editor, key)
    with django_assert_max_num_queries(5):  # type: ignore[operator]  # pytest-django's fixture
        queries.find_assessment(actor=editor, key=key)
    with django_assert_max_num_queries(3):  # type: ignore[operator]  # as above
        assert len(queries.list_assessments(actor=editor, body="commune-1").items) == 1


def test_rows_leave_the_contents_of_their_method_in_the_database(campaign: str) -> None:
    editor = person("editor", "commune-1")
    queries.find_published(urn=URN)  # read once in a process
    with CaptureQueriesContext(connection) as asked:
        info, found = queries.find_published(urn=URN)
        queries.list_assessments(actor=editor, body="commune-1")
        queries.find_assessment(actor=editor, key=key_of("commune-1"))
        queries.find_campaign(key="wave-1")
    assert (info.questions, info.titles) == (len(found.questions), found.titles)
    assert [one["sql"] for one in asked if "definition" in one["sql"]] == []
