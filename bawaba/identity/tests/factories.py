"""People and signed-in browsers for tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Final

from django.http import HttpRequest
from django.test import Client

from bawaba.identity import services
from bawaba.identity.models import Person
from bawaba.identity.rules.levels import Method
from bawaba.identity.types import Authentication, Particulars
from bawaba.kernel.actors import system_actor

ACTOR: Final = system_actor("test")
PASSWORD: Final = "une-longue-phrase-secrete"
_numbers = count(1)


def particulars(**changes: object) -> Particulars:
    """Return the particulars of a made-up person, each time another one."""
    number = next(_numbers)
    made = Particulars(
        given_names={"ar": "سلمى", "latn": "Salma"},
        family_names={"ar": "بناني", "latn": "Bennani"},
        birth_date=date(1990, 5, 17),
        birth_place={"ar": "فاس", "latn": "Fès"},
        cnie=f"ZZ{number:06}",
        email=f"salma{number}@example.org",
        email_verified=True,
        phone=f"+2126{number:08}",
        phone_verified=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Particulars


def make_person(*, proofed: str = "", password: str = PASSWORD, **changes: object) -> Person:
    """Return a person with verified contacts, proofed as asked."""
    return services.create_person(
        actor=ACTOR, particulars=particulars(**changes), password=password, proofed=proofed
    )


def sign_in(client: Client, person: Person, methods: Sequence[Method] = (Method.PASSWORD,)) -> Authentication:
    """Sign a person in on a test browser, as if by these methods; return what its session keeps."""
    client.force_login(person.account)
    request = HttpRequest()
    request.session = client.session
    kept = services.keep_authentication(request=request, account_id=person.account_id, methods=methods)
    request.session.save()
    return kept
