"""The synthetic population: the same people for the same seed, and never among real ones."""

import pytest
from django.core.management import call_command
from django.test import override_settings

from bawaba.identity.errors import OtherPopulation
from bawaba.identity.models import Person, Proofing
from bawaba.identity.queries import find_person_id, read_particulars
from bawaba.identity.rules import people as formats
from bawaba.identity.rules import synthetic
from bawaba.identity.services import seeding
from bawaba.kernel.actors import system_actor
from bawaba.kernel.errors import InvalidInput, NotInProduction
from bawaba.kernel.models import Account, AuditEntry

ACTOR = system_actor("test")
pytestmark = pytest.mark.django_db


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    one = [synthetic.make_person(seed=5, number=number) for number in range(50)]
    assert one == [synthetic.make_person(seed=5, number=number) for number in range(50)]
    assert {person.subject for person in one}.isdisjoint(
        synthetic.make_person(seed=6, number=number).subject for number in range(50)
    )


@pytest.mark.parametrize("number", [0, 1, 999_999, 1_000_000, 1_699_999, synthetic.MOST - 1])
def test_what_is_made_up_has_the_form_of_the_real_thing_and_reaches_nobody(number: int) -> None:
    made = synthetic.make_person(seed=1, number=number).particulars
    assert formats.clean_cnie(made.cnie) == made.cnie
    assert formats.clean_phone(made.phone) == made.phone
    assert formats.clean_email(made.email) == made.email
    assert made.email.endswith(".invalid")
    for script in ("ar", "latn"):
        assert formats.clean_name(made.given_names[script], script=script)  # type: ignore[arg-type]
        assert formats.clean_name(made.family_names[script], script=script)  # type: ignore[arg-type]


def test_numbers_never_share_an_identity_number_or_a_contact() -> None:
    made = [synthetic.make_person(seed=1, number=number).particulars for number in range(0, 3_000_000, 997)]
    for values in ({one.cnie for one in made}, {one.phone for one in made}, {one.email for one in made}):
        assert len(values) == len(made)


def test_people_are_sealed_marked_found_again_and_cannot_sign_in_by_password() -> None:
    assert seeding.seed_people(actor=ACTOR, people=30, seed=9) == 30
    person = Person.objects.select_related("account").order_by("pk")[11]
    made = synthetic.make_person(seed=9, number=11)
    assert person.synthetic
    assert read_particulars(person_id=person.pk) == made.particulars
    for hint in (made.subject, made.particulars.cnie, made.particulars.email, made.particulars.phone):
        assert find_person_id(hint=hint) == person.pk
    assert not person.account.has_usable_password()
    assert made.particulars.family_names["latn"].encode() not in bytes(person.sealed)
    assert Proofing.objects.filter(method="synthetic").count() == Person.objects.exclude(proofed="").count()


def test_a_second_run_changes_nothing_and_a_larger_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "CHUNK", 7)
    seen: list[int] = []
    assert seeding.seed_people(actor=ACTOR, people=10, seed=9) == 10
    assert seeding.seed_people(actor=ACTOR, people=10, seed=9) == 0
    assert seeding.seed_people(actor=ACTOR, people=25, seed=9, progress=seen.append) == 15
    assert (sum(seen), Person.objects.count(), Account.objects.count()) == (25, 25, 25)
    assert [row.detail["made"] for row in AuditEntry.objects.filter(verb="identity.people-seeded")] == [
        10,
        15,
    ]


def test_another_seed_is_refused_and_leaves_nothing_half_written() -> None:
    seeding.seed_people(actor=ACTOR, people=5, seed=1)
    with pytest.raises(OtherPopulation):
        seeding.seed_people(actor=ACTOR, people=5, seed=2)
    assert Person.objects.count() == 5


@pytest.mark.parametrize("people", [0, synthetic.MOST + 1])
def test_a_number_out_of_range_is_refused(people: int) -> None:
    with pytest.raises(InvalidInput):
        seeding.seed_people(actor=ACTOR, people=people, seed=1)


@override_settings(IN_PRODUCTION=True)
def test_nobody_is_made_up_in_production() -> None:
    with pytest.raises(NotInProduction):
        seeding.seed_people(actor=ACTOR, people=5, seed=1)
    assert not Person.objects.exists()


def test_the_command_makes_people(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("identity", "seed", "--people", "3", "--seed", "4", "--json")
    assert capsys.readouterr().out.strip() == '{"people": 3, "seed": 4, "made": 3}'
