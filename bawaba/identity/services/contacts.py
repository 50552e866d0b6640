"""How a person is reached: kept beside allauth's own records, as part of their sealed particulars."""

from collections.abc import Callable
from dataclasses import replace

from allauth.account.models import EmailAddress

from bawaba.identity.models import Person
from bawaba.identity.queries.particulars import open_particulars
from bawaba.identity.queries.people import find_person_id
from bawaba.identity.rules import people as rules
from bawaba.identity.services.people import change_particulars, ensure_person
from bawaba.identity.types import Particulars
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account


def keep_email(*, account: Account) -> None:
    """Bring a person's e-mail address in line with the account's primary one."""
    address = EmailAddress.objects.filter(user_id=account.pk, primary=True).first()

    def change(kept: Particulars) -> Particulars:
        return replace(
            kept,
            email=address.email if address else "",
            email_verified=bool(address and address.verified),
        )

    _change(account, change)


def keep_phone(*, account: Account, phone: str, verified: bool) -> None:
    """Give a person this telephone number. raises: InvalidParticulars, IdentityAlreadyUsed"""
    _change(account, lambda kept: replace(kept, phone=phone, phone_verified=verified))


def read_phone(*, account: Account) -> tuple[str, bool] | None:
    """Return an account's telephone number and whether it was verified. One SQL query."""
    row = Person.objects.filter(account=account).values_list("sealed", "subject").first()
    if row is None:
        return None
    sealed, subject = row
    particulars = open_particulars(sealed, subject=subject)
    return (particulars.phone, particulars.phone_verified) if particulars.phone else None


def find_account_by_phone(*, phone: str) -> Account | None:
    """Return the account whose verified number this is. At most two SQL queries."""
    try:
        number = rules.clean_phone(phone)
    except rules.InvalidValue:
        return None
    person_id = find_person_id(hint=number)
    return Account.objects.filter(person__pk=person_id).first() if person_id else None


def _change(account: Account, change: Callable[[Particulars], Particulars]) -> None:
    person_id = ensure_person(account=account)
    actor = Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk)
    change_particulars(actor=actor, person_id=person_id, change=change, verb="contact-changed")
