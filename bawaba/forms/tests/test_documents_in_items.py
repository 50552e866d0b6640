"""Documents and signatures in the items of repeating groups: on pages without a script, by tus, checked, sent."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.forms import queries, services
from bawaba.forms.errors import AnswersInvalid
from bawaba.forms.models import Draft
from bawaba.forms.rules.places import change_items, named_files, place_of, put_answer, without_signatures
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import ACTOR, AMINA, change_form, make_draft, make_form
from bawaba.forms.types import Submission, submission_takers
from bawaba.kernel import files
from bawaba.kernel.errors import NotFound
from bawaba.kernel.tests.file_samples import make_pdf

FAMILY: dict[str, Any] = make_raw(
    make_field("title", "text"),
    make_field(
        "children", "repeat", settings={"most": 3},
        fields=[
            make_field("child", "text", required=True),
            make_field("paper", "file", settings={"document": "cnie", "most": 2}, required=True),
            make_field("signed", "signature"),
        ],
    ),
)  # fmt: skip
DEFINITION = queries.read_definition(raw=FAMILY)


@pytest.fixture(autouse=True)
def _kept_in_memory(settings: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture
def taken() -> list[Submission]:
    found: list[Submission] = []

    def take(*, actor: object, submission: Submission) -> str:
        found.append(submission)
        return "/fr/requests/taken/receipt"

    submission_takers.register("test", take)  # conftest.py puts back what was registered
    return found


def values_of(key: str) -> Any:
    return queries.open_draft(key=key, owner=AMINA.owner).content.values


def attach(key: str, field: str, name: str = "acte.pdf") -> str:
    pdf = make_pdf() + name.encode()
    info = services.attach_file(actor=ACTOR, key=key, person=AMINA, field=field, name=name, chunks=[pdf])
    return info.key


@pytest.mark.sqlite_is_enough
def test_a_name_leads_to_a_question_only_where_its_item_is() -> None:
    answers = {"children": [{"child": "Sara", "paper": ["a"]}, {"paper": ["b", "c"]}]}
    found = place_of(DEFINITION, "children.1.paper", answers)
    assert found is not None
    assert (found[0].key, found[1]) == ("paper", ("children", 1, "paper"))
    for name in (
        "paper",
        "children.2.paper",
        "children.x.paper",
        "children.-1.paper",
        "title.0.paper",
        "children.0",
    ):
        assert place_of(DEFINITION, name, answers) is None, name
    assert named_files(DEFINITION, answers) == {"a", "b", "c"}
    changed = put_answer(answers, ("children", 0, "paper"), None)
    assert changed == {"children": [{"child": "Sara"}, {"paper": ["b", "c"]}]}
    assert answers["children"][0]["paper"] == ["a"], "what was given stays as it was"
    signed = put_answer(answers, ("children", 1, "signed"), {"digest": "0"})
    assert without_signatures(DEFINITION, signed) == answers
    page = DEFINITION.pages[0].fields
    values: dict[str, Any] = {"children": [{"child": "Sara"}]}
    change_items(page, values, {}, "drop:children:0")
    assert values == {}


@pytest.mark.django_db
def test_each_item_has_documents_of_its_own_and_they_go_with_it() -> None:
    key = make_draft(make_form(FAMILY), children=[{"child": "Sara"}, {"child": "Adam"}])
    first, second = attach(key, "children.0.paper"), attach(key, "children.1.paper", "adam.pdf")
    assert [one["paper"] for one in values_of(key)["children"]] == [[first], [second]]
    assert attach(key, "children.1.paper", "adam.pdf") == second, "sent again, it is the same file"
    for name in ("children.2.paper", "children.0.child", "paper"):
        with pytest.raises(NotFound):
            attach(key, name)
    left = [values_of(key)["children"][1]]
    services.save_answers(actor=ACTOR, key=key, person=AMINA, values={"children": left}, typed={})
    assert [one.key for one in files.list_files(purpose="form-draft", subject=key)] == [second]
    services.detach_file(actor=ACTOR, key=key, person=AMINA, field="children.0.paper", file=second)
    assert values_of(key)["children"] == [{"child": "Adam"}]
    assert files.list_files(purpose="form-draft", subject=key) == []


@pytest.mark.django_db
def test_a_request_names_the_documents_of_its_items_and_a_signature_holds_while_nothing_changes(
    taken: list[Submission],
) -> None:
    key = make_draft(make_form(FAMILY), children=[{"child": "Sara"}, {"child": "Adam"}])
    with pytest.raises(AnswersInvalid) as lacking:
        services.submit_draft(actor=ACTOR, key=key, person=AMINA)
    assert set(lacking.value.fields or ()) == {"children.0.paper", "children.1.paper"}
    papers = [attach(key, f"children.{place}.paper", f"{place}.pdf") for place in (0, 1)]
    services.sign_draft(actor=ACTOR, key=key, person=AMINA, field="children.1.signed")
    signed = values_of(key)
    changed = put_answer(signed, ("children", 0, "child"), "Sarah")
    services.save_answers(actor=ACTOR, key=key, person=AMINA, values=changed, typed={})
    with pytest.raises(AnswersInvalid) as void:
        services.submit_draft(actor=ACTOR, key=key, person=AMINA)
    assert dict(void.value.fields or {}) == {"children.1.signed": "signature-void"}
    services.save_answers(actor=ACTOR, key=key, person=AMINA, values=signed, typed={})
    services.submit_draft(actor=ACTOR, key=key, person=AMINA)
    assert (taken[0].files, Draft.objects.get(key=key).state) == (tuple(papers), "submitted")


@pytest.mark.django_db
def test_a_file_of_another_draft_is_refused_in_an_item_too(taken: list[Submission]) -> None:
    form = make_form(FAMILY)
    foreign = attach(make_draft(make_form(FAMILY), children=[{"child": "Adam"}]), "children.0.paper")
    key = make_draft(form, children=[{"child": "Sara", "paper": [foreign]}])
    with pytest.raises(AnswersInvalid) as refused:
        services.submit_draft(actor=ACTOR, key=key, person=AMINA)
    assert dict(refused.value.fields or {}) == {"children.0.paper": "not-a-choice"}
    assert taken == []


@pytest.mark.django_db
def test_the_newer_version_of_a_form_keeps_documents_of_items_and_no_signature_in_them() -> None:
    form = make_form(FAMILY)
    key = make_draft(form, children=[{"child": "Sara"}])
    paper = attach(key, "children.0.paper")
    services.sign_draft(actor=ACTOR, key=key, person=AMINA, field="children.0.signed")
    change_form(form, {**FAMILY, "title": {"ar": "طلب", "fr": "Demande"}})
    services.migrate_draft(actor=ACTOR, key=key, person=AMINA)
    assert values_of(key)["children"] == [{"child": "Sara", "paper": [paper]}]


@pytest.mark.django_db
def test_a_page_takes_documents_of_items_without_a_script() -> None:
    client, form = Client(), make_form(FAMILY)
    home = client.post(f"/fr/forms/{form}").headers["Location"]
    page = f"{home.split('/pages/')[0].rstrip('/')}/pages/first"
    shown = ["title", "children", "children.0.child", "children.0.paper", "children.0.signed"]
    client.post(page, {"shown": ["title", "children"], "children.count": "0", "act": "add:children"})
    sent = {"shown": shown, "children.count": "1", "children.0.child": "Sara"}
    pdf = SimpleUploadedFile("sara.pdf", make_pdf())
    drawn = client.post(page, {**sent, "children.0.paper": pdf, "act": "upload"}).content.decode()
    assert "sara.pdf" in drawn
    (kept,) = files.list_files(purpose="form-draft", subject=Draft.objects.get().key)
    assert f'value="detach:children.0.paper:{kept.key}"' in drawn
    assert 'value="sign:children.0.signed"' in drawn
    assert "uploads/children.0.paper" in drawn
    hostile = SimpleUploadedFile("faux.pdf", b"<html>")
    refused = client.post(page, {**sent, "children.0.paper": hostile, "act": "upload"}).content.decode()
    assert "Ce type de fichier" in refused
    assert 'href="#f-children-0-paper"' in refused, "the summary leads to the item"
    check = client.get(f"{page.split('/pages/')[0]}/check").content.decode()
    assert "sara.pdf" in check
    gone = client.post(page, {**sent, "act": f"detach:children.0.paper:{kept.key}"}).content.decode()
    assert "sara.pdf" not in gone
    assert files.list_files(purpose="form-draft", subject=Draft.objects.get().key) == []


@pytest.mark.django_db
def test_a_document_of_an_item_comes_piece_by_piece() -> None:
    client, form = Client(), make_form(FAMILY)
    home = client.post(f"/fr/forms/{form}").headers["Location"]
    root = home.split("/pages/")[0].rstrip("/")
    client.post(f"{root}/pages/first", {"shown": ["children"], "children.count": "0", "act": "add:children"})
    pdf = io.BytesIO(make_pdf()).getvalue()
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(pdf)),
        "Upload-Metadata": "filename YS5wZGY=",
    }
    place = client.post(f"{root}/uploads/children.0.paper", headers=headers)
    assert place.status_code == 201
    sent = client.patch(
        place.headers["Location"], pdf, content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )  # fmt: skip
    assert sent.status_code == 204
    assert client.post(f"{root}/uploads/children.1.paper", headers=headers).status_code == 404
    (kept,) = files.list_files(purpose="form-draft", subject=Draft.objects.get().key)
    assert kept.name == "a.pdf"
