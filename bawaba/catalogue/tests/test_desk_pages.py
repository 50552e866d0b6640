"""The desk and the sheet: what they show, what they keep. Over HTTP, as a browser sends."""

from typing import Any

import pytest
from django.test import Client

from bawaba.catalogue import queries
from bawaba.catalogue.services import record_report
from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, body_of, queries_latest, sent_back

pytestmark = pytest.mark.django_db


def test_the_desk_shows_state_gaps_and_reports(editor: Client) -> None:
    record_report(kind="wrong", service=IDENTIFIER, language="fr", details="Le tarif a changé")
    record_report(kind="useful", service=IDENTIFIER, language="fr")
    page = editor.get("/fr/edit/").context["page"]
    (line,) = page.items
    assert line.row.identifier == IDENTIFIER
    assert line.reports == 1
    assert "no-fee" not in {gap.reason for gap in line.completeness.missing}
    assert line.completeness.score == queries.completeness_of(record=factories.service_record()).score


def test_the_desk_takes_the_same_number_of_queries_for_more_services(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        factories.draft(identifier=f"essai-{number}")
    editor.get("/fr/edit/")
    with django_assert_max_num_queries(18):
        assert len(editor.get("/fr/edit/").context["page"].items) == 16


def test_the_desk_filters_by_state_and_words(editor: Client) -> None:
    factories.draft(identifier="brouillon-a", titles={"fr": "Ouvrir un café", "ar": "فتح مقهى"})
    drafts = editor.get("/fr/edit/?state=draft").context["page"].items
    assert [line.row.identifier for line in drafts] == ["brouillon-a"]
    found = editor.get("/fr/edit/?q=café").context["page"].items
    assert [line.row.identifier for line in found] == ["brouillon-a"]
    assert (
        "Aucun" in body_of(editor.get("/fr/edit/?q=zzz"))
        or editor.get("/fr/edit/?q=zzz").context["page"].items == ()
    )


def test_saving_an_untouched_sheet_keeps_every_word(editor: Client) -> None:
    _, before = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=1)
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {"act": "save"}
    response = editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    assert response.status_code == 302
    latest = queries_latest()
    _, after = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=latest.number)
    assert (latest.number, latest.state) == (2, "draft")
    assert after == before


def test_a_language_that_the_sheet_does_not_show_is_kept(editor: Client) -> None:
    info = factories.edited(queries_latest(), titles={"ar": "عنوان", "fr": "Titre", "es": "Título"})
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {"act": "save", "fr-title": "Nouveau titre"}
    editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    _, record = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=info.number + 1)
    assert record.titles == {"ar": "عنوان", "fr": "Nouveau titre", "es": "Título"}


def test_adding_a_row_keeps_what_was_written_and_saves_nothing(editor: Client) -> None:
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text")
    data |= {
        "act": "add-documents",
        "documents-0-text_fr": "Écrit mais pas gardé",
        "facts-amount": "beaucoup",
    }
    response = editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    assert response.status_code == 200
    sheet = response.context["sheet"]
    assert len(sheet.rows["documents"].forms) == 3
    assert sheet.faults == []
    assert "Écrit mais pas gardé" in body_of(response)
    assert queries_latest().number == 1


def test_a_new_row_a_removed_row_and_a_moved_row_are_kept(editor: Client) -> None:
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text")
    data |= {
        "act": "save",
        "documents-TOTAL_FORMS": "3",
        "documents-0-DELETE": "on",
        "documents-2-text_fr": "Photo",
        "documents-2-text_ar": "صورة",
        "documents-2-ORDER": "1",
    }
    editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    _, record = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=2)
    assert [item.texts["fr"] for item in record.documents] == ["Photo", "Acte de mariage"]
    assert record.documents[1].key == "d2"


@pytest.mark.parametrize(
    ("field", "value", "anchor"),
    [
        ("facts-amount", "beaucoup", "id_facts-amount"),
        ("facts-delay_days", "-3", "id_facts-delay_days"),
        ("facts-url", "javascript:alert(1)", "id_facts-url"),
        ("facts-verified_on", "hier", "id_facts-verified_on"),
        ("channels-0-url", "ftp://x", "id_channels-0-url"),
        ("fr-title", "x" * 500, "id_fr-title"),
        ("documents-1-text_fr", "x" * 5000, "id_documents-1-text_fr"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_on_top(
    field: str, value: str, anchor: str, editor: Client
) -> None:
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {
        "act": "save",
        field: value,
        "ar-title": "عنوان مكتوب",
    }
    response = editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    page = body_of(response)
    assert response.status_code == 422
    assert f'href="#{anchor}"' in page
    assert f'id="{anchor}_error"' in page
    assert "عنوان مكتوب" in page
    assert queries_latest().number == 1


def test_two_editors_meet_and_nothing_is_lost(editor: Client) -> None:
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {"act": "save", "fr-title": "Le mien"}
    factories.edited(queries_latest(), titles={"ar": "عنوان", "fr": "Celui du collègue"})
    response = editor.post(f"/fr/edit/{IDENTIFIER}/text", data)
    assert response.status_code == 409
    assert "Le mien" in body_of(response)
    assert f"/fr/edit/{IDENTIFIER}/compare?before=1&after=2" in body_of(response)
    over = editor.post(f"/fr/edit/{IDENTIFIER}/text", data | {"act": "overwrite", "seen": "2"})
    assert over.status_code == 302
    _, record = queries.get_revision(actor=factories.EDITOR, identifier=IDENTIFIER, number=3)
    assert record.titles["fr"] == "Le mien"


def test_a_new_service_begins_as_a_draft(editor: Client) -> None:
    data = sent_back(editor, "/fr/edit/new") | {
        "act": "save",
        "facts-identifier": "ouvrir-cafe",
        "facts-audiences": ["business"],
        "fr-title": "Ouvrir un café",
    }
    response = editor.post("/fr/edit/new", data)
    assert response["Location"] == "/fr/edit/ouvrir-cafe/text"
    info = queries.list_revisions(actor=factories.EDITOR, identifier="ouvrir-cafe")[0]
    assert (info.number, info.state) == (1, "draft")


def test_an_identifier_that_exists_is_refused_beside_its_field(editor: Client) -> None:
    data = sent_back(editor, "/fr/edit/new") | {
        "act": "save", "facts-identifier": IDENTIFIER, "facts-audiences": ["citizen"], "fr-title": "T",
    }  # fmt: skip
    response = editor.post("/fr/edit/new", data)
    assert response.status_code == 422
    assert 'id="id_facts-identifier_error"' in body_of(response)


def test_an_editor_cannot_give_a_service_to_a_body_that_is_not_theirs(editor: Client) -> None:
    factories.ensure_body("autre-service", {"fr": "Autre service"})
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {
        "act": "save",
        "facts-authority": "autre-service",
    }
    assert editor.post(f"/fr/edit/{IDENTIFIER}/text", data).status_code == 422
    assert queries_latest().number == 1


def test_handing_in_without_a_title_keeps_the_draft_and_says_why(editor: Client) -> None:
    data = sent_back(editor, f"/fr/edit/{IDENTIFIER}/text") | {"act": "submit"}
    del data["ar-summary"]
    response = editor.post(f"/fr/edit/{IDENTIFIER}/text", data, follow=True)
    assert queries_latest().state == "draft"
    assert any("summaries" in str(message) for message in response.context["messages"])


def test_a_sheet_sent_broken_is_answered_not_crashed(editor: Client) -> None:
    for data in ({"act": "save"}, {"act": "add-nothing"}, {"act": "add-steps", "steps-TOTAL_FORMS": "x"},
                 {"expected": "999999999"}, {"documents-TOTAL_FORMS": "-1", "act": "save"}):  # fmt: skip
        assert editor.post(f"/fr/edit/{IDENTIFIER}/text", data).status_code in {200, 422}
