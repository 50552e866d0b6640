"""People to try the site with, never on a real one."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from bawaba.identity.models import Person
from bawaba.identity.services.people import create_person, ensure_person
from bawaba.identity.types import Particulars
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account

CITIZEN: Final = "demo-citizen"
# A made-up person: the address is reserved (RFC 2606), and no service opens numbers with +212 4.
_PARTICULARS: Final = Particulars(
    given_names={"ar": "سلمى", "latn": "Salma"},
    family_names={"ar": "التجريبي", "latn": "Tajribi"},
    birth_date=date(1994, 3, 21),
    birth_place={"ar": "الرباط", "latn": "Rabat"},
    email="citizen@demo.example",
    email_verified=True,
    phone="+212400000001",
    phone_verified=True,
)


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """A made-up citizen. password: empty when it existed and was kept as it is."""

    username: str
    email: str
    phone: str
    password: str = ""


@transaction.atomic
def create_demo_people(*, actor: Actor, usernames: Collection[str], reset: bool = False) -> DemoCitizen:
    """Give the demonstration's accounts a person with a verified address, and open a citizen's account.

    The citizen's random password is returned when the account is new, or with `reset`.
    raises: PermissionDenied in production
    """
    if settings.IN_PRODUCTION or not actor.is_administrator:
        raise PermissionDenied
    for account in Account.objects.filter(username__in=usernames, person=None):
        EmailAddress.objects.update_or_create(
            user_id=account.pk, email=account.email, defaults={"verified": True, "primary": True}
        )
        ensure_person(account=account)
    password = secrets.token_urlsafe(12)
    person = Person.objects.filter(account__username=CITIZEN).first()
    if person is None:
        create_person(actor=actor, particulars=_PARTICULARS, password=password, username=CITIZEN)
    elif reset:
        Account.objects.filter(username=CITIZEN).update(password=make_password(password))
    else:
        password = ""
    return DemoCitizen(CITIZEN, _PARTICULARS.email, _PARTICULARS.phone, password)
