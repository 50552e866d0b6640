"""A person's side of a case: what they read, what they may do, and that nobody else may."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.casework import services
from bawaba.casework.errors import AppealFiled, AppealNotPossible, CaseNotFound, NotCaseOfficer
from bawaba.casework.models import Appeal, Case, Complaint, Message, Notice, Rating
from bawaba.casework.queries.following import follow_code
from bawaba.casework.queries.people import list_appeals, list_messages
from bawaba.casework.queries.records import case_info
from bawaba.casework.services.appeals import answer_appeal, file_appeal
from bawaba.casework.services.messages import send_message
from bawaba.casework.services.moving import Filled
from bawaba.casework.tests.factories import make_agent, make_case, put_procedure, take_up
from bawaba.casework.tests.procedures import make_raw
from bawaba.forms import queries as forms
from bawaba.forms import services as form_services
from bawaba.forms.tests.factories import ANSWERS, make_form
from bawaba.forms.types import Person
from bawaba.kernel import clock, files
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.models import Account, AuditEntry
from bawaba.kernel.tests.file_samples import make_pdf, make_pdf_with

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Africa/Casablanca"))
SECRET = "s" * 32
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed(settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    cache.clear()
    with clock.frozen_at(NOON):
        yield
    cache.clear()


class Applicant:
    """Somebody with an account, their browser and their case."""

    def __init__(self, name: str = "amina", **procedure: Any) -> None:
        self.account = Account.objects.create(username=name)
        self.client = Client()
        self.client.force_login(self.account)
        self.owner = f"account:{self.account.pk}"
        self.case = make_case(person=Person(owner=self.owner, level="substantial"), raw=make_raw(**procedure))
        self.home = f"/fr/requests/{self.case.key}/"

    def page(self) -> str:
        return self.client.get(self.home).content.decode()

    def refuse(self, agent: Any) -> None:
        take_up(self.case, agent)
        filled = Filled(reasons="Il manque la preuve de résidence.")
        services.take_step(actor=agent, key=self.case.key, step="refuse", filled=filled)


@pytest.fixture
def amina() -> Applicant:
    return Applicant(second_eyes="never")


def test_the_page_says_where_it_is_who_has_it_and_by_when(amina: Applicant) -> None:
    page = amina.page()
    assert "Demande reçue" in page
    assert "L’administration s’en occupe" in page
    assert "23 janvier 2027" in page or "25 janvier 2027" in page
    assert "Pas encore connu" in page
    listed = amina.client.get("/fr/requests/").content.decode()
    assert "Copie d’acte de naissance" in listed
    assert amina.client.get(amina.home)["Cache-Control"] == "private, no-store"


DOORS = [
    ("get", ""),
    ("get", "receipt"),
    ("get", "receipt.pdf"),
    ("get", "decision.pdf"),
    ("get", "withdraw"),
    ("post", "withdraw"),
    ("post", "messages"),
    ("post", "uploads"),
    ("get", "correction"),
    ("post", "correction"),
    ("post", "correction/uploads/paper"),
    ("post", "appeal"),
    ("post", "rating"),
    ("get", "complaint"),
    ("post", "complaint"),
    ("post", "complaint/abc/withdraw"),
]


@pytest.mark.parametrize(("method", "door"), DOORS)
def test_every_door_is_closed_to_another_person(amina: Applicant, method: str, door: str) -> None:
    other = Client()
    other.force_login(Account.objects.create(username="karim"))
    before = (Case.objects.get().revision, AuditEntry.objects.count())
    assert getattr(other, method)(f"{amina.home}{door}").status_code == 404
    assert (Case.objects.get().revision, AuditEntry.objects.count()) == before


@pytest.mark.parametrize(("method", "door"), DOORS)
def test_every_door_is_closed_to_who_is_not_signed_in(amina: Applicant, method: str, door: str) -> None:
    before = (Case.objects.get().revision, AuditEntry.objects.count())
    answer = getattr(Client(), method)(f"{amina.home}{door}")
    assert answer.status_code in (302, 403, 404)
    if answer.status_code == 302:
        assert "/requests/follow" in answer["Location"]
    assert b"Amina" not in answer.content
    assert (Case.objects.get().revision, AuditEntry.objects.count()) == before


def test_even_an_agent_reads_no_persons_page(amina: Applicant) -> None:
    agent = make_agent()
    client = Client()
    client.force_login(Account.objects.get(pk=agent.account_id))
    assert client.get(amina.home).status_code == 404


def test_messages_go_both_ways_with_documents(amina: Applicant) -> None:
    address = f"{amina.home}messages"
    sent = SimpleUploadedFile("preuve.pdf", make_pdf())
    answer = amina.client.post(address, {"text": "Voici la preuve", "files": sent, "act": "send"})
    assert answer.status_code == 302
    agent = make_agent()
    send_message(actor=agent, key=amina.case.key, text="Merci, bien reçu.")
    first, second = list_messages(case=amina.case)
    assert (first.text, first.from_person, [one.name for one in first.files]) == (
        "Voici la preuve", True, ["preuve.pdf"],
    )  # fmt: skip
    assert second.read_at is None
    page = amina.page()
    assert "Merci, bien reçu." in page
    assert list_messages(case=amina.case)[1].read_at is not None
    (kept,) = first.files
    link = f"/fr/files/{kept.key}"
    assert amina.client.get(link).status_code == 200
    officer, stranger = Client(), Client()
    officer.force_login(Account.objects.get(pk=agent.account_id))
    stranger.force_login(Account.objects.create(username="karim"))
    assert officer.get(link).status_code == 200
    assert stranger.get(link).status_code == 404
    assert Client().get(link).status_code == 404


def test_a_hostile_attachment_is_refused_and_the_words_stay(amina: Applicant) -> None:
    hostile = SimpleUploadedFile("piege.pdf", make_pdf_with("javascript"))
    answer = amina.client.post(f"{amina.home}messages", {"text": "Voici", "files": hostile})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce PDF contient un programme" in page
    assert ">Voici</textarea>" in page
    assert not Message.objects.exists()


def test_an_attachment_that_waits_is_its_writers_alone_and_can_be_taken_out(amina: Applicant) -> None:
    pdf = SimpleUploadedFile("a.pdf", make_pdf())
    amina.client.post(f"{amina.home}messages", {"files": pdf, "act": "upload"})
    (kept,) = files.list_files(purpose="case-message-draft", subject=f"{amina.case.key}:{amina.owner}")
    officer = Client()
    officer.force_login(Account.objects.get(pk=make_agent().account_id))
    assert officer.get(f"/fr/files/{kept.key}").status_code == 404
    assert amina.client.get(f"/fr/files/{kept.key}").status_code == 200
    amina.client.post(f"{amina.home}messages", {"act": f"detach:{kept.key}", "text": "encore"})
    assert not files.list_files(purpose="case-message-draft", subject=f"{amina.case.key}:{amina.owner}")


def test_an_empty_message_is_refused_and_thirty_a_day_are_enough(amina: Applicant) -> None:
    address = f"{amina.home}messages"
    assert amina.client.post(address, {"text": "  "}).status_code == 422
    for number in range(30):
        assert amina.client.post(address, {"text": f"{number}"}).status_code == 302
    assert amina.client.post(address, {"text": "encore"}).status_code == 422
    assert Message.objects.count() == 30


def test_who_handles_other_cases_writes_nothing_here(amina: Applicant) -> None:
    with pytest.raises(NotCaseOfficer):
        send_message(actor=make_agent(body="autre"), key=amina.case.key, text="Bonjour")
    with pytest.raises(CaseNotFound):
        send_message(actor=ANONYMOUS, key=amina.case.key, text="Bonjour", owner="account:999")


def test_a_correction_stops_the_clock_and_goes_on_when_it_is_answered(amina: Applicant) -> None:
    agent = make_agent()
    take_up(amina.case, agent)
    filled = Filled(message="Le téléphone est faux.", fields=("phone",))
    services.take_step(actor=agent, key=amina.case.key, step="ask-correction", filled=filled)
    page = amina.page()
    assert "Le téléphone est faux." in page
    assert "Le délai légal est arrêté" in page
    address = f"{amina.home}correction"
    asked = amina.client.get(address).content.decode()
    assert 'name="phone"' in asked
    assert 'name="given_name"' not in asked, "only what was asked for"
    wrong = amina.client.post(address, {"shown": "phone", "phone": "12", "act": "next"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.content.decode(), "what was typed stays"
    assert 'value="12"' in amina.client.get(address).content.decode(), "and is found again"
    right = {"shown": "phone", "phone": "+212661111111", "act": "next"}
    assert amina.client.post(address, right).status_code == 302
    case = Case.objects.get()
    assert (case.phase, case.state) == ("open", "in-review")
    assert "La correction" not in amina.client.get(address).content.decode()


def test_a_correction_of_a_document(amina: Applicant) -> None:
    agent = make_agent()
    take_up(amina.case, agent)
    filled = Filled(message="La photo est floue.", fields=("paper",))
    services.take_step(actor=agent, key=amina.case.key, step="ask-correction", filled=filled)
    address = f"{amina.home}correction"
    hostile = SimpleUploadedFile("faux.pdf", b"<html>")
    refused = amina.client.post(address, {"shown": "paper", "paper": hostile, "act": "upload"})
    assert "Ce type de fichier" in refused.content.decode()
    sent = SimpleUploadedFile("net.pdf", make_pdf())
    amina.client.post(address, {"shown": "paper", "paper": sent, "act": "upload"})
    (kept,) = files.list_files(purpose="case-correction", subject=amina.case.key)
    assert "net.pdf" in amina.client.get(address).content.decode()
    assert amina.client.post(address, {"shown": "paper", "act": "next"}).status_code == 302
    assert [one.key for one in files.list_files(purpose="case", subject=amina.case.key)] == [kept.key]


def test_a_person_withdraws(amina: Applicant) -> None:
    assert "Retirer" in amina.client.get(f"{amina.home}withdraw").content.decode()
    assert amina.client.post(f"{amina.home}withdraw").status_code == 302
    assert Case.objects.get().outcome == "withdrawn"
    assert "Vous avez retiré cette demande" in amina.page()


def test_a_refusal_is_appealed_in_one_click_before_its_last_day(amina: Applicant) -> None:
    agent, supervisor = make_agent(), make_agent("supervisor")
    amina.refuse(agent)
    page = amina.page()
    assert "Il manque la preuve de résidence." in page
    assert "24 décembre 2026" in page, "thirty days after the refusal"
    assert amina.client.post(f"{amina.home}appeal", {"way": "supervisor"}).status_code == 302
    assert amina.client.post(f"{amina.home}appeal", {"way": "supervisor"}).status_code == 422
    assert Appeal.objects.count() == 1
    assert "Votre recours est examiné" in amina.page()
    (waiting,) = list_appeals(actor=supervisor)
    assert list_appeals(actor=agent) == []
    answer_appeal(actor=supervisor, key=waiting.key, upheld=True, answer="La preuve était au dossier.")
    case = Case.objects.get()
    assert (case.phase, case.outcome) == ("open", "")
    page = amina.page()
    assert "Votre recours a abouti" in page
    assert "La preuve était au dossier." in page


def test_an_appeal_comes_too_late_the_day_after(amina: Applicant) -> None:
    amina.refuse(make_agent())
    with clock.frozen_at(NOON + timedelta(days=31)):
        assert "Vous n’êtes pas d’accord" not in amina.page()
        with pytest.raises(AppealNotPossible):
            file_appeal(actor=ANONYMOUS, key=amina.case.key, owner=amina.owner, way="supervisor")
    with clock.frozen_at(NOON + timedelta(days=30)):
        file_appeal(actor=ANONYMOUS, key=amina.case.key, owner=amina.owner, way="supervisor")
        with pytest.raises(AppealFiled):
            file_appeal(actor=ANONYMOUS, key=amina.case.key, owner=amina.owner, way="supervisor")


def test_each_step_is_rated_once_it_was_reached(amina: Applicant) -> None:
    address = f"{amina.home}rating"
    assert amina.client.post(address, {"step": "submission", "stars": "4"}).status_code == 302
    assert amina.client.post(address, {"step": "submission", "stars": "2"}).status_code == 302
    assert amina.client.post(address, {"step": "decision", "stars": "5"}).status_code == 409
    assert amina.client.post(address, {"step": "submission", "stars": "9"}).status_code == 422
    assert list(Rating.objects.values_list("step", "stars")) == [("submission", 2)]


def test_a_complaint_reaches_the_supervisor_with_a_clock_of_its_own(amina: Applicant) -> None:
    supervisor = make_agent("supervisor")
    address = f"{amina.home}complaint"
    assert amina.client.post(address, {"kind": "unlisted-document", "text": " "}).status_code == 422
    words = {"kind": "unlisted-document", "text": "On m’a demandé une copie légalisée."}
    assert amina.client.post(address, words).status_code == 302
    assert amina.client.post(address, words).status_code == 422, "the same complaint waits already"
    row = Complaint.objects.get()
    # sixty days (decree 2.17.265) end on Saturday 23 January 2027
    assert (row.supervisor, row.due_on.isoformat()) == ("commune", "2027-01-25")
    assert b"copie" not in bytes(row.sealed)
    told = Notice.objects.filter(owner=supervisor.key)
    assert set(told.values_list("kind", "channel")) == {
        ("complaint-filed", "inbox"),
        ("complaint-filed", "mail"),
    }
    assert amina.case.events.filter(kind__startswith="complain").count() == 0, (
        "the agent does not find it there"
    )
    assert "Le superviseur a votre réclamation" in amina.page()
    amina.client.post(f"{amina.home}complaint/{row.key}/withdraw")
    assert Complaint.objects.get().state == "withdrawn"


def make_visitors_case() -> tuple[Case, str]:
    owner = forms.owner_of_secret(SECRET)
    put_procedure(make_raw(second_eyes="never"))
    person = Person(owner=owner)
    form = make_form()
    info = form_services.start_draft(actor=ANONYMOUS, form=form, person=person, language="ar")
    form_services.save_answers(actor=ANONYMOUS, key=info.key, person=person, values=ANSWERS, typed={})
    form_services.submit_draft(actor=ANONYMOUS, key=info.key, person=person)
    return Case.objects.select_related("procedure", "content", "receipt").get(), owner


def test_a_stranger_follows_by_number_and_code_on_another_device() -> None:
    case, _owner = make_visitors_case()
    code = follow_code(case_info(case))
    device = Client()
    assert device.get(f"/fr/requests/{case.key}/").status_code == 302
    wrong = device.post("/fr/requests/follow", {"number": case.number, "code": "AAAA-AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    right = device.post(
        "/fr/requests/follow", {"number": case.number, "code": code.lower().replace("-", " ")}
    )
    assert right["Location"] == f"/fr/requests/{case.key}/"
    page = device.get(right["Location"]).content.decode()
    assert code in page
    assert device.post(f"/fr/requests/{case.key}/messages", {"text": "Bonjour"}).status_code == 302
    assert Client().get(f"/fr/requests/follow/{case.number}/{code}").status_code == 302
    assert Client().get(f"/fr/requests/follow/{case.number}/{code[:-1]}").status_code == 404


def test_the_code_of_an_account_opens_nothing(amina: Applicant) -> None:
    assert follow_code(case_info(amina.case)) == ""
    assert Client().get(f"/fr/requests/follow/{amina.case.number}/x").status_code == 404


def test_guessing_codes_is_stopped() -> None:
    case, _owner = make_visitors_case()
    device = Client()
    guesses = [device.post("/fr/requests/follow", {"number": case.number, "code": str(n)}) for n in range(31)]
    assert guesses[-1].status_code == 429


def test_words_written_before_the_session_ended_are_kept_to_be_sent_again(amina: Applicant) -> None:
    answer = Client().post(f"{amina.home}messages", {"text": "Une longue histoire", "act": "send"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Une longue histoire" in page
    assert f'action="{amina.home}messages"' in page
    assert amina.client.post(f"{amina.home}messages", {"text": "Une longue histoire"}).status_code == 302


def test_the_page_costs_few_statements(
    amina: Applicant, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    amina.page()
    with django_assert_max_num_queries(16):
        amina.page()
    with django_assert_max_num_queries(7):
        amina.client.get("/fr/requests/")
