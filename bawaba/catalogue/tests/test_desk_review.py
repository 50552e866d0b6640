"""Review, history, archive and readers' reports, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client

from bawaba.catalogue import queries
from bawaba.catalogue.models import Report, Service
from bawaba.catalogue.services import record_report
from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, body_of, queries_latest, signed_in
from bawaba.kernel import clock
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db


def test_the_review_shows_what_changes_and_a_second_person_publishes(publisher: Client) -> None:
    info = factories.edited(
        queries_latest(), titles={"ar": "التصريح بالولادة", "fr": "Déclarer une naissance"}
    )
    factories.submit_for_review(actor=factories.EDITOR, identifier=IDENTIFIER, expected=info.number)
    page = body_of(publisher.get(f"/fr/edit/{IDENTIFIER}/review"))
    assert "<ins>" in page
    assert "<del>" in page
    response = publisher.post(
        f"/fr/edit/{IDENTIFIER}/review", {"act": "approve", "expected": str(info.number)}
    )
    assert response.status_code == 302
    assert queries.get_service(identifier=IDENTIFIER).record.titles["fr"] == "Déclarer une naissance"


def test_who_wrote_a_text_does_not_get_the_button_that_publishes(service: str) -> None:
    client = signed_in("publisher", name="author")
    account = Account.objects.get(username="author")
    actor = factories.person(account.pk, ("publisher", factories.BODY))
    record = factories.service_record(origin="", titles={"ar": "ع", "fr": "Écrit par moi"})
    info = factories.save_draft(actor=actor, record=record, expected=1)
    factories.submit_for_review(actor=actor, identifier=IDENTIFIER, expected=info.number)
    assert 'value="approve"' not in body_of(client.get(f"/fr/edit/{IDENTIFIER}/review"))
    data = {"act": "approve", "expected": str(info.number)}
    assert client.post(f"/fr/edit/{IDENTIFIER}/review", data).status_code == 403


def test_a_text_is_returned_only_with_a_reason(publisher: Client) -> None:
    info = factories.edited(queries_latest())
    factories.submit_for_review(actor=factories.EDITOR, identifier=IDENTIFIER, expected=info.number)
    data = {"act": "return", "expected": str(info.number)}
    assert publisher.post(f"/fr/edit/{IDENTIFIER}/review", data).status_code == 422
    publisher.post(f"/fr/edit/{IDENTIFIER}/review", data | {"note": "Le tarif manque"})
    assert (queries_latest().state, queries_latest().note) == ("draft", "Le tarif manque")


def test_a_publication_is_scheduled_for_a_moment_to_come_only(publisher: Client) -> None:
    info = factories.edited(queries_latest())
    factories.submit_for_review(actor=factories.EDITOR, identifier=IDENTIFIER, expected=info.number)
    data = {"act": "approve", "expected": str(info.number)}
    past = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    later = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert publisher.post(f"/fr/edit/{IDENTIFIER}/review", data | {"publish_at": past}).status_code == 422
    assert publisher.post(f"/fr/edit/{IDENTIFIER}/review", data | {"publish_at": later}).status_code == 302
    assert queries_latest().state == "scheduled"


def test_the_history_lists_compares_and_restores(editor: Client) -> None:
    info = factories.edited(queries_latest(), titles={"ar": "ع", "fr": "Autre titre"})
    assert len(editor.get(f"/fr/edit/{IDENTIFIER}/history").context["revisions"]) == 2
    page = body_of(editor.get(f"/fr/edit/{IDENTIFIER}/compare?before=1&after={info.number}"))
    assert "Autre" in page
    editor.post(f"/fr/edit/{IDENTIFIER}/restore", {"number": "1", "expected": str(info.number)})
    _, record = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=info.number + 1)
    assert record.titles == factories.service_record().titles


@pytest.mark.parametrize(
    "query", ["", "before=1", "before=x&after=1", "before=1&after=99", "before=9999999999&after=1"]
)
def test_a_comparison_that_cannot_be_is_not_found(query: str, editor: Client) -> None:
    assert editor.get(f"/fr/edit/{IDENTIFIER}/compare?{query}").status_code == 404


def test_a_service_is_archived_after_one_question(publisher: Client) -> None:
    assert publisher.get(f"/fr/edit/{IDENTIFIER}/archive").status_code == 200
    assert Service.objects.get(identifier=IDENTIFIER).published is not None
    publisher.post(f"/fr/edit/{IDENTIFIER}/archive", {"note": "Remplacé"})
    assert Service.objects.get(identifier=IDENTIFIER).published is None


def test_a_service_that_does_not_exist_is_not_found(editor: Client) -> None:
    assert editor.get("/fr/edit/rien-de-tel/text").status_code == 404


def test_a_report_is_answered_by_who_publishes_for_the_body(publisher: Client) -> None:
    number = record_report(
        kind="document", service=IDENTIFIER, language="ar", document="Acte de mariage de 1999", place="Salé"
    )
    assert "Acte de mariage de 1999" in body_of(publisher.get("/fr/edit/reports"))
    publisher.post(f"/fr/edit/reports/{number}", {"answer": "Le bureau est averti."})
    report = Report.objects.get(pk=number)
    assert (report.answer, report.handled_at is not None) == ("Le bureau est averti.", True)
    assert publisher.get("/fr/edit/reports").context["page"].items == ()
    assert len(publisher.get("/fr/edit/reports?handled=yes").context["page"].items) == 1


def test_a_report_is_not_answered_from_another_body(service: str) -> None:
    number = record_report(kind="wrong", service=IDENTIFIER, language="fr", details="Faux")
    factories.ensure_body("autre-service", {"fr": "Autre service"})
    client = signed_in("publisher", "autre-service")
    assert client.post(f"/fr/edit/reports/{number}", {"answer": "Oui"}).status_code == 403
    assert Report.objects.get(pk=number).handled_at is None
    assert client.get("/fr/edit/reports").context["page"].items == ()


def test_what_a_reader_wrote_is_shown_as_text(publisher: Client) -> None:
    record_report(kind="wrong", service=IDENTIFIER, language="fr", details="<script>alert(1)</script> faux")
    assert "<script>alert" not in publisher.get("/fr/edit/reports").content.decode()
