"""Appeals on the supervisors' desk: who reads them, how they are answered, what it costs."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bawaba.casework import services
from bawaba.casework.errors import AppealAnswered, AppealNotFound, DeskTextRefused, OwnDecisionAppealed
from bawaba.casework.models import Appeal, Case, Decision, Event, Notice
from bawaba.casework.queries.desk.appeals import list_appeal_lines
from bawaba.casework.queries.people import list_appeals
from bawaba.casework.services.appeals import answer_appeal, file_appeal
from bawaba.casework.services.desk.appeals import answer_at_desk, open_appeal
from bawaba.casework.services.moving import Filled
from bawaba.casework.tests.factories import make_agent, make_case, take_up
from bawaba.casework.tests.procedures import make_raw
from bawaba.casework.tests.test_desk_pages import body_of, browser
from bawaba.forms.types import Person
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.models import Account, AuditEntry

GROUNDS = "La preuve était jointe à ma demande."
REASONS = "Il manque la preuve de résidence."
pytestmark = pytest.mark.django_db


def appealed(**law: Any) -> Appeal:
    """Return the appeal against a refused case."""
    account = Account.objects.create(username=f"person-{Account.objects.count()}")
    owner = f"account:{account.pk}"
    case = make_case(
        person=Person(owner=owner, level="substantial"), raw=make_raw(second_eyes="never", **law)
    )
    agent = make_agent()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="refuse", filled=Filled(reasons=REASONS))
    made = file_appeal(actor=ANONYMOUS, key=case.key, owner=owner, way="supervisor", grounds=GROUNDS)
    return Appeal.objects.select_related("decision__case").get(key=made.key)


def page_of(row: Appeal, act: str = "") -> str:
    return f"/fr/case-desk/appeals/{row.key}{act}"


def test_the_list_shows_the_legal_date_and_never_what_the_person_wrote() -> None:
    row = appealed()
    client, actor = browser("supervisor")
    page = body_of(client.get("/fr/case-desk/appeals"))
    assert page_of(row) in page
    assert "À temps" in page
    assert GROUNDS not in page
    assert not AuditEntry.objects.filter(verb="casework.appeal-read").exists()
    line = list_appeal_lines(actor=actor, language="fr").items[0]
    assert line.due_on > clock.today()


def test_the_page_shows_the_decision_beside_and_writes_the_read_down() -> None:
    row = appealed()
    client, actor = browser("supervisor")
    answer = client.get(page_of(row))
    page = body_of(answer)
    assert GROUNDS in page
    assert REASONS in page
    assert answer["Cache-Control"] == "private, no-store"
    case = row.decision.case
    reads = AuditEntry.objects.filter(verb="casework.appeal-read", target_id=str(case.pk))
    assert [entry.actor for entry in reads] == [actor.key]


@pytest.mark.parametrize("part", ["proposed_by", "confirmed_by"])
def test_who_took_part_in_the_decision_does_not_hear_the_appeal(part: str) -> None:
    row = appealed()
    client, actor = browser("supervisor")
    Decision.objects.filter(pk=row.decision_id).update(**{part: actor.key})
    assert "un autre superviseur examine le recours" in body_of(client.get(page_of(row)))
    assert client.post(page_of(row, "/answer"), {"outcome": "dismissed", "answer": "Non."}).status_code == 409
    with pytest.raises(OwnDecisionAppealed):
        answer_appeal(actor=actor, key=row.key, upheld=True, answer="Oui.")
    row.refresh_from_db()
    assert row.state == "filed"
    other, _actor = browser("supervisor")
    assert other.post(page_of(row, "/answer"), {"outcome": "dismissed", "answer": "Non."}).status_code == 302


def test_the_person_sees_who_hears_the_appeal() -> None:
    row = appealed()
    owner = Account.objects.get(pk=int(row.decision.case.owner.partition(":")[2]))
    client = Client()
    client.force_login(owner)
    page = body_of(client.get(f"/fr/requests/{row.decision.case.key}/"))
    assert "L’autorité de tutelle de l’administration – Commune" in page


def test_an_upheld_appeal_annuls_the_decision_and_opens_the_request_again() -> None:
    row = appealed()
    client, _actor = browser("supervisor")
    answer = client.post(page_of(row, "/answer"), {"outcome": "upheld", "answer": "La preuve y était."})
    assert answer.status_code == 302
    row.refresh_from_db()
    case = Case.objects.get()
    assert (row.state, row.decision.state, case.phase, case.outcome) == ("upheld", "annulled", "open", "")
    assert b"preuve" not in bytes(row.sealed_answer or b"")
    assert set(Notice.objects.filter(owner=case.owner).values_list("kind", flat=True)) >= {
        "appeal-answered",
        "decision-annulled",
    }
    assert page_of(row) not in body_of(client.get("/fr/case-desk/appeals"))
    assert page_of(row) in body_of(client.get("/fr/case-desk/appeals?closed=yes"))
    assert "La preuve y était." in body_of(client.get(page_of(row)))
    assert client.post(page_of(row, "/answer"), {"outcome": "upheld", "answer": "x"}).status_code == 409
    assert audit.verify()[1] == []


def test_a_rejected_appeal_leaves_the_decision_and_gives_reasons() -> None:
    row = appealed()
    client, _actor = browser("supervisor")
    for posted in ({"outcome": "dismissed", "answer": " "}, {"outcome": "perhaps", "answer": "Non"}):
        assert client.post(page_of(row, "/answer"), posted).status_code == 422
    kept = body_of(client.post(page_of(row, "/answer"), {"answer": "Ce que j’ai tapé"}))
    assert "Ce que j’ai tapé" in kept
    assert Appeal.objects.get().state == "filed"
    done = client.post(page_of(row, "/answer"), {"outcome": "dismissed", "answer": "Elle manque encore."})
    assert done.status_code == 302
    case = Case.objects.get()
    assert (Appeal.objects.get().state, case.phase, case.outcome) == ("dismissed", "closed", "refused")
    assert Notice.objects.filter(owner=case.owner, kind="appeal-answered").exists()
    owner = Client()
    owner.force_login(Account.objects.get(pk=case.owner.partition(":")[2]))
    assert "Elle manque encore." in body_of(owner.get(f"/fr/requests/{case.key}/"))


@pytest.mark.parametrize(
    ("role", "body", "refused"),
    [("agent", "commune", 403), ("supervisor", "other-commune", 404), ("", "", 403)],
)
def test_the_doors_are_closed_to_everybody_else(role: str, body: str, refused: int) -> None:
    row = appealed()
    client = Client()
    if role:
        client, _actor = browser(role, body)
    else:
        client.force_login(Account.objects.create(username="citizen"))
    before = AuditEntry.objects.count(), Event.objects.count()
    posted = {"outcome": "upheld", "answer": "x"}
    answers = [client.get(page_of(row)), client.post(page_of(row, "/answer"), posted)]
    assert [answer.status_code for answer in answers] == [refused, refused]
    assert all(GROUNDS not in body_of(answer) for answer in answers)
    assert page_of(row) not in body_of(client.get("/fr/case-desk/appeals"))
    assert (AuditEntry.objects.count(), Event.objects.count()) == before
    assert Appeal.objects.get().state == "filed"


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    row = appealed()
    for answer in (Client().get(page_of(row)), Client().post(page_of(row, "/answer"), {"outcome": "upheld"})):
        assert answer.status_code == 302
        assert "next=" in answer["Location"]
    assert Appeal.objects.get().state == "filed"


def test_the_services_ask_themselves_who_calls() -> None:
    row = appealed()
    for actor in (make_agent(), make_agent("supervisor", "other-commune"), ANONYMOUS):
        with pytest.raises(AppealNotFound):
            open_appeal(actor=actor, key=row.key, language="fr")
        with pytest.raises(AppealNotFound):
            answer_at_desk(actor=actor, key=row.key, outcome="upheld", answer="x")
    supervisor = make_agent("supervisor")
    with pytest.raises(DeskTextRefused):
        answer_at_desk(actor=supervisor, key=row.key, outcome="upheld", answer="x" * 10_001)
    answer_at_desk(actor=supervisor, key=row.key, outcome="dismissed", answer="Non.")
    with pytest.raises(AppealAnswered):
        answer_at_desk(actor=supervisor, key=row.key, outcome="upheld", answer="Si.")


def test_an_appeal_reaches_the_supervisor_that_the_procedure_names() -> None:
    row = appealed(supervisor="wilaya")
    named, of_the_body = make_agent("supervisor", "wilaya"), make_agent("supervisor")
    assert [line.key for line in list_appeal_lines(actor=named, language="fr").items] == [row.key]
    assert [one.key for one in list_appeals(actor=named)] == [row.key]
    assert list_appeal_lines(actor=of_the_body, language="fr").items == ()
    assert open_appeal(actor=named, key=row.key, language="fr").appeal.grounds == GROUNDS
    with pytest.raises(AppealNotFound):
        open_appeal(actor=of_the_body, key=row.key, language="fr")


def test_the_list_costs_the_same_for_one_appeal_and_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(4):
        row = appealed()
    actor = make_agent("supervisor")
    with django_assert_max_num_queries(5):
        assert len(list_appeal_lines(actor=actor, language="fr", limit=3).items) == 3
    assert len(list_appeal_lines(actor=actor, language="fr", after="3", limit=3).items) == 1
    with django_assert_max_num_queries(12):
        open_appeal(actor=actor, key=row.key, language="fr")
