"""Bodies form a tree without circles, and are written in bulk without undoing anybody's work."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from bawaba.directory import queries, services, shipped
from bawaba.directory.errors import BodyInvalid, BodyNotFound, BodyTreeBroken, TerritoryNotFound
from bawaba.directory.models import Body
from bawaba.directory.tests.factories import (
    SAMPLE_CONTACT,
    SYSTEM,
    body,
    make_bodies,
    make_person,
    make_territory,
    make_tree,
)
from bawaba.kernel import epochs
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_missing_bodies_are_created_whatever_their_order() -> None:
    ids = services.ensure_bodies(
        actor=SYSTEM, bodies=[body("office", "agency"), body("agency", "ministry"), body("ministry")]
    )
    assert set(ids) == {"office", "agency", "ministry"}
    assert queries.body_path(key="office") == ["ministry", "agency", "office"]
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["directory.bodies-saved"]


def test_ensuring_again_changes_nothing_and_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    bodies = [body(f"body-{number}", "body-0" if number else "") for number in range(300)]
    with django_assert_max_num_queries(40):
        first = services.ensure_bodies(actor=SYSTEM, bodies=bodies)
    epoch, rows = epochs.read(epochs.PUBLIC), AuditEntry.objects.count()
    with django_assert_max_num_queries(6):
        assert services.ensure_bodies(actor=SYSTEM, bodies=bodies) == first
    assert (epochs.read(epochs.PUBLIC), AuditEntry.objects.count()) == (epoch, rows)


def test_ensuring_keeps_what_is_known_and_adds_names_in_further_languages() -> None:
    make_bodies(body("agency", names={"fr": "Agence"}, url="https://agence.example"))
    services.ensure_bodies(
        actor=SYSTEM,
        bodies=[body("agency", names={"fr": "Autre nom", "ar": "وكالة"}, url="https://x.example")],
    )
    found = queries.get_body(key="agency")
    assert found.names == {"ar": "وكالة", "fr": "Agence"}
    assert found.url == "https://agence.example"


def test_saving_replaces_everything_known_of_a_body() -> None:
    make_tree()
    territory = make_territory("01", "region")
    record = body(
        "office",
        "ministry",
        names={"fr": "Bureau", "en": "Office"},
        descriptions={"fr": "Ce qu'il fait."},
        kind="department",
        territory=territory.code,
        url="https://bureau.example",
        identifiers={"ICE": "000000000000000"},
        contacts=(SAMPLE_CONTACT,),
    )
    services.save_body(actor=SYSTEM, body=record)
    assert queries.get_body(key="office") == record
    smaller = replace(
        record, names={"fr": "Bureau"}, descriptions={}, contacts=(), territory="", identifiers={}
    )
    services.save_body(actor=SYSTEM, body=smaller)
    assert queries.get_body(key="office") == smaller


def test_saving_the_same_again_leaves_no_audit_row() -> None:
    record = body("agency", contacts=(SAMPLE_CONTACT,))
    services.save_body(actor=SYSTEM, body=record)
    rows = AuditEntry.objects.count()
    services.save_body(actor=SYSTEM, body=record)
    assert AuditEntry.objects.count() == rows


def test_texts_from_outside_are_cleaned() -> None:
    make_bodies(body("agency", names={"fr": "<b>Agence</b>\u202e &amp; Cie"}, url="javascript:alert(1)"))
    found = queries.get_body(key="agency")
    assert found.names == {"fr": "Agence & Cie"}
    assert found.url == ""


@pytest.mark.parametrize("parent", ["office", "agency", "ministry"])
def test_a_body_cannot_come_to_stand_under_itself(parent: str) -> None:
    make_tree()
    with pytest.raises(BodyTreeBroken) as refused:
        services.save_body(actor=SYSTEM, body=body("ministry", parent))
    assert "ministry" in str(refused.value.fields["parent"])
    assert queries.body_path(key="office") == ["ministry", "agency", "office"]


def test_a_circle_among_new_bodies_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(BodyTreeBroken):
        services.ensure_bodies(
            actor=SYSTEM, bodies=[body("a", "b"), body("b", "c"), body("c", "a"), body("d")]
        )
    assert not Body.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_body_under_itself() -> None:
    make_bodies(body("agency"))
    row = Body.objects.get(key="agency")
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=row.pk).update(parent=row)


def test_unknown_parents_and_territories_are_named() -> None:
    with pytest.raises(BodyNotFound) as refused:
        services.ensure_bodies(actor=SYSTEM, bodies=[body("agency", "nowhere")])
    assert refused.value.fields == {"parent": "nowhere"}
    with pytest.raises(TerritoryNotFound):
        services.ensure_bodies(actor=SYSTEM, bodies=[body("agency", territory="99")])


def test_a_record_that_breaks_a_rule_is_refused_by_field() -> None:
    with pytest.raises(BodyInvalid) as refused:
        services.ensure_bodies(actor=SYSTEM, bodies=[body("Bad Key")])
    assert list(refused.value.fields) == ["key"]


def test_an_editor_may_rely_on_known_bodies_but_not_create_any() -> None:
    make_tree()
    editor = make_person(("editor", "agency"))
    assert set(services.ensure_bodies(actor=editor, bodies=[body("agency", "ministry")])) == {"agency"}
    with pytest.raises(PermissionDenied):
        services.ensure_bodies(actor=editor, bodies=[body("new", "ministry")])


def test_an_administrator_of_a_body_changes_it_and_what_is_below() -> None:
    make_tree()
    administrator = make_person(("administrator", "agency"))
    services.save_body(actor=administrator, body=body("office", "agency", names={"fr": "Bureau"}))
    services.save_body(actor=administrator, body=body("desk", "office"))
    assert queries.body_path(key="desk") == ["ministry", "agency", "office", "desk"]


@pytest.mark.parametrize(
    "record",
    [body("other", names={"fr": "À moi"}), body("new"), body("office", "other"), body("office", "ministry")],
)
def test_an_administrator_of_a_body_reaches_no_other(record: object) -> None:
    make_tree()
    with pytest.raises(PermissionDenied):
        services.save_body(actor=make_person(("administrator", "agency")), body=record)  # type: ignore[arg-type]


def test_a_list_takes_four_queries_whatever_its_length(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_bodies(body("top", contacts=(SAMPLE_CONTACT,)))
    make_bodies(*(body(f"part-{number:02}", "top", contacts=(SAMPLE_CONTACT,)) for number in range(25)))
    with django_assert_max_num_queries(4):
        page = queries.list_bodies(parent="top", limit=20)
    assert len(page.items) == 20
    assert page.items[0].contacts == (SAMPLE_CONTACT,)
    assert [one.key for one in queries.list_bodies(parent="top", after=page.after).items] == [
        f"part-{number}" for number in range(20, 25)
    ]


def test_lists_narrow_by_country_and_to_the_top() -> None:
    make_tree()
    make_bodies(body("ke-ministry", country="KE"))
    assert [one.key for one in queries.list_bodies(country="KE").items] == ["ke-ministry"]
    assert [one.key for one in queries.list_bodies(country="MA", top_only=True).items] == [
        "ministry",
        "other",
    ]


def test_a_subtree_and_a_path_take_one_query_each(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    with django_assert_num_queries(1):
        assert queries.subtree_keys(key="ministry") == {"ministry", "agency", "office"}
    with django_assert_num_queries(1):
        assert queries.body_path(key="office") == ["ministry", "agency", "office"]
    assert queries.subtree_keys(key="unknown") == set()


def test_a_circle_made_behind_our_back_does_not_hang_the_reading_of_the_tree() -> None:
    make_tree()
    Body.objects.filter(key="ministry").update(parent=Body.objects.get(key="office"))
    assert queries.subtree_keys(key="agency") == {"ministry", "agency", "office"}
    assert set(queries.body_path(key="agency")) == {"ministry", "agency", "office"}


def test_names_of_many_bodies_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    with django_assert_num_queries(1):
        names = queries.body_names(keys=["agency", "office", "unknown"])
    assert names == {
        "agency": {"ar": "هيئة agency", "fr": "Organisme agency"},
        "office": {"ar": "هيئة office", "fr": "Organisme office"},
    }


@pytest.mark.parametrize("key", ["unknown", "Bad Key", "a\x00b", ""])
def test_an_unknown_body_is_refused(key: str) -> None:
    with pytest.raises(BodyNotFound):
        queries.get_body(key=key)
    with pytest.raises(BodyNotFound):
        queries.body_path(key=key)


def test_the_shipped_bodies_load_once_each_with_arabic_and_french_names() -> None:
    result = services.load_bodies(actor=SYSTEM)
    assert result["read"] == result["created"] > 100
    assert services.load_bodies(actor=SYSTEM)["created"] == 0
    for record in shipped.bodies():
        assert {"ar", "fr"} <= set(record.names)
        assert not record.contacts  # no phone number or hour that no source gives
    assert queries.body_path(key="ompic") == ["ministere-industrie-commerce", "ompic"]


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ({"fr": "Office des Changes", "ar": "مكتب الصرف"}, "office-changes"),
        ({"fr": "Commune (ministère de l'Intérieur)"}, "commune"),
        ({"ar": "الجماعة – مكتب الحالة المدنية (وزارة الداخلية)"}, "commune-etat-civil"),
        ({"fr": "Nom jamais vu", "ar": "بنك المغرب"}, "bank-al-maghrib"),
        ({"fr": "Agence jamais vue"}, "ma-agence-jamais-vue"),
    ],
)
def test_an_authority_is_known_by_any_of_its_spellings(names: dict[str, str], key: str) -> None:
    assert queries.match_authorities(names=[names]) == [key]


def test_authorities_of_another_country_are_not_ours(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_bodies(body("fr-justice", country="FR", names={"fr": "Ministère de la Justice"}))
    wanted = [{"fr": "ministere de la justice"}, {"fr": "Préfecture"}]
    with django_assert_num_queries(1):
        keys = queries.match_authorities(names=wanted, country="FR")
    assert keys == ["fr-justice", "fr-prefecture"]
    assert queries.match_authorities(names=wanted[:1]) == ["ministere-justice"]
