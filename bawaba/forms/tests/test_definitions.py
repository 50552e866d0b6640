"""Editors write forms; a published version is frozen; what may not be asked is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from bawaba.directory.queries import actor_for
from bawaba.forms import queries, services
from bawaba.forms.errors import (
    DefinitionRefused,
    DocumentNotListed,
    FormChangedMeanwhile,
    FormKeyTaken,
    NotEditor,
    NothingToPublish,
)
from bawaba.forms.models import FormVersion
from bawaba.forms.rules import editing
from bawaba.forms.rules.definitions import all_fields, definition_faults, parse_definition, write_definition
from bawaba.forms.tests.definitions import EVERY_KIND, make_definition, make_field, make_raw
from bawaba.forms.tests.factories import SYSTEM, TWO_PAGES, change_form, make_editor, make_form
from bawaba.forms.types import Page, ServiceFacts, service_readers
from bawaba.kernel.models import AuditEntry

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["pages", "fields", "key", "type", "label", "when", "options", "settings", "checks", "languages", "title", "prefill", "errors", "var"]), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


def test_a_definition_is_read_back_as_it_was_written() -> None:
    definition = make_definition(*EVERY_KIND, intro={"fr": "Bonjour"})
    assert parse_definition(write_definition(definition)) == definition


@given(JSON)
def test_whatever_json_is_read_and_its_faults_are_named(raw: Any) -> None:
    definition = parse_definition(raw)
    assert definition_faults(definition)
    assert parse_definition(write_definition(definition)) == definition


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (make_field("Bad", "text"), "bad-key"),
        (make_field("today", "text"), "same-key"),
        (make_field("a", "song"), "unknown-type"),
        (make_field("a", "choice"), "options"),
        (make_field("a", "text", settings={"colour": "red"}), "unknown-setting"),
        (make_field("a", "text", settings={"most_length": "many"}), "bad-setting"),
        (make_field("a", "integer", settings={"least": 5, "most": 1}), "bad-setting"),
        (make_field("a", "date", settings={"latest": "tomorrow"}), "bad-setting"),
        (make_field("a", "text", when={"var": "later"}), "expression"),
        (make_field("a", "text", when={"shout": [1]}), "expression"),
        (make_field("a", "group"), "empty-group"),
        (make_field("a", "computed"), "no-expression"),
        (make_field("a", "text", label={"fr": "Nom"}), "no-text"),
        (make_field("a", "repeat", fields=[make_field("b", "repeat", fields=[make_field("c", "text")])]), "repeat-in-repeat"),
    ],
)  # fmt: skip
def test_faults_of_definitions_are_named(field: dict[str, Any], code: str) -> None:
    assert code in {fault.code for fault in definition_faults(make_definition(field))}


def test_a_condition_sees_earlier_answers_only() -> None:
    late = make_definition(make_field("a", "text", when={"var": "b"}), make_field("b", "yes-no"))
    early = make_definition(make_field("b", "yes-no"), make_field("a", "text", when={"var": "b"}))
    assert [fault.code for fault in definition_faults(late)] == ["expression"]
    assert definition_faults(early) == []


def test_pieces_are_moved_replaced_and_removed_wherever_they_stand() -> None:
    definition = make_definition(*EVERY_KIND)
    keys = [field.key for field in all_fields(definition)]
    assert [f.key for f in all_fields(editing.move(definition, "story", -1))][:2] == ["story", "name"]
    assert editing.move(definition, "name", -1) == definition
    moved = editing.move(editing.move(definition, "child_born", -1), "child_born", 1)
    assert moved == definition
    without = editing.remove(definition, "children")
    assert [key for key in keys if key not in {f.key for f in all_fields(without)}] == [
        "children",
        "child",
        "child_born",
        "school",
    ]
    grown = editing.add_page(definition, Page("last", {}))
    assert editing.remove(grown, "last") == definition


@pytest.mark.django_db
def test_a_published_version_is_frozen_and_the_next_one_replaces_it() -> None:
    form = make_form()
    _, first = queries.published_version(key=form)
    change_form(form, {**TWO_PAGES, "title": {"ar": "جديد", "fr": "Nouveau"}}, publish=False)
    assert queries.published_version(key=form)[1] == first
    services.publish_form(actor=SYSTEM, key=form)
    info, second = queries.published_version(key=form)
    assert (info.number, second.title["fr"]) == (2, "Nouveau")
    assert queries.definition_of(key=form, number=1)[1] == first
    assert [one.state for one in queries.list_versions(key=form)] == ["published", "replaced"]
    with pytest.raises(NothingToPublish):
        services.publish_form(actor=SYSTEM, key=form)


@pytest.mark.django_db
def test_the_database_itself_holds_one_version_in_force() -> None:
    form = make_form()
    change_form(form, TWO_PAGES, publish=False)
    draft = FormVersion.objects.get(state="draft")
    with pytest.raises(IntegrityError):
        FormVersion.objects.filter(pk=draft.pk).update(state="published", published_at="2026-01-01T00:00Z")


@pytest.mark.django_db
def test_a_form_with_faults_is_kept_but_not_published() -> None:
    form = make_form(make_raw(make_field("a", "choice")), publish=False)
    with pytest.raises(DefinitionRefused) as refused:
        services.publish_form(actor=SYSTEM, key=form)
    assert "options" in str(refused.value.fields["first.a"])


@pytest.fixture
def catalogue() -> Iterator[None]:
    facts = ServiceFacts("birth", {"fr": "Naissance"}, "commune", {"cnie": {"fr": "Carte nationale"}})
    service_readers.register("test", lambda *, identifier: facts if identifier == "birth" else None)
    yield
    service_readers._providers.pop("test")


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
def test_a_document_that_the_service_does_not_list_may_not_be_asked() -> None:
    asks = make_raw(make_field("proof", "file", settings={"document": "certified-copy"}))
    form = make_form(asks, publish=False, service="birth")
    assert queries.count_people_cost(definition=parse_definition(asks), service="birth").unlisted == (
        "certified-copy",
    )
    with pytest.raises(DocumentNotListed):
        services.publish_form(actor=SYSTEM, key=form)
    change_form(form, make_raw(make_field("proof", "file", settings={"document": "cnie"})))
    assert queries.published_version(key=form)[0].number == 1


def test_what_a_form_costs_is_counted() -> None:
    long = "un " * 25
    form = make_definition(
        make_field("a", "text", required=True, help={"fr": long}),
        make_field("b", "file"),
        make_field("c", "information"),
        make_field("d", "computed", settings={"value": 1}),
    )
    cost = queries.count_people_cost(definition=form, service="")
    assert (cost.questions, cost.required, cost.documents) == (2, 1, ("b",))
    assert cost.reading["fr"].longest_sentence == 25
    assert cost.reading["ar"].level == "easy"


@pytest.mark.django_db
def test_only_editors_of_the_administration_write_and_only_publishers_publish() -> None:
    form = make_form(publish=False)
    editor, stranger = (
        actor_for(account=make_editor("editor")),
        actor_for(account=make_editor("publisher", "other")),
    )
    definition = parse_definition(TWO_PAGES)
    services.save_form(actor=editor, key=form, definition=definition)
    for refused in (
        lambda: services.publish_form(actor=editor, key=form),
        lambda: services.save_form(actor=stranger, key=form, definition=definition),
        lambda: services.create_form(
            actor=stranger, key="x", body="commune", service="", definition=definition
        ),
    ):
        with pytest.raises(NotEditor):
            refused()


@pytest.mark.django_db
def test_two_editors_do_not_overwrite_one_another() -> None:
    form = make_form(publish=False)
    info = queries.draft_version(key=form)
    assert info is not None
    definition = parse_definition(make_raw(make_field("a", "text")))
    services.save_form(actor=SYSTEM, key=form, definition=definition, expected=info[0].digest)
    with pytest.raises(FormChangedMeanwhile):
        services.save_form(
            actor=SYSTEM, key=form, definition=parse_definition(TWO_PAGES), expected=info[0].digest
        )
    with pytest.raises(FormKeyTaken):
        make_form(key=form)


@pytest.mark.django_db
def test_each_write_leaves_one_row_in_the_audit() -> None:
    form = make_form()
    services.revise_form(actor=SYSTEM, key=form)
    services.revise_form(actor=SYSTEM, key=form)
    verbs = AuditEntry.objects.filter(verb__startswith="forms.").values_list("verb", flat=True)
    assert list(verbs) == ["forms.created", "forms.published", "forms.revised"]


@pytest.mark.django_db
def test_a_list_of_forms_costs_two_queries(django_assert_num_queries: Callable[..., Any]) -> None:
    for _ in range(5):
        make_form()
    with django_assert_num_queries(2):
        page = queries.list_forms(limit=3)
    assert len(page.items) == 3
    assert len(queries.list_forms(after=page.after).items) == 2
