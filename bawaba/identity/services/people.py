"""People: created, corrected, suspended."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bawaba.identity import types
from bawaba.identity.errors import IdentityAlreadyUsed, InvalidParticulars, PersonNotFound
from bawaba.identity.models import Person
from bawaba.identity.queries.particulars import index_particulars, open_particulars, seal_particulars
from bawaba.identity.rules import people as rules
from bawaba.identity.services.sessions import end_sessions_of
from bawaba.identity.types import Particulars
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text
from bawaba.kernel.models import Account

SUBJECT_BYTES: Final = 24
WRONG: Final[dict[str, Text]] = {
    "cnie": _("An identity number has one or two letters, then up to six digits, such as AB123456."),
    "phone": _("Write the telephone number with its country, such as +212 6 12 34 56 78."),
    "email": _("Write a full e-mail address, such as name@example.org."),
    "empty": _("Write the name."),
    "long": _("This name is too long: 80 signs at most."),
    "script": _("Write this name in the script that the field asks for."),
    "birth-date": _("This date of birth cannot be right."),
}


def clean_particulars(particulars: Particulars, *, today: date) -> Particulars:
    """Return particulars with every value checked and in its one spelling.

    raises: InvalidParticulars, naming each field at fault
    """
    faults: dict[str, Text] = {}

    def checked(field: str, clean: Callable[[], str]) -> str:
        try:
            return clean()
        except rules.InvalidValue as fault:
            faults[field] = WRONG[fault.reason]
            return ""

    cleaned = replace(
        particulars,
        given_names=_clean_names("given_name", particulars.given_names, checked),
        family_names=_clean_names("family_name", particulars.family_names, checked),
        cnie=checked("cnie", lambda: rules.clean_cnie(particulars.cnie)) if particulars.cnie else "",
        email=checked("email", lambda: rules.clean_email(particulars.email)) if particulars.email else "",
        phone=checked("phone", lambda: rules.clean_phone(particulars.phone)) if particulars.phone else "",
    )
    try:
        if particulars.birth_date:
            rules.check_birth_date(particulars.birth_date, today=today)
    except rules.InvalidValue as fault:
        faults["birth_date"] = WRONG[fault.reason]
    if faults:
        raise InvalidParticulars(fields=faults)
    return cleaned


def _clean_names(
    field: str, names: dict[str, str], checked: Callable[[str, Callable[[], str]], str]
) -> dict[str, str]:
    scripts: tuple[rules.Script, ...] = ("ar", "latn")

    def clean(script: rules.Script) -> str:
        return checked(f"{field}_{script}", lambda: rules.clean_name(names[script], script=script))

    return {script: clean(script) for script in scripts if names.get(script, "").strip()}


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    particulars: Particulars,
    password: str = "",
    proofed: str = "",
    account: Account | None = None,
    username: str = "",
    synthetic: bool = False,
) -> Person:
    """Create a person, and their account where none is given.

    password: empty for an account that signs in by passkey or by code only
    proofed:  "", or the level that proofing allows; the caller records the proofing itself
    account:  an account that exists and has no person yet
    raises:   InvalidParticulars, IdentityAlreadyUsed
    """
    cleaned = clean_particulars(particulars, today=clock.today())
    owner = account or _open_account(username, password)
    subject = secrets.token_urlsafe(SUBJECT_BYTES)
    person = Person(
        account=owner,
        subject=subject,
        sealed=seal_particulars(cleaned, subject=subject),
        proofed=proofed,
        synthetic=synthetic,
        created_at=clock.now(),
        **index_particulars(cleaned),
    )
    _save_new(person)
    _keep_email(owner, cleaned)
    audit.record(
        actor=actor,
        verb="identity.person-created",
        target=person,
        detail={"proofed": proofed, "synthetic": synthetic},
    )
    return person


def ensure_person(*, account: Account) -> int:
    """Return the number of an account's person, and make one for an account that has none. One SQL query."""
    known = Person.objects.filter(account=account).values_list("pk", flat=True).first()
    if known is not None:
        return known
    address = EmailAddress.objects.filter(user_id=account.pk, primary=True).first()
    particulars = Particulars(
        email=address.email if address else account.email,
        email_verified=bool(address and address.verified),
    )
    actor = Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk)
    return create_person(actor=actor, particulars=particulars, account=account).pk


@transaction.atomic
def change_particulars(
    *, actor: Actor, person_id: int, change: Callable[[Particulars], Particulars], verb: str = "particulars-changed"
) -> Particulars:  # fmt: skip
    """Replace a person's particulars by what `change` makes of them; return the new ones.

    verb: what the audit calls it, after `identity.`; the audit names the fields that changed, not their values
    raises: PersonNotFound, InvalidParticulars, IdentityAlreadyUsed
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise PersonNotFound
    before = open_particulars(person.sealed, subject=person.subject)
    after = clean_particulars(change(before), today=clock.today())
    fields = [name for name in Particulars.__slots__ if getattr(before, name) != getattr(after, name)]
    if not fields:
        return after
    person.sealed = seal_particulars(after, subject=person.subject)
    for column, digest in index_particulars(after).items():
        setattr(person, column, digest)
    try:
        with transaction.atomic():
            person.save(update_fields=["sealed", "cnie_index", "email_index", "phone_index"])
    except IntegrityError as fault:
        raise IdentityAlreadyUsed from fault
    audit.record(actor=actor, verb=f"identity.{verb}", target=person, detail={"fields": fields})
    return after


@transaction.atomic
def suspend_person(*, actor: Actor, person_id: int) -> None:
    """Keep a person from signing in, and end every session and every grant of theirs.

    raises: PersonNotFound
    """
    _set_state(actor, person_id, "suspended")
    end_sessions_of(actor=actor, person_id=person_id)
    for end_grants in types.grant_enders.providers().values():
        end_grants(person_id=person_id, reason="person-suspended")


@transaction.atomic
def resume_person(*, actor: Actor, person_id: int) -> None:
    """Let a suspended person sign in again.

    raises: PersonNotFound
    """
    _set_state(actor, person_id, "active")


def _set_state(actor: Actor, person_id: int, state: str) -> None:
    person = Person.objects.select_for_update().filter(pk=person_id).exclude(state="closed").first()
    if person is None:
        raise PersonNotFound
    person.state = state
    person.save(update_fields=["state"])
    Account.objects.filter(pk=person.account_id).update(is_active=state == "active")
    audit.record(actor=actor, verb=f"identity.person-{state}", target=person)


def _open_account(username: str, password: str) -> Account:
    """Open an account under a random name where none is given: people sign in by their contacts."""
    return Account.objects.create(
        username=username or f"p-{secrets.token_hex(8)}", password=make_password(password or None)
    )


def _save_new(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as fault:
        raise IdentityAlreadyUsed from fault


def _keep_email(account: Account, particulars: Particulars) -> None:
    """Let the account sign in and be written to by its verified address."""
    if not particulars.email_verified:
        return
    Account.objects.filter(pk=account.pk).update(email=particulars.email)
    EmailAddress.objects.update_or_create(
        user_id=account.pk,
        email=particulars.email,
        defaults={"verified": particulars.email_verified, "primary": True},
    )
