"""Formats of particulars, and how they are kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.identity import queries, services
from bawaba.identity.errors import IdentityAlreadyUsed, InvalidParticulars, PersonNotFound
from bawaba.identity.models import Person
from bawaba.identity.rules import people as rules
from bawaba.identity.services.people import change_particulars, suspend_person
from bawaba.identity.tests.factories import ACTOR, make_person, particulars
from bawaba.identity.types import Particulars


@pytest.mark.parametrize("text", ["AB123456", "ab 123456", "AB-123456", " ab١٢٣٤٥٦ "])
def test_an_identity_number_has_one_spelling(text: str) -> None:
    assert rules.clean_cnie(text) == "AB123456"


@pytest.mark.parametrize("text", ["", "123456", "ABC12", "AB1234567", "A", "ÀB123", "AB12 34 56 7"])
def test_other_identity_numbers_are_refused(text: str) -> None:
    with pytest.raises(rules.InvalidValue):
        rules.clean_cnie(text)


@pytest.mark.parametrize(
    "text", ["0612345678", "06 12-34.56 78", "+212612345678", "00212612345678", "+212 (0)6 12 34 56 78", "٠٦١٢٣٤٥٦٧٨"]
)  # fmt: skip
def test_a_telephone_number_has_one_spelling(text: str) -> None:
    assert rules.clean_phone(text) == "+212612345678"


@pytest.mark.parametrize("text", ["", "12", "+0612345678", "+21261234567", "+2126123456789", "06abc45678"])
def test_other_telephone_numbers_are_refused(text: str) -> None:
    with pytest.raises(rules.InvalidValue):
        rules.clean_phone(text)


@given(st.text(max_size=40))
def test_cleaning_a_clean_value_changes_nothing(text: str) -> None:
    for clean in (rules.clean_cnie, rules.clean_phone, rules.clean_email):
        try:
            once = clean(text)
        except rules.InvalidValue:
            continue
        assert clean(once) == once


def test_a_name_is_written_in_the_script_of_its_field() -> None:
    assert rules.clean_name("  بنت   الـحسن ", script="ar") == "بنت الحسن"
    assert rules.clean_name("Aït  N'Ouamane", script="latn") == "Aït N'Ouamane"
    for text, script in (
        ("Salma", "ar"),
        ("سلمى", "latn"),
        ("x1", "latn"),
        ("--", "latn"),
        ("a" * 81, "latn"),
    ):
        with pytest.raises(rules.InvalidValue):
            rules.clean_name(text, script=script)  # type: ignore[arg-type]  # both are scripts


def test_a_date_of_birth_is_of_somebody_who_can_be_alive() -> None:
    today = date(2026, 7, 1)
    rules.check_birth_date(date(1926, 1, 1), today=today)
    for born in (date(2026, 7, 2), date(1899, 1, 1)):
        with pytest.raises(rules.InvalidValue):
            rules.check_birth_date(born, today=today)


@pytest.mark.django_db
def test_a_person_is_found_by_each_verified_identifier_and_by_no_other() -> None:
    person = make_person(cnie="AB4242", email="Who@Example.org", phone="0600000042")
    hints = [
        person.subject,
        "who@example.org",
        "WHO@example.ORG",
        "+212600000042",
        "06 00 00 00 42",
        "ab 4242",
    ]
    assert {queries.find_person_id(hint=hint) for hint in hints} == {person.pk}
    assert queries.find_person_id(hint="") is None
    assert queries.find_person_id(hint="nobody@example.org") is None


@pytest.mark.django_db
def test_a_contact_that_nobody_verified_finds_nobody_and_blocks_nobody() -> None:
    make_person(email="mine@example.org", email_verified=False)
    assert queries.find_person_id(hint="mine@example.org") is None
    owner = make_person(email="mine@example.org")
    assert queries.find_person_id(hint="mine@example.org") == owner.pk


@pytest.mark.django_db
def test_particulars_come_back_as_given_and_are_unreadable_in_the_table() -> None:
    given_ = particulars(cnie="AB777", address="12, rue Atlas, Fès")
    person = services.create_person(actor=ACTOR, particulars=given_)
    assert queries.read_particulars(person_id=person.pk) == given_
    row = Person.objects.values().get(pk=person.pk)
    shown = " ".join(
        str(bytes(value) if isinstance(value, bytes | memoryview) else value) for value in row.values()
    )
    for secret in ("AB777", "Salma", given_.email, given_.phone, "Atlas", "1990-05-17"):
        assert secret not in shown


@pytest.mark.django_db
def test_an_identity_number_belongs_to_one_account() -> None:
    make_person(cnie="AB1")
    with pytest.raises(IdentityAlreadyUsed):
        make_person(cnie="ab 1")


@pytest.mark.django_db
def test_every_wrong_field_is_named_and_nothing_is_written() -> None:
    wrong = Particulars(
        given_names={"ar": "Salma"}, cnie="?", phone="1", email="x", birth_date=date(1800, 1, 1)
    )
    with pytest.raises(InvalidParticulars) as refused:
        services.create_person(actor=ACTOR, particulars=wrong)
    assert set(refused.value.fields) == {"given_name_ar", "cnie", "phone", "email", "birth_date"}
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_change_moves_the_look_up_with_it() -> None:
    person = make_person(cnie="AB5")

    def change(kept: Particulars) -> Particulars:
        return Particulars(cnie="CD6", email=kept.email, email_verified=True)

    change_particulars(actor=ACTOR, person_id=person.pk, change=change)
    assert queries.find_person_id(hint="CD6") == person.pk
    assert queries.find_person_id(hint="AB5") is None
    with pytest.raises(PersonNotFound):
        change_particulars(actor=ACTOR, person_id=0, change=change)


@pytest.mark.django_db
def test_a_suspended_person_is_not_found() -> None:
    person = make_person(cnie="AB9")
    suspend_person(actor=ACTOR, person_id=person.pk)
    assert queries.find_person_id(hint="AB9") is None
