"""The editors' doors: who may open each, what it shows, what it keeps. Over HTTP, as a browser sends."""

import json
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.catalogue import queries
from bawaba.catalogue.models import Report, Revision, Service
from bawaba.catalogue.services import record_report
from bawaba.catalogue.tests import factories
from bawaba.directory.services import grant_membership
from bawaba.kernel import clock
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db
IDENTIFIER = "declaration-essai"
DOORS_OF_EDITORS = (
    "edit/",
    "edit/new",
    "edit/import",
    f"edit/{IDENTIFIER}/text",
    f"edit/{IDENTIFIER}/review",
    f"edit/{IDENTIFIER}/history",
    f"edit/{IDENTIFIER}/compare?before=1&after=1",
    f"edit/{IDENTIFIER}/archive",
)
POSTS_ON_A_SERVICE = ("text", "review", "take-back", "restore", "archive")


def signed_in(role: str, body: str = factories.BODY, name: str = "") -> Client:
    """Return a browser of a person with one role."""
    number = 1000 + Account.objects.count()  # apart from the persons of the factories
    account = Account.objects.create_user(username=name or f"{role}-{body or 'all'}", id=number)
    grant_membership(actor=factories.SYSTEM, account_id=account.pk, role=role, body=body)
    client = Client()
    client.force_login(account)
    return client


def body_of(response: Any) -> str:
    return unescape(response.content.decode())


def sent_back(client: Client, address: str) -> dict[str, str]:
    """Return what a browser would send if a person pressed a button of the sheet without writing."""
    sheet = client.get(address).context["sheet"]
    data: dict[str, Any] = {"expected": str(client.get(address).context["expected"])}
    forms = [sheet.facts, *sheet.texts.values()]
    for rows in sheet.rows.values():
        forms += [rows.management_form, *rows.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
    return data


@pytest.fixture
def service() -> str:
    factories.published_by_two(identifier=IDENTIFIER)
    return IDENTIFIER


@pytest.fixture
def editor(service: str) -> Client:
    return signed_in("editor")


@pytest.fixture
def publisher(service: str) -> Client:
    return signed_in("publisher")


@pytest.fixture
def foreigner(service: str) -> Client:
    factories.ensure_body("autre-service", {"fr": "Autre service", "ar": "مصلحة أخرى"})
    return signed_in("editor", "autre-service")


# Who may open a door


@pytest.mark.parametrize("door", [*DOORS_OF_EDITORS, "edit/reports"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(door: str, service: str) -> None:
    response = Client().get(f"/fr/{door}")
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/sign-in?next=/fr/edit/")


@pytest.mark.parametrize("door", [*DOORS_OF_EDITORS, "edit/reports"])
def test_an_account_without_a_role_is_refused(door: str, service: str) -> None:
    client = Client()
    client.force_login(Account.objects.create_user(username="citizen"))
    assert client.get(f"/fr/{door}").status_code == 403


@pytest.mark.parametrize("door", [door for door in DOORS_OF_EDITORS if IDENTIFIER in door])
def test_an_editor_of_another_body_is_refused(door: str, foreigner: Client) -> None:
    assert foreigner.get(f"/fr/{door}").status_code == 403


@pytest.mark.parametrize("step", POSTS_ON_A_SERVICE)
def test_an_editor_of_another_body_changes_nothing(step: str, foreigner: Client) -> None:
    before = list(Revision.objects.values_list("number", "state"))
    data = {"expected": "1", "number": "1", "act": "approve"}
    assert foreigner.post(f"/fr/edit/{IDENTIFIER}/{step}", data).status_code == 403
    assert list(Revision.objects.values_list("number", "state")) == before


def test_an_editor_does_not_see_the_services_of_another_body(foreigner: Client) -> None:
    assert IDENTIFIER not in body_of(foreigner.get("/fr/edit/"))


def test_a_supervisor_reads_reports_but_edits_nothing(service: str) -> None:
    client = signed_in("supervisor")
    assert client.get("/fr/edit/reports").status_code == 200
    assert client.get("/fr/edit/").status_code == 403
    assert client.get(f"/fr/edit/{IDENTIFIER}/text").status_code == 403


def test_an_editor_may_not_publish_nor_archive(editor: Client) -> None:
    factories.edited(queries_latest())
    assert editor.post(f"/fr/edit/{IDENTIFIER}/archive").status_code == 403
    assert Service.objects.get(identifier=IDENTIFIER).published is not None


@pytest.mark.parametrize("step", ["take-back", "restore"])
def test_steps_are_not_taken_by_following_a_link(step: str, editor: Client) -> None:
    assert editor.get(f"/fr/edit/{IDENTIFIER}/{step}").status_code == 405


def test_a_form_from_elsewhere_is_refused(service: str) -> None:
    account = Account.objects.create_user(username="careful")
    grant_membership(actor=factories.SYSTEM, account_id=account.pk, role="editor", body=factories.BODY)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert client.post(f"/fr/edit/{IDENTIFIER}/text", {"act": "save"}).status_code == 403


def test_no_page_of_an_editor_is_kept_by_a_cache(editor: Client) -> None:
    assert "no-store" in editor.get("/fr/edit/")["Cache-Control"]


# The desk


def queries_latest() -> Any:
    return queries.list_revisions(actor=factories.EDITOR, identifier=IDENTIFIER)[0]


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


# The sheet


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


# Review, history


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


# Reports


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


# Import


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def jsonl(*identifiers: str) -> bytes:
    rows = [
        {
            "id": identifier,
            "title": {"fr": f"Service {identifier}", "ar": f"خدمة {identifier}"},
            "summary": {"fr": "En bref.", "ar": "باختصار."},
            "authority": factories.BODY_NAMES,
            "audience": ["citizen"],
        }
        for identifier in identifiers
    ]
    return "\n".join([*(json.dumps(row, ensure_ascii=False) for row in rows), "{broken"]).encode()


def brought(client: Client, content: bytes, form: str = "jsonl", name: str = "services.jsonl") -> Any:
    return client.post("/fr/edit/import", {"file": SimpleUploadedFile(name, content), "format": form})


def test_a_file_is_kept_aside_and_changes_nothing(editor: Client, home: Path) -> None:
    response = brought(editor, jsonl("un", "deux"))
    assert response.status_code == 302
    page = editor.get(response["Location"])
    assert page.status_code == 200
    assert page.context["upload"].trial is None
    assert Service.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "form"), [(b"", "jsonl"), (b"x", "no-such-format")], ids=["empty file", "unknown format"]
)
def test_a_file_that_cannot_be_is_refused_beside_its_field(
    content: bytes, form: str, editor: Client, home: Path
) -> None:
    assert brought(editor, content, form).status_code == 422


def test_a_file_over_twenty_megabytes_is_refused(editor: Client, home: Path) -> None:
    assert brought(editor, b"x" * (20 * 1024 * 1024 + 1)).status_code == 422


def test_another_editor_does_not_find_the_file(editor: Client, home: Path) -> None:
    address = brought(editor, jsonl("un"))["Location"]
    other = signed_in("editor", name="other")
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/run", {"act": "import"}).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "0" * 31, "0" * 32])
def test_a_made_up_token_is_not_found(token: str, editor: Client, home: Path) -> None:
    assert editor.get(f"/fr/edit/import/{token}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_is_tried_then_imported_as_drafts_with_its_faults_shown(home: Path) -> None:
    factories.published_by_two(identifier=IDENTIFIER)
    client = signed_in("editor")
    address = brought(client, jsonl("un", "deux"))["Location"]
    tried = b"".join(client.post(f"{address}/run", {"act": "try"}).streaming_content).decode()
    assert "</html>" in tried
    assert address in tried
    trial = client.get(address).context["upload"]
    assert (trial.trial.read, trial.trial.imported, trial.trial.quarantined) == (3, 2, 1)
    assert [(row.line, row.reason) for row in trial.rows] == [(3, "not-json")]
    assert Service.objects.count() == 1
    b"".join(client.post(f"{address}/run", {"act": "import"}).streaming_content)
    assert client.get(address).context["upload"].done.imported == 2
    assert set(Revision.objects.filter(state="draft").values_list("service__identifier", flat=True)) == {
        "un",
        "deux",
    }


@pytest.mark.django_db(transaction=True)
def test_a_broken_file_ends_in_words(home: Path) -> None:
    factories.published_by_two(identifier=IDENTIFIER)
    client = signed_in("editor")
    address = brought(client, b"@prefix broken", "cpsv-ap", "x.ttl")["Location"]
    page = b"".join(client.post(f"{address}/run", {"act": "try"}).streaming_content).decode()
    assert "notice-error" in page
    assert client.get(address).context["upload"].trial is None
