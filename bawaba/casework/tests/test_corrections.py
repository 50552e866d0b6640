"""Corrections that change what is asked: what falls away is dropped and named, what comes up may be answered."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.casework import queries, services
from bawaba.casework.errors import DocumentNotPublished, StepIncomplete
from bawaba.casework.models import Case
from bawaba.casework.services.moving import Filled
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.casework.tests.factories import make_agent, make_body, take_up
from bawaba.forms import services as forms
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import ACTOR, OPTIONS, SYSTEM, make_draft, make_form
from bawaba.forms.types import Person
from bawaba.kernel import files
from bawaba.kernel.models import Account
from bawaba.kernel.tests.file_samples import make_pdf

FULL = {"==": [{"var": "copy"}, "full"]}
COPY: dict[str, Any] = make_raw(
    make_field("copy", "choice", required=True, options=OPTIONS),
    make_field("reason", "text", required=True, when=FULL),
    make_field("proof", "file", when=FULL, settings={"document": "cnie"}),
    make_field("letters", "computed", settings={"value": {"cat": [{"var": "copy"}, "!"]}}),
    make_field("note", "text"),
    make_field(
        "heirs", "repeat",
        fields=[make_field("heir", "text", required=True), make_field("deed", "file", when=FULL)],
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _kept_in_memory(settings: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def lodge(*, documents: tuple[str, ...] = (), **answers: Any) -> Case:
    make_body()
    ensure_default_procedure(actor=SYSTEM)
    account = Account.objects.create(username="salma")
    person = Person(owner=f"account:{account.pk}", level="substantial")
    draft = make_draft(make_form(COPY), person, **answers)
    for field in documents:
        forms.attach_file(
            actor=ACTOR,
            key=draft,
            person=person,
            field=field,
            name=f"{field}.pdf",
            chunks=[make_pdf() + field.encode()],
        )
    forms.submit_draft(actor=ACTOR, key=draft, person=person)
    return Case.objects.get(draft=draft)


def ask(case: Case, *fields: str) -> None:
    agent = make_agent()
    take_up(case, agent)
    asked = Filled(message="Relisez, s’il vous plaît.", fields=fields)
    services.take_step(actor=agent, key=case.key, step="ask-correction", filled=asked)


def correct(case: Case, **values: Any) -> None:
    services.correct_request(actor=ACTOR, key=case.key, owner=case.owner, values=values)


def answers_of(case: Case) -> Any:
    return queries.open_case(actor=SYSTEM, key=case.key).answers


def documents_of(case: Case) -> list[str]:
    return sorted(one.name for one in files.list_files(purpose="case", subject=case.key))


@pytest.mark.django_db
def test_what_is_no_longer_asked_is_dropped_with_its_documents_and_the_timeline_says_so() -> None:
    case = lodge(
        documents=("proof", "heirs.0.deed"),
        copy="full",
        reason="Succession",
        note="x",
        heirs=[{"heir": "Adam"}],
    )
    assert documents_of(case) == ["heirs.0.deed.pdf", "proof.pdf"]
    ask(case, "copy")
    correct(case, copy="short")
    assert answers_of(case) == {
        "copy": "short",
        "letters": "short!",
        "note": "x",
        "heirs": [{"heir": "Adam"}],
    }
    assert documents_of(case) == []
    tracking = queries.track(key=case.key, owner=case.owner)
    (event,) = [one for one in tracking.events if one.kind == "corrected"]
    assert dict(event.detail) == {"fields": ["copy"], "dropped": ["deed", "proof", "reason"]}
    assert "Succession" not in str(event)


@pytest.mark.django_db
def test_what_comes_up_by_a_correction_may_be_answered_and_must_be_where_it_is_required() -> None:
    case = lodge(copy="short")
    ask(case, "copy")
    with pytest.raises(StepIncomplete) as lacking:
        correct(case, copy="full")
    assert dict(lacking.value.fields or {}) == {"reason": "required"}
    with pytest.raises(DocumentNotPublished):
        correct(case, copy="full", reason="Succession", note="not asked")
    correct(case, copy="full", reason="Succession")
    assert answers_of(case) == {"copy": "full", "reason": "Succession", "letters": "full!"}


@pytest.mark.django_db
def test_an_answer_that_need_not_be_given_can_be_taken_out() -> None:
    case = lodge(copy="short", note="a mistake")
    ask(case, "note")
    correct(case, note=None)
    assert answers_of(case) == {"copy": "short", "letters": "short!"}


@pytest.mark.django_db
def test_the_page_brings_up_what_a_changed_answer_asks_for_and_takes_items_with_documents() -> None:
    case = lodge(copy="short", heirs=[{"heir": "Adam"}])
    ask(case, "copy", "heirs")
    client = Client()
    client.force_login(Account.objects.get(username="salma"))
    address = f"/fr/requests/{case.key}/correction"
    assert 'name="reason"' not in client.get(address).content.decode()
    shown = ["copy", "heirs", "heirs.0.heir"]
    sent = {"shown": shown, "copy": "full", "heirs.count": "1", "heirs.0.heir": "Adam"}
    came_up = client.post(address, {**sent, "act": "refresh"}).content.decode()
    assert 'name="reason"' in came_up
    assert 'name="heirs.0.deed"' in came_up
    grown = {**sent, "shown": [*shown, "reason", "heirs.0.deed"], "reason": "Succession"}
    assert 'name="heirs.1.heir"' in client.post(address, {**grown, "act": "add:heirs"}).content.decode()
    both = {**grown, "heirs.count": "2", "heirs.1.heir": "Sara"}
    both["shown"] = [*grown["shown"], "heirs.1.heir", "heirs.1.deed"]
    deed = SimpleUploadedFile("acte.pdf", make_pdf())
    assert (
        "acte.pdf" in client.post(address, {**both, "act": "upload", "heirs.1.deed": deed}).content.decode()
    )
    assert client.post(address, {**both, "act": "next"}).status_code == 302
    (kept,) = files.list_files(purpose="case", subject=case.key)
    assert answers_of(case)["heirs"] == [{"heir": "Adam"}, {"heir": "Sara", "deed": [kept.key]}]


@pytest.mark.django_db
def test_both_sides_read_which_questions_fell_away() -> None:
    case = lodge(copy="full", reason="Succession")
    ask(case, "copy")
    correct(case, copy="short")
    client = Client()
    client.force_login(Account.objects.get(username="salma"))
    told = "Ces questions ne sont plus posées, donc leurs réponses ont été retirées : reason."
    assert told in client.get(f"/fr/requests/{case.key}/").content.decode()
    agent = make_agent()
    client.force_login(Account.objects.get(pk=agent.account_id))
    assert told in client.get(f"/fr/case-desk/requests/{case.key}/").content.decode()


@pytest.mark.django_db
def test_no_agent_asks_for_a_signature_or_a_computed_value_again() -> None:
    case, agent = lodge(copy="short"), make_agent()
    take_up(case, agent)
    for field in ("letters", "heir"):
        asked = Filled(message="Relisez.", fields=(field,))
        with pytest.raises(DocumentNotPublished):
            services.take_step(actor=agent, key=case.key, step="ask-correction", filled=asked)
