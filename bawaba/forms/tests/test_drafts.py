"""Drafts: stay on their version, are carried over, expire, and are signed as they stand."""

from datetime import date
from typing import Any

import pytest

from bawaba.forms import queries, services
from bawaba.forms.errors import (
    AnswersInvalid,
    DraftChangedMeanwhile,
    DraftNotFound,
    LevelTooLow,
    NothingTakesRequests,
)
from bawaba.forms.models import Draft
from bawaba.forms.rules.carrying import carry
from bawaba.forms.rules.definitions import parse_definition
from bawaba.forms.rules.flow import shown_pages, with_computed
from bawaba.forms.tests.definitions import (
    EVERY_KIND,
    GOOD,
    TODAY,
    known,
    make_definition,
    make_field,
    make_raw,
)
from bawaba.forms.tests.factories import (
    ACTOR,
    AMINA,
    ANSWERS,
    SYSTEM,
    TWO_PAGES,
    change_form,
    make_draft,
    make_form,
)
from bawaba.forms.types import Person

NEWER: dict[str, Any] = make_raw(
    make_field("given_name", "text", required=True),
    make_field("born", "text", required=True),  # another type: lost
    make_field("phone", "phone", required=True),
    make_field("email", "email", required=True),  # new
)


def test_an_answer_is_carried_when_its_field_is_the_same() -> None:
    old, new = (
        make_definition(*EVERY_KIND),
        make_definition(*[field for field in EVERY_KIND if field["key"] != "story"]),
    )
    values, outcome = carry(GOOD, old, new, today=TODAY, known=known)
    assert outcome.lost == ("story", "signed")  # what was signed has changed
    assert values == {key: value for key, value in GOOD.items() if key not in outcome.lost}
    assert outcome.new == ("signed",)


def test_an_answer_that_no_longer_fits_is_lost() -> None:
    old = make_definition(make_field("a", "integer", settings={"most": 10}))
    new = make_definition(
        make_field("a", "integer", settings={"most": 5}), make_field("b", "text", required=True)
    )
    values, outcome = carry({"a": 7}, old, new, today=TODAY, known=known)
    assert (values, outcome.carried, outcome.lost, outcome.new) == ({}, (), ("a",), ("a", "b"))


def test_computed_values_are_part_of_what_is_handed_over() -> None:
    form = make_definition(*EVERY_KIND)
    assert with_computed(form, GOOD, today=TODAY)["age"] == 36
    assert "age" not in GOOD


def test_a_page_with_nothing_to_ask_is_left_out() -> None:
    raw = make_raw(make_field("a", "yes-no"))
    raw["pages"].append(
        {
            "key": "two",
            "title": {"fr": "Deux", "ar": "2"},
            "when": {"var": "a"},
            "fields": [make_field("b", "text")],
        }
    )
    form = parse_definition(raw)
    assert [page.key for page in shown_pages(form, {"a": False}, today=TODAY)] == ["first"]
    assert [page.key for page in shown_pages(form, {"a": True}, today=TODAY)] == ["first", "two"]


@pytest.mark.django_db
def test_a_draft_stays_on_its_version_until_the_person_moves_it() -> None:
    form = make_form()
    draft = make_draft(form, **ANSWERS)
    change_form(form, NEWER)
    opened = queries.open_draft(key=draft, owner=AMINA.owner)
    assert (opened.info.version, opened.newest) == (1, 2)
    _, _, preview = queries.preview_migration(key=draft, owner=AMINA.owner)
    assert preview.carried == ("given_name", "phone")
    assert preview.lost == ("born", "copy", "truth")
    assert preview.new == ("born", "email")
    assert services.migrate_draft(actor=ACTOR, key=draft, person=AMINA) == preview
    moved = queries.open_draft(key=draft, owner=AMINA.owner)
    assert moved.info.version == 2
    assert moved.content.values == {"given_name": "Amina", "phone": "+212612345678"}


@pytest.mark.django_db
def test_the_persons_own_claims_are_filled_in_and_marked() -> None:
    opened = queries.open_draft(key=make_draft(make_form()), owner=AMINA.owner)
    assert opened.content.values == {"given_name": "Amina"}
    assert opened.content.origins["given_name"].source == "identity"
    services.save_answers(
        actor=ACTOR, key=opened.info.key, person=AMINA, values={"given_name": "Amine"}, typed={}
    )
    again = queries.open_draft(key=opened.info.key, owner=AMINA.owner)
    assert again.content.origins["given_name"].source == "declared"


@pytest.mark.django_db
def test_a_save_on_an_old_revision_is_refused() -> None:
    draft = make_draft(make_form())
    services.save_answers(
        actor=ACTOR, key=draft, person=AMINA, values={"born": "1990-01-01"}, typed={}, expected=1
    )
    with pytest.raises(DraftChangedMeanwhile):
        services.save_answers(actor=ACTOR, key=draft, person=AMINA, values={}, typed={}, expected=1)


@pytest.mark.django_db
def test_a_stranger_finds_no_draft() -> None:
    draft = make_draft(make_form())
    for person in (Person(owner="account:8"), Person(owner="")):
        with pytest.raises(DraftNotFound):
            queries.open_draft(key=draft, owner=person.owner)
        with pytest.raises(DraftNotFound):
            services.save_answers(actor=ACTOR, key=draft, person=person, values={}, typed={})


@pytest.mark.django_db
def test_an_incomplete_draft_is_not_handed_over() -> None:
    draft = make_draft(make_form(), given_name="Amina")
    with pytest.raises(AnswersInvalid) as refused:
        services.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    assert refused.value.fields == {
        "born": "required",
        "copy": "required",
        "phone": "required",
        "truth": "required",
    }
    complete = make_draft(make_form(), **ANSWERS)
    with pytest.raises(NothingTakesRequests):
        services.submit_draft(actor=ACTOR, key=complete, person=AMINA)
    assert Draft.objects.get(key=complete).state == "open"


@pytest.mark.django_db
def test_a_file_of_another_draft_is_no_answer() -> None:
    draft = make_draft(make_form(), **ANSWERS, paper=["x" * 32])
    with pytest.raises(AnswersInvalid) as refused:
        services.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    assert refused.value.fields == {"paper": "not-a-choice"}


@pytest.mark.django_db
def test_a_signature_holds_for_the_answers_as_they_were() -> None:
    form = make_form(
        make_raw(make_field("name", "text", required=True), make_field("signed", "signature", required=True))
    )
    draft = make_draft(form, name="Amina")
    with pytest.raises(LevelTooLow):
        services.sign_draft(
            actor=ACTOR, key=draft, person=Person(owner=AMINA.owner, level="low"), field="signed"
        )
    services.sign_draft(actor=ACTOR, key=draft, person=AMINA, field="signed")
    with pytest.raises(NothingTakesRequests):  # complete
        services.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    values = queries.open_draft(key=draft, owner=AMINA.owner).content.values
    services.save_answers(actor=ACTOR, key=draft, person=AMINA, values=values | {"name": "Amine"}, typed={})
    with pytest.raises(AnswersInvalid) as refused:
        services.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    assert refused.value.fields == {"signed": "signature-void"}


@pytest.mark.django_db
def test_drafts_are_deleted_when_their_date_has_passed() -> None:
    draft = make_draft(make_form({**TWO_PAGES, "keep_days": 30}))
    row = Draft.objects.get(key=draft)
    assert services.forget_expired_drafts(actor=SYSTEM, today=row.expires_on) == 0
    assert services.forget_expired_drafts(actor=SYSTEM, today=date(2100, 1, 1)) == 1
    assert not Draft.objects.exists()
