"""A synthetic population for scale tests, written in bulk and marked synthetic."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from bawaba.identity.errors import OtherPopulation
from bawaba.identity.models import Person, Proofing
from bawaba.identity.queries.particulars import index_particulars, seal_particulars
from bawaba.identity.rules import synthetic
from bawaba.identity.rules.synthetic import SyntheticPerson
from bawaba.kernel import audit, clock, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, NotInProduction
from bawaba.kernel.models import Account
from bawaba.kernel.planning import refresh_statistics

CHUNK: Final = 20_000  # random keys dirty most pages of their indexes: the fewer commits, the less is written
METHOD: Final = "synthetic"
_ACCOUNT: Final = (
    "id", "username", "email", "password", "first_name", "last_name", "is_superuser", "is_staff",
    "is_active", "date_joined",
)  # fmt: skip
_PERSON: Final = (
    "id", "account_id", "subject", "sealed", "proofed", "state", "synthetic", "created_at", "cnie_index",
    "email_index", "phone_index",
)  # fmt: skip
_EMAIL: Final = ("user_id", "email", "verified", "primary")
_PROOFING: Final = ("person_id", "method", "level", "body", "evidence", "at")
Progress = Callable[[int], object]


def seed_people(*, actor: Actor, people: int, seed: int, progress: Progress | None = None) -> int:
    """Bring the synthetic people of a seed up to `people`; return how many were made now.

    The same seed always gives the same people, so that a run that was interrupted goes on where it
    stopped, and a second run changes nothing. Each chunk of 20,000 is a transaction of its own.
    raises: NotInProduction, InvalidInput, OtherPopulation
    """
    if settings.IN_PRODUCTION:
        raise NotInProduction
    if not 1 <= people <= synthetic.MOST:
        raise InvalidInput(f"Between 1 and {synthetic.MOST:,} people can be made.")
    present = _count_present(seed)
    if progress and present:
        progress(min(present, people))
    for first in range(present, people, CHUNK):
        numbers = range(first, min(first + CHUNK, people))
        _write_chunk([synthetic.make_person(seed=seed, number=number) for number in numbers], clock.now())
        if progress:
            progress(len(numbers))
    made = max(people - present, 0)
    if made:
        refresh_statistics(Account, Person, EmailAddress, Proofing)
        _record(actor, made, seed)
    return made


def _count_present(seed: int) -> int:
    """Return how many people of this seed there are. Two SQL queries.

    raises: OtherPopulation
    """
    everybody = Person.objects.filter(synthetic=True)
    first = everybody.order_by("pk").values_list("account__username", flat=True).first()
    if first is None:
        return 0
    if first != synthetic.make_person(seed=seed, number=0).username:
        raise OtherPopulation
    return everybody.count()


@transaction.atomic
def _write_chunk(made: Sequence[SyntheticPerson], moment: datetime) -> None:
    """Write the rows of so many people, in the form that their models give them."""
    accounts = rows.reserve_keys(Account, len(made))
    people = rows.reserve_keys(Person, len(made))
    rows.insert_many(Account, _ACCOUNT, (_account(*one, moment) for one in zip(accounts, made, strict=True)))
    rows.insert_many(
        Person, _PERSON, (_person(*one, moment) for one in zip(people, accounts, made, strict=True))
    )
    rows.insert_many(
        EmailAddress,
        _EMAIL,
        ((account, one.particulars.email, True, True) for account, one in zip(accounts, made, strict=True)),
    )
    rows.insert_many(
        Proofing,
        _PROOFING,
        (
            (person, METHOD, one.proofed, "", [], moment)
            for person, one in zip(people, made, strict=True)
            if one.proofed
        ),
    )


def _account(key: int, one: SyntheticPerson, moment: datetime) -> tuple[object, ...]:
    """Return the columns of an account that nobody can sign in to: its password is none."""
    password = f"{UNUSABLE_PASSWORD_PREFIX}{one.username}"
    return (key, one.username, one.particulars.email, password, "", "", False, False, True, moment)


def _person(key: int, account: int, one: SyntheticPerson, moment: datetime) -> tuple[object, ...]:
    found_by = index_particulars(one.particulars)
    return (
        key, account, one.subject, seal_particulars(one.particulars, subject=one.subject), one.proofed,
        "active", True, moment, found_by["cnie_index"], found_by["email_index"], found_by["phone_index"],
    )  # fmt: skip


@transaction.atomic
def _record(actor: Actor, made: int, seed: int) -> None:
    audit.record(
        actor=actor,
        verb="identity.people-seeded",
        target=("identity.person", "*"),
        detail={"made": made, "seed": seed},
    )
