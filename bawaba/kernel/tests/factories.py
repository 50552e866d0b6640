"""What the kernel's tests are made of."""

from itertools import count

from django.http import HttpRequest
from django.test import RequestFactory

from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account, AuditEntry

_numbers = count(1)
PERSON = Actor(kind="person", key="account:7", account_id=7)


def make_account(**fields: object) -> Account:
    number = next(_numbers)
    defaults: dict[str, object] = {"username": f"person-{number}", "email": f"person-{number}@demo.example"}
    return Account.objects.create(**(defaults | fields))


def make_chain(length: int) -> list[AuditEntry]:
    """Record `length` acts and return the whole chain in order."""
    for number in range(1, length + 1):
        audit.record(actor=PERSON, verb="test.done", target=("thing", str(number)), detail={"n": number})
    return list(AuditEntry.objects.order_by("sequence"))


def make_request(path: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory(headers=headers).get(path)
