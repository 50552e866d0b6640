"""Supervisors: complaints that reach them, locks that end, shares, figures of ratings, commands of the desk."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from bawaba.casework import services
from bawaba.casework.errors import (
    AgentNotOfOffice,
    CaseHeld,
    ComplaintClosed,
    DeskItemNotFound,
    DeskTextRefused,
    NobodyToShareWith,
    NotCaseOfficer,
    SameEyes,
)
from bawaba.casework.models import AgentLoad, Case, Complaint, Decision, Event, Figure, ReadLock
from bawaba.casework.queries.desk.complaints import list_complaints
from bawaba.casework.queries.desk.reporting import desk_report
from bawaba.casework.services import desk
from bawaba.casework.services.complaints import file_complaint
from bawaba.casework.services.desk.complaints import answer_complaint
from bawaba.casework.services.holding import LOCK_FOR
from bawaba.casework.services.ratings import rate_step
from bawaba.casework.tests.factories import OFFICE, make_agent, make_case, take_up
from bawaba.forms.tests.factories import ACTOR, AMINA
from bawaba.kernel import audit, clock
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


def complain(case: Case) -> str:
    return file_complaint(
        actor=ACTOR, key=case.key, owner=AMINA.owner, kind="unlisted-document",
        text="On m’a demandé une copie légalisée.", language="fr",
    ).key  # fmt: skip


def test_a_complaint_reaches_the_supervisor_with_its_clock_and_is_answered_once() -> None:
    case = make_case()
    key = complain(case)
    supervisor = make_agent("supervisor")
    line = list_complaints(actor=supervisor, language="fr").items[0]
    assert "légalisée" in line.text
    assert line.due_on > clock.today()
    answer_complaint(actor=supervisor, key=key, outcome="upheld", answer="Vous avez raison.")
    assert Complaint.objects.get().state == "upheld"
    assert b"raison" not in bytes(Complaint.objects.get().sealed_answer or b"")
    assert Event.objects.filter(case=case, kind="complaint-answered").count() == 1
    assert list_complaints(actor=supervisor, language="fr").items == ()
    assert (
        list_complaints(actor=supervisor, language="fr", closed=True).items[0].answer == "Vous avez raison."
    )
    with pytest.raises(ComplaintClosed):
        answer_complaint(actor=supervisor, key=key, outcome="upheld", answer="Encore")
    assert audit.verify()[1] == []


def test_a_complaint_stays_with_its_supervisor() -> None:
    key = complain(make_case())
    stranger = make_agent("supervisor", "other-commune")
    assert list_complaints(actor=stranger, language="fr").items == ()
    with pytest.raises(DeskItemNotFound):
        answer_complaint(actor=stranger, key=key, outcome="upheld", answer="x")
    for outcome, answer in (("perhaps", "x"), ("upheld", " ")):
        with pytest.raises(DeskTextRefused):
            answer_complaint(actor=make_agent("supervisor"), key=key, outcome=outcome, answer=answer)


def test_the_complaints_page_shows_and_answers_them() -> None:
    key = complain(make_case())
    client = Client()
    client.force_login(Account.objects.get(pk=make_agent("supervisor").account_id))
    assert "légalisée" in client.get("/fr/case-desk/complaints").content.decode()
    empty = client.post(f"/fr/case-desk/complaints/{key}", {"outcome": "upheld", "answer": ""})
    assert empty.status_code == 422
    done = client.post(f"/fr/case-desk/complaints/{key}", {"outcome": "dismissed", "answer": "Non, désolé."})
    assert done.status_code == 302
    assert "Non, désolé." in client.get("/fr/case-desk/complaints?closed=yes").content.decode()


def test_a_lock_ends_by_itself_and_the_next_read_is_written_down() -> None:
    case, first, second = make_case(), make_agent(), make_agent()
    desk.open_at_desk(actor=first, key=case.key)
    with pytest.raises(CaseHeld):
        take_up(case, second)
    with clock.frozen_at(clock.now() + LOCK_FOR + timedelta(seconds=1)):
        opened = desk.open_at_desk(actor=second, key=case.key)
        assert opened.is_mine
        take_up(case, second)
    assert AuditEntry.objects.filter(verb="casework.read").count() == 2
    assert ReadLock.objects.get().holder == second.key


def test_an_agent_cannot_take_a_case_over_nor_set_a_desk_up() -> None:
    case, agent = make_case(), make_agent()
    for act in (
        lambda: desk.take_over(actor=agent, key=case.key),
        lambda: desk.share_cases(actor=agent, office=OFFICE),
        lambda: desk.set_load(actor=agent, office=OFFICE, account=agent.key, share=50, away_until=None),
        lambda: desk.save_label(actor=agent, office=OFFICE, key="x", names={"ar": "ا", "fr": "a"}),
        lambda: desk.save_reply(actor=agent, office=OFFICE, key="x", kind="message", names={}, texts={}),
    ):
        with pytest.raises(NotCaseOfficer):
            act()


def test_cases_are_shared_out_by_share_and_absence() -> None:
    cases = [make_case() for _ in range(6)]
    full, half, away = make_agent(), make_agent(), make_agent()
    supervisor = make_agent("supervisor")
    tomorrow = clock.today() + timedelta(days=1)
    desk.set_load(actor=supervisor, office=OFFICE, account=half.key, share=50, away_until=None)
    desk.set_load(actor=supervisor, office=OFFICE, account=away.key, share=100, away_until=tomorrow)
    assert desk.share_cases(actor=supervisor, office=OFFICE) == {full.key: 4, half.key: 2}
    assert Case.objects.filter(assignee="").count() == 0
    assert Event.objects.filter(kind="assigned", sight="internal").count() == len(cases)
    assert desk.share_cases(actor=supervisor, office=OFFICE) == {}


def test_sharing_out_needs_somebody_and_a_load_needs_an_agent_of_the_office() -> None:
    make_case()
    supervisor, stranger = make_agent("supervisor"), make_agent(body="other-commune")
    with pytest.raises(NobodyToShareWith):
        desk.share_cases(actor=supervisor, office=OFFICE)
    with pytest.raises(AgentNotOfOffice):
        desk.set_load(actor=supervisor, office=OFFICE, account=stranger.key, share=100, away_until=None)
    assert not AgentLoad.objects.exists()


def test_a_case_whose_decision_waits_goes_to_another_agent_than_its_proposer() -> None:
    case, first, second = make_case(), make_agent(), make_agent()
    take_up(case, first)
    services.take_step(actor=first, key=case.key, step="refuse", filled=services.Filled(reasons="Non"))
    desk.assign_case(actor=first, key=case.key, assignee="")
    assert desk.share_cases(actor=make_agent("supervisor"), office=OFFICE) == {second.key: 1}
    with pytest.raises(SameEyes):
        services.confirm_decision(actor=first, key=case.key)
    assert Decision.objects.get().state == "proposed"


def test_a_batch_confirms_what_others_proposed_and_refuses_the_agents_own() -> None:
    mine, theirs = make_case(), make_case()
    first, second = make_agent(), make_agent()
    for case, agent in ((mine, first), (theirs, second)):
        take_up(case, agent)
        services.take_step(actor=agent, key=case.key, step="refuse", filled=services.Filled(reasons="Non"))
    lines = desk.run_batch(actor=first, keys=[mine.key, theirs.key, "no-such-case"], act="confirm")
    assert [(line.done, line.code) for line in lines] == [
        (False, "same-eyes"), (True, ""), (False, "case-not-found"),
    ]  # fmt: skip


def test_ratings_count_in_the_figures() -> None:
    case = make_case()
    rate_step(actor=ACTOR, key=case.key, owner=AMINA.owner, step="submission", stars=4)
    total = desk_report(actor=make_agent("supervisor"), language="fr").total
    assert (total.stars, total.ratings) == (4.0, 1)
    assert desk.rebuild_figures(actor=make_agent("supervisor")) == 1
    assert desk_report(actor=make_agent("supervisor"), language="fr").total.stars == 4.0


def test_a_withdrawal_is_neither_in_time_nor_late() -> None:
    case = make_case()
    services.take_step(actor=ACTOR, key=case.key, step="withdraw", owner=AMINA.owner)
    total = desk_report(actor=make_agent("supervisor"), language="fr").total
    assert (total.received, total.waiting, total.answered, total.outcomes["withdrawn"]) == (1, 0, 0, 1)
    assert total.compliance is None


def test_a_late_answer_is_counted_as_late() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    Case.objects.filter(pk=case.pk).update(due_on=clock.today() - timedelta(days=1))
    services.take_step(actor=agent, key=case.key, step="accept")
    total = desk_report(actor=make_agent("supervisor"), language="fr").total
    assert (total.in_time, total.late, total.compliance) == (0, 1, 0.0)


def test_the_commands_of_the_desk_answer_json() -> None:
    case, agent = make_case(), make_agent()
    told = {}
    for words in (["share-out", OFFICE], ["rebuild-figures"], ["rebuild-words"]):
        out = io.StringIO()
        call_command("casework", *words, "--json", stdout=out)
        told[words[0]] = json.loads(out.getvalue().splitlines()[-1])
    assert told == {
        "share-out": {"agents": {agent.key: 1}}, "rebuild-figures": {"cases": 1}, "rebuild-words": {"cases": 1},
    }  # fmt: skip
    assert Case.objects.get(pk=case.pk).assignee == agent.key
    assert Figure.objects.filter(kind="received", office=OFFICE).exists()
