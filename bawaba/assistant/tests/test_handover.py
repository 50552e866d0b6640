"""From an answer onwards: the form with what was said, the office with the conversation by consent."""

import dataclasses

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.assistant.queries import own_progress
from bawaba.assistant.queries.registering import own_systems
from bawaba.assistant.rules.carrying import AskedChoice, carried_choices
from bawaba.assistant.rules.phrases import word_of
from bawaba.casework.models import Case
from bawaba.casework.queries import list_own_messages
from bawaba.casework.tests.factories import make_case
from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.directory.tests.factories import make_account
from bawaba.forms.models import Draft
from bawaba.forms.queries import open_draft, owner_of_secret
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import AMINA, make_form
from bawaba.kernel.models import AuditEntry
from bawaba.kernel.ports import ai_systems, question_doors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_model(settings: object) -> None:
    cache.clear()
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]


@pytest.fixture
def own_case(client: Client) -> Case:
    account = make_account()
    client.force_login(account)
    return make_case(person=dataclasses.replace(AMINA, owner=f"account:{account.pk}"))


def written_to(case: Case) -> str:
    return list_own_messages(key=case.key, owner=case.owner)[-1].text


def test_a_choice_is_carried_only_when_its_words_are_said_and_no_other_choice_is() -> None:
    asked = [
        AskedChoice("whom", {"child": [frozenset({"pour", "enfant"})], "self": [frozenset({"pour", "moi"})]})
    ]
    said = {
        text: [word_of(word) for word in text.split()]
        for text in ("acte pour mon enfant", "acte pour moi et enfant", "acte")
    }
    assert carried_choices(asked, said["acte pour mon enfant"]) == {"whom": "child"}
    assert carried_choices(asked, said["acte pour moi et enfant"]) == {}
    assert carried_choices(asked, said["acte"]) == {}


def test_the_form_begins_with_what_the_question_said(client: Client) -> None:
    form = make_form()
    begun = client.post(f"/fr/assistant/begin/{form}", {"q": "Je veux la copie short de mon acte"})
    assert begun.status_code == 302
    owner = owner_of_secret(client.cookies["forms-visitor"].value)
    draft = open_draft(key=Draft.objects.get(owner=owner).key, owner=owner)
    assert draft.content.values["copy"] == "short"
    assert "reason" not in draft.content.values


def test_a_draft_that_was_open_stays_as_it_is(client: Client) -> None:
    form = make_form()
    client.post(f"/fr/assistant/begin/{form}", {"q": "la copie short"})
    client.post(f"/fr/assistant/begin/{form}", {"q": "la copie full"})
    draft = Draft.objects.get()
    assert open_draft(key=draft.key, owner=draft.owner).content.values["copy"] == "short"


def test_the_answer_leads_to_the_form_of_its_service(client: Client) -> None:
    record = service_record()
    publish(record)
    field = make_field("name", "text", required=True)
    pages = [{"key": "who", "title": {"ar": "من أنت", "fr": "Vous"}, "fields": [field]}]
    form = make_form(make_raw() | {"pages": pages}, service=record.identifier)
    page = client.post("/fr/assistant/", {"q": record.titles["fr"]}).content.decode()
    assert f"/fr/assistant/begin/{form}" in page


@pytest.mark.parametrize("attach", [True, False])
def test_the_conversation_goes_to_the_office_only_by_consent(
    client: Client, own_case: Case, attach: bool
) -> None:
    client.post("/fr/assistant/", {"q": "Bonjour à vous tous", "keep": "1"})
    sent = {"send": "1", "case": own_case.key, "text": "Quand aurai-je une réponse ?"}
    answer = client.post("/fr/assistant/person", sent | ({"attach": "1"} if attach else {}))
    assert answer.status_code == 302
    text = written_to(own_case)
    assert text.startswith("Quand aurai-je une réponse ?")
    assert ("Bonjour à vous tous" in text) is attach
    entry = AuditEntry.objects.get(verb="assistant.handed-over")
    assert entry.detail == {"attached": int(attach)}


def test_the_one_question_just_answered_can_go_along_without_being_kept(
    client: Client, own_case: Case
) -> None:
    shown = client.post("/fr/assistant/person", {"q": "Bonjour tout le monde"}).content.decode()
    assert own_case.number in shown
    assert "Bonjour tout le monde" in shown
    told = {"send": "1", "q": "Bonjour tout le monde", "case": own_case.key, "text": "Voici.", "attach": "1"}
    client.post("/fr/assistant/person", told)
    assert "Bonjour tout le monde" in written_to(own_case)


def test_a_message_without_words_is_refused_and_nothing_is_sent(client: Client, own_case: Case) -> None:
    refused = client.post("/fr/assistant/person", {"send": "1", "case": own_case.key, "text": " "})
    assert refused.status_code == 422
    assert list_own_messages(key=own_case.key, owner=own_case.owner) == []


def test_nobody_writes_about_the_request_of_another(client: Client) -> None:
    account = make_account()
    foreign = make_case(person=dataclasses.replace(AMINA, owner=f"account:{account.pk + 1}"))
    client.force_login(account)
    told = {"send": "1", "case": foreign.key, "text": "Bonjour"}
    assert client.post("/fr/assistant/person", told).status_code == 404
    assert list_own_messages(key=foreign.key, owner=foreign.owner) == []


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get("/fr/assistant/person").status_code == 302


def test_the_register_reads_an_honest_entry_of_the_assistant_and_one_of_its_drafts() -> None:
    assistant, drafts = ai_systems.providers()["assistant"]()
    assert (assistant.key, drafts.key) == ("assistant", "drafts")
    for system in (assistant, drafts):
        for texts in (
            system.names, system.purposes, system.techniques, system.data, system.oversight, system.people,
            system.objection, system.help, *system.risks,
            *(one.names for one in system.measures), *(one.over for one in system.measures),
        ):  # fmt: skip
            assert {"ar", "fr", "en"} <= {code for code, text in texts.items() if text}
        assert system.risks
    assert {one.names["en"] for one in assistant.measures} >= {"Right service first", "Wrong numbers"}
    assert {one.names["en"] for one in drafts.measures} >= {"Right service", "Wrong numbers"}
    assert own_systems() is own_systems()


def test_a_service_page_asks_through_the_port(client: Client) -> None:
    box = question_doors.providers()["assistant"](language="ar")
    assert (box.action, box.question, box.service) == ("/ar/assistant/", "q", "service")
    record = service_record()
    publish(record)
    assert 'action="/fr/assistant/"' in client.get(f"/fr/services/{record.identifier}").content.decode()


def test_who_asks_where_their_request_stands_is_told_and_nobody_else_sees_it(
    client: Client, own_case: Case
) -> None:
    asked = {"q": "Où en est mon dossier ?"}
    page = client.post("/fr/assistant/", asked).content.decode()
    assert f"/fr/requests/{own_case.key}/" in page
    client.logout()
    page = client.post("/fr/assistant/", asked).content.decode()
    assert own_case.key not in page
    assert 'href="/fr/requests/follow"' in page


def test_where_requests_stand_takes_a_stated_number_of_queries(
    own_case: Case, django_assert_max_num_queries: object
) -> None:
    own_progress(owner=own_case.owner, language="fr")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        (told,) = own_progress(owner=own_case.owner, language="fr")
    assert (told.key, told.unread) == (own_case.key, 0)
    assert told.where
