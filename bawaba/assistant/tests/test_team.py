"""The team's desk: counts and what people sent, for those who publish or supervise everywhere."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.assistant import queries, services
from bawaba.assistant.errors import NotAssistantTeam, RequestInvalid
from bawaba.assistant.models import FieldRequest, WeekCount
from bawaba.assistant.rules.grouping import group_alike, shared_words
from bawaba.assistant.rules.weeks import Week, drift_of
from bawaba.assistant.types import Answer, Part
from bawaba.catalogue.models import Report
from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.directory.services import grant_membership
from bawaba.directory.tests.factories import make_account
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
TEAM = Actor("person", "account:1", 1, frozenset({("publisher", "*")}))


@pytest.fixture(autouse=True)
def a_service(settings: object) -> str:
    cache.clear()
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    services.flush_counts()
    WeekCount.objects.all().delete()
    record = service_record()
    publish(record)
    return record.identifier


def note(status: str = "answered", service: str = "", gap: str = "", times: int = 1) -> None:
    part = Part(gap or "fee", "…", missing=bool(gap))
    answer = Answer("q", "fr", "fr", status, (), "", [part], service_id=service)  # type: ignore[arg-type]
    for _ in range(times):
        services.note_answer(answer=answer)
    services.flush_counts()


@pytest.mark.parametrize("roles", [set(), {("publisher", "ompic")}, {("agent", "*")}, {("editor", "*")}])
def test_the_desk_is_closed_to_others(roles: set[tuple[str, str]]) -> None:
    stranger = Actor("person", "account:2", 2, frozenset(roles))
    for read in (queries.unanswered_groups, queries.team_weeks):
        with pytest.raises(NotAssistantTeam):
            read(actor=stranger)
    with pytest.raises(NotAssistantTeam):
        services.open_desk(actor=stranger, language="fr")


def test_only_questions_that_were_sent_are_shown_and_reading_them_is_written_down() -> None:
    told = {"useful": False, "status": "not-in-catalogue", "language": "fr"}
    services.record_rating(**told)
    assert services.open_desk(actor=TEAM, language="fr").groups == []
    assert not AuditEntry.objects.filter(verb="assistant.questions-read").exists()
    services.record_rating(**told, question="permis pour drone agricole")
    services.record_rating(**told, question="quel permis pour un drone")
    services.record_rating(**told, question="chhal taman d l7out")
    desk = services.open_desk(actor=TEAM, language="fr")
    assert [len(group.questions) for group in desk.groups] == [2, 1]
    assert AuditEntry.objects.get(verb="assistant.questions-read").detail["read"] >= 3


def test_a_question_leaves_the_desk_after_thirty_days() -> None:
    services.record_rating(useful=False, status="not-in-catalogue", language="fr", question="un drone")
    with clock.frozen_at(clock.now() + timedelta(days=31)):
        assert queries.unanswered_groups(actor=TEAM) == []
        assert queries.poor_answers(actor=TEAM, language="fr") == []


def test_a_poor_answer_shows_its_reason_and_no_question_that_was_not_sent(a_service: str) -> None:
    told = {"useful": False, "status": "answered", "language": "fr", "service": a_service}
    services.record_rating(**told, reason="unclear")
    services.record_rating(**told, reason="incomplete", question="et le prix")
    services.record_rating(useful=True, status="answered", language="fr")
    found = queries.poor_answers(actor=TEAM, language="fr")
    assert [(one.reason, one.question) for one in found] == [("incomplete", "et le prix"), ("unclear", "")]


def test_a_missing_field_is_sent_to_the_editors_once(a_service: str) -> None:
    note(service=a_service, gap="validity", times=3)
    found = queries.missing_fields(actor=TEAM, language="fr")
    assert [(one.service, one.intent, one.asked, one.sent_at) for one in found] == [
        (a_service, "validity", 3, None)
    ]
    services.send_missing(actor=TEAM, service=a_service, intent="validity")
    task = Report.objects.get(kind="field-asked")
    assert (task.service.identifier, task.handled_at) == (a_service, None)
    assert "(3)" in task.details
    with pytest.raises(RequestInvalid):
        services.send_missing(actor=TEAM, service=a_service, intent="validity")
    assert FieldRequest.objects.count() == 1


def test_nothing_is_sent_that_nobody_asked_for(a_service: str) -> None:
    with pytest.raises(RequestInvalid):
        services.send_missing(actor=TEAM, service=a_service, intent="fee")
    assert not Report.objects.exists()


def test_an_answer_with_gaps_counts_once_in_its_week(a_service: str) -> None:
    note(service=a_service, gap="fee")
    note(status="not-in-catalogue")
    services.record_rating(useful=True, status="answered", language="fr")
    services.flush_counts()
    week = queries.team_weeks(actor=TEAM)[-1]
    assert (week.questions, week.answered, week.not_found, week.gaps, week.useful) == (2, 1, 1, 1, 1)


def test_weeks_and_missing_fields_take_few_queries(a_service: str, django_assert_num_queries: object) -> None:
    note(service=a_service, gap="fee")
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.team_weeks(actor=TEAM)
    with django_assert_num_queries(6):  # type: ignore[operator]
        queries.missing_fields(actor=TEAM, language="fr")


def test_a_drop_is_told_only_with_enough_questions() -> None:
    monday = clock.today()
    assert drift_of([Week(monday, answered=90, not_found=10), Week(monday, answered=5, not_found=5)]) is None
    before, now = Week(monday, answered=90, not_found=10), Week(monday, answered=14, not_found=6)
    assert drift_of([before, now]) == -20.0


def test_questions_in_both_scripts_share_their_consonants() -> None:
    words = [frozenset({"krt", "nsnl"}), frozenset({"krt", "nsnl", "d"}), frozenset({"hlb"})]
    groups = group_alike(3, lambda one, other: shared_words(words[one], words[other]))
    assert groups == [[0, 1], [2]]


def test_the_page_shows_the_desk_to_the_team_and_sends_a_task(client: Client, a_service: str) -> None:
    assert client.get("/fr/assistant/desk/").status_code == 302
    member = make_account()
    grant_membership(actor=system_actor("test"), account_id=member.pk, role="publisher")
    client.force_login(member)
    note(service=a_service, gap="fee", times=2)
    page = client.get("/fr/assistant/desk/")
    assert page.status_code == 200
    assert "assistant/desk/send" in page.content.decode()
    sent = client.post("/fr/assistant/desk/send", {"service": a_service, "intent": "fee"})
    assert sent.status_code == 302
    assert FieldRequest.objects.get().missing == "fee"
