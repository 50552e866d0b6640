"""The builder's pages: pieces are added, changed, moved and published by who may."""

import json

import pytest
from django.test import Client

from bawaba.forms import queries
from bawaba.forms.rules.editing import find_field, find_page
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.tests.definitions import EVERY_KIND, make_field, make_raw
from bawaba.forms.tests.factories import make_editor, make_form
from bawaba.forms.types import Definition
from bawaba.forms.words import DEFINITION_FAULTS, FAULTS, KIND_NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def written(form: str) -> Definition:
    found = queries.draft_version(key=form)
    assert found is not None
    return found[1]


def test_every_kind_and_every_fault_has_its_words() -> None:
    assert set(KIND_NAMES) == set(KINDS)
    assert "options" in DEFINITION_FAULTS
    assert "required" in FAULTS


def test_a_form_is_built_and_published(editor: Client) -> None:
    new = {"key": "birth-copy", "service": "", "body": "commune", "title_ar": "نسخة", "title_fr": "Copie"}
    assert editor.post("/fr/form-desk/new", new)["Location"] == "/fr/form-desk/birth-copy/"
    build = "/fr/form-desk/birth-copy/"
    editor.post(build, {"act": "add", "type": "text", "key": "name", "holder": "page_1"})
    editor.post(build, {"act": "add", "type": "choice", "key": "copy", "holder": "page_1"})
    page = editor.get(build).content.decode()
    assert "name" in page
    label = {"label_ar": "الاسم", "label_fr": "Nom", "help_ar": "", "help_fr": "", "when": "", "check": "",
             "required": "on", "set_most_length": "40"}  # fmt: skip
    assert editor.post(f"{build}pieces/name", label)["Location"] == build
    choice = {
        "label_ar": "نوع",
        "label_fr": "Type",
        "options": "full | كاملة | Complète\nshort | موجزة | Extrait",
        "when": "",
    }
    assert editor.post(f"{build}pieces/copy", choice).status_code == 302
    name, copy = find_field(written("birth-copy"), "name"), find_field(written("birth-copy"), "copy")
    assert name is not None
    assert (name.required, name.settings, name.label["ar"]) == (True, {"most_length": 40}, "الاسم")
    assert copy is not None
    assert [(one.value, one.label["fr"]) for one in copy.options] == [
        ("full", "Complète"),
        ("short", "Extrait"),
    ]
    editor.post(build, {"act": "up:copy"})
    first = find_page(written("birth-copy"), "page_1")
    assert first is not None
    assert first.fields[0].key == "copy"
    editor.post(build, {"act": "publish", "note": "Première version"})
    assert queries.find_form(key="birth-copy").published == 1
    assert "Première version" in editor.get(f"{build}versions").content.decode()


def test_a_condition_that_is_no_json_is_refused_beside_its_field(editor: Client) -> None:
    form = make_form(publish=False)
    answer = editor.post(
        f"/fr/form-desk/{form}/pieces/phone", {"label_ar": "ا", "label_fr": "T", "when": "{oops"}
    )
    assert answer.status_code == 422
    assert "{oops" in answer.content.decode()


def test_what_is_wrong_is_listed_before_publication(editor: Client) -> None:
    form = make_form(make_raw({"key": "a", "type": "choice", "label": {}}), publish=False)
    page = editor.get(f"/fr/form-desk/{form}/").content.decode()
    assert "first.a" in page
    answer = editor.post(f"/fr/form-desk/{form}/", {"act": "publish"}, follow=True)
    assert queries.find_form(key=form).published == 0
    assert answer.status_code == 200


def test_every_kind_of_field_has_an_editor_and_a_preview(editor: Client) -> None:
    form = make_form(make_raw(*EVERY_KIND), publish=False)
    for key in (
        "name",
        "price",
        "born",
        "copy",
        "home",
        "papers",
        "signed",
        "about",
        "age",
        "family",
        "children",
        "first",
    ):
        assert editor.get(f"/ar/form-desk/{form}/pieces/{key}").status_code == 200
    page = editor.get(f"/ar/form-desk/{form}/preview").content.decode()
    assert 'name="children.0.child"' in page
    assert editor.get(f"/ar/form-desk/{form}/pieces/nothing").status_code == 404


def test_a_field_edited_without_a_change_stays_as_it_was(editor: Client) -> None:
    form = make_form(make_raw(*EVERY_KIND), publish=False)
    before = written(form)
    for key in ("name", "price", "born", "copy", "age", "children", "total", "papers"):
        page = editor.get(f"/fr/form-desk/{form}/pieces/{key}")
        sent = {bound.html_name: bound.value() for bound in page.context["editor"]}
        editor.post(
            f"/fr/form-desk/{form}/pieces/{key}",
            {name: value for name, value in sent.items() if value is not None and value is not False},
        )
        assert find_field(written(form), key) == find_field(before, key)


def test_the_whole_form_is_written_as_json(editor: Client) -> None:
    form = make_form(publish=False)
    editor.post(f"/fr/form-desk/{form}/json", {"definition": json.dumps(make_raw(*EVERY_KIND))})
    assert find_field(written(form), "children") is not None


def test_strangers_and_editors_of_others_stay_outside(client: Client) -> None:
    form = make_form()
    assert client.get("/fr/form-desk/")["Location"].startswith("/fr/sign-in")
    client.force_login(make_editor("publisher", "other"))
    assert form not in client.get("/fr/form-desk/").content.decode()
    for path in ("", "pieces/phone", "json", "preview", "versions"):
        assert client.get(f"/fr/form-desk/{form}/{path}").status_code == 404
    assert client.post(f"/fr/form-desk/{form}/", {"act": "remove:phone"}).status_code == 404


@pytest.mark.parametrize("act", ["", "up:", "remove:nothing", "down:zz", "x:y"])
def test_whatever_button_a_client_invents_makes_no_error(editor: Client, act: str) -> None:
    form = make_form(publish=False)
    assert editor.post(f"/fr/form-desk/{form}/", {"act": act}).status_code in {200, 302}


ROWS = {"label_ar": "ا", "label_fr": "T", "when": "", "when_was": "", "check": "", "check_was": ""}


def row(place: int, field: str, operator: str, value: str = "", *, of: str = "when") -> dict[str, str]:
    """Return one row of a condition as a browser posts it."""
    return {f"{of}_field_{place}": field, f"{of}_operator_{place}": operator, f"{of}_value_{place}": value}


def test_a_condition_is_written_by_rows_without_a_script(editor: Client) -> None:
    form = make_form(publish=False)
    piece = f"/fr/form-desk/{form}/pieces/phone"
    page = editor.get(piece).content.decode()
    assert 'name="when_join"' in page
    assert '<option value="given_name"' in page
    assert '<option value="truth"' not in page  # it comes later
    rows = {"when_join": "or"} | row(0, "copy", "is", "full") | row(2, "born", "less", "today")
    assert editor.post(piece, ROWS | rows).status_code == 302
    phone = find_field(written(form), "phone")
    assert phone is not None
    assert phone.when == {
        "or": [{"==": [{"var": "copy"}, "full"]}, {"<": [{"var": "born"}, {"var": "today"}]}]
    }
    page = editor.get(piece).content.decode()
    assert '<option value="or" selected' in page
    assert 'value="full"' in page
    cleared = {"when_join": "or", "when": json.dumps(phone.when), "when_was": json.dumps(phone.when)}
    assert editor.post(piece, ROWS | cleared).status_code == 302
    phone = find_field(written(form), "phone")
    assert phone is not None
    assert phone.when is None


@pytest.mark.parametrize(
    "wrong",
    [row(0, "", "is", "full"), row(0, "copy", "is"), row(0, "truth", "yes"), row(0, "copy", "eval", "1")],
)
def test_a_row_that_is_not_whole_is_refused(editor: Client, wrong: dict[str, str]) -> None:
    piece = f"/fr/form-desk/{make_form(publish=False)}/pieces/phone"
    assert editor.post(piece, ROWS | {"when_join": "and"} | wrong).status_code == 422


def test_json_that_was_changed_wins_over_the_rows(editor: Client) -> None:
    form = make_form(publish=False)
    rows = {"when_join": "and", "when": '{"!": [{"var": "copy"}]}'} | row(0, "copy", "is", "full")
    assert editor.post(f"/fr/form-desk/{form}/pieces/phone", ROWS | rows).status_code == 302
    phone = find_field(written(form), "phone")
    assert phone is not None
    assert phone.when == {"!": [{"var": "copy"}]}


def test_a_condition_beyond_rows_is_shown_and_kept_as_json(editor: Client) -> None:
    deep = {"<": [{"years_between": [{"var": "born"}, {"var": "today"}]}, 18]}
    form = make_form(
        make_raw(make_field("born", "date"), make_field("guardian", "text", when=deep)), publish=False
    )
    piece = f"/fr/form-desk/{form}/pieces/guardian"
    page = editor.get(piece).content.decode()
    assert 'name="when_join"' not in page
    assert "years_between" in page
    posted = ROWS | {"when": json.dumps(deep), "when_was": json.dumps(deep), "label_fr": "Tuteur"}
    assert editor.post(piece, posted).status_code == 302
    guardian = find_field(written(form), "guardian")
    assert guardian is not None
    assert guardian.when == deep
