"""What the casework room's tests are made of."""

from typing import Any

from bawaba.casework import services
from bawaba.casework.models import Case
from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.casework.tests.procedures import make_raw
from bawaba.directory import services as directory
from bawaba.forms import services as forms
from bawaba.forms.tests.factories import ACTOR, AMINA, ANSWERS, SYSTEM, make_body, make_draft, make_form
from bawaba.forms.types import Person
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account

OFFICE = "commune"
"""The body of the forms that `make_form` makes: it handles their cases."""


def make_case(
    *,
    person: Person = AMINA,
    form: str = "",
    raw: dict[str, Any] | None = None,
    service: str = "",
    **answers: Any,
) -> Case:
    """Fill a form in, submit it, and return the case. raw: the service's procedure as JSON."""
    make_body()
    if raw is None:
        ensure_default_procedure(actor=SYSTEM)
    else:
        put_procedure(raw, service=service)
    draft = make_draft(form or make_form(service=service), person, **{**ANSWERS, **answers})
    forms.submit_draft(actor=actor_of(person), key=draft, person=person)
    return Case.objects.select_related("procedure", "content", "receipt").get(draft=draft)


def put_procedure(raw: dict[str, Any] | None = None, *, service: str = "") -> None:
    """Put a procedure in force for a service, or as the default."""
    services.save_procedure(
        actor=SYSTEM, service=service, body=OFFICE, procedure=parse_procedure(raw or make_raw())
    )
    services.publish_procedure(actor=SYSTEM, service=service)


def make_agent(role: str = "agent", body: str = OFFICE) -> Actor:
    """Return an agent, or a supervisor, of a body, as the doors see them."""
    account = Account.objects.create(username=f"{role}-{Account.objects.count()}")
    directory.grant_membership(actor=SYSTEM, account_id=account.pk, role=role, body=make_body(body))  # type: ignore[arg-type]  # a role
    return Actor(
        kind="person", key=f"account:{account.pk}", account_id=account.pk, roles=frozenset({(role, body)})
    )


def actor_of(person: Person) -> Actor:
    """Return the actor of a person who fills in forms."""
    return ACTOR if person is AMINA else Actor(kind="person", key=person.owner)


def take_up(case: Case, agent: Actor) -> None:
    services.take_step(actor=agent, key=case.key, step="take-up")
