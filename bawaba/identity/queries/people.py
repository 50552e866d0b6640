"""Who a person is, and who is meant by an identifier."""

from bawaba.identity.errors import PersonNotFound
from bawaba.identity.models import Person
from bawaba.identity.queries.particulars import CNIE, EMAIL, PHONE, open_particulars
from bawaba.identity.rules import people as rules
from bawaba.identity.types import Particulars
from bawaba.kernel import rows
from bawaba.kernel.models import Account
from bawaba.kernel.sealing import blind_index

_HINT_MOST = 254
_BY_HINT = {
    column: f"{column} = %s AND state = 'active'"
    for column in ("subject", "email_index", "phone_index", "cnie_index")
}


def read_particulars(*, person_id: int) -> Particulars:
    """Return a person's particulars. One SQL query.

    raises: PersonNotFound
    """
    row = rows.find(Person, "id = %s", person_id)
    if row is None:
        raise PersonNotFound
    return open_particulars(row.sealed, subject=row.subject)


def read_contacts(*, account_id: int) -> Particulars | None:
    """Return the particulars of an account's person, for messages to them; None without one. One SQL query."""
    row = Person.objects.filter(account_id=account_id, state="active", account__is_active=True).first()
    return open_particulars(row.sealed, subject=row.subject) if row is not None else None


def is_proofed(*, person_id: int) -> bool:
    """Say whether somebody verified who this person is. One SQL query."""
    return Person.objects.filter(pk=person_id).exclude(proofed="").exists()


def find_person_id(*, hint: str) -> int | None:
    """Return the person meant by a subject, a verified e-mail or phone, or an identity number. One SQL query.

    Only people whose account is active are found; a hint of no known form finds nobody, at the same cost.
    """
    column, value = _read_hint(hint[:_HINT_MOST].strip())
    person = rows.find(Person, _BY_HINT[column], value)
    return person.pk if person is not None else None


def account_of_subject(*, subject: str) -> Account | None:
    """Return the account of an active person by their public subject. One SQL query."""
    return Account.objects.filter(person__subject=subject, person__state="active", is_active=True).first()


def hint_key(*, hint: str) -> str:
    """Return one text for every spelling of a hint, whether or not it names somebody. No SQL query."""
    return ":".join(_read_hint(hint[:_HINT_MOST].strip()))


def _read_hint(hint: str) -> tuple[str, str]:
    """Return the column to look in and what to look for."""
    try:
        if "@" in hint:
            return "email_index", blind_index(rules.clean_email(hint), context=EMAIL)
        if hint[:1] in "+0٠":
            return "phone_index", blind_index(rules.clean_phone(hint), context=PHONE)
        return "cnie_index", blind_index(rules.clean_cnie(hint), context=CNIE)
    except rules.InvalidValue:
        return "subject", hint
