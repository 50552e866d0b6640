"""A synthetic population for scale tests, written in bulk and marked synthetic."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from bawaba.identity.errors import NotInProduction, OtherPopulation
from bawaba.identity.models import Person, Proofing
from bawaba.identity.queries.particulars import index_particulars, seal_particulars
from bawaba.identity.rules import synthetic
from bawaba.identity.rules.synthetic import SyntheticPerson
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.models import Account
from bawaba.kernel.planning import refresh_statistics

CHUNK: Final = 5_000
METHOD: Final = "synthetic"
Progress = Callable[[int], object]


def seed_people(*, actor: Actor, people: int, seed: int, progress: Progress | None = None) -> int:
    """Bring the synthetic people of a seed up to `people`; return how many were made now.

    The same seed always gives the same people, so that a run that was interrupted goes on where it
    stopped, and a second run changes nothing. Each chunk of 5,000 is a transaction of its own.
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
    accounts = Account.objects.bulk_create([_account(one, moment) for one in made])
    people = Person.objects.bulk_create(
        [_person(one, account, moment) for one, account in zip(made, accounts, strict=True)]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in accounts]
    )
    Proofing.objects.bulk_create(
        [
            Proofing(person=person, method=METHOD, level=person.proofed, at=moment)
            for person in people
            if person.proofed
        ]
    )


def _account(one: SyntheticPerson, moment: datetime) -> Account:
    """Return an account that nobody can sign in to: its password is none."""
    return Account(
        username=one.username,
        email=one.particulars.email,
        password=f"{UNUSABLE_PASSWORD_PREFIX}{one.username}",
        date_joined=moment,
    )


def _person(one: SyntheticPerson, account: Account, moment: datetime) -> Person:
    return Person(
        account=account,
        subject=one.subject,
        sealed=seal_particulars(one.particulars, subject=one.subject),
        proofed=one.proofed,
        synthetic=True,
        created_at=moment,
        **index_particulars(one.particulars),
    )


@transaction.atomic
def _record(actor: Actor, made: int, seed: int) -> None:
    audit.record(
        actor=actor,
        verb="identity.people-seeded",
        target=("identity.person", "*"),
        detail={"made": made, "seed": seed},
    )
