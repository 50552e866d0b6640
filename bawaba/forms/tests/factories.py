"""What the forms room's tests are made of."""

from itertools import count
from typing import Any

from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.forms import services
from bawaba.forms.rules.definitions import parse_definition
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.types import Person
from bawaba.kernel import epochs
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.models import Account

SYSTEM = system_actor("test")
AMINA = Person(
    owner="account:7", level="substantial", claims={"sub": "abc", "given_name": "Amina", "cnie": "AB123456"}
)
ACTOR = Actor(kind="person", key="account:7", account_id=7)
_numbers = count(1)

YES = {"==": [{"var": "copy"}, "full"]}
OPTIONS = [{"value": value, "label": {"ar": value, "fr": value}} for value in ("full", "short")]
TWO_PAGES: dict[str, Any] = make_raw() | {
    "title": {"ar": "نسخة من عقد الازدياد", "fr": "Copie d’acte de naissance"},
    "pages": [
        {"key": "who", "title": {"ar": "من أنت", "fr": "Vous"}, "fields": [
            make_field("given_name", "text", required=True, prefill={"source": "identity", "path": "given_name"}),
            make_field("born", "date", required=True, settings={"latest": "today"}),
            make_field("copy", "choice", required=True, options=OPTIONS),
            make_field("reason", "text", required=True, when=YES),
        ]},
        {"key": "more", "title": {"ar": "التفاصيل", "fr": "Détails"}, "fields": [
            make_field("phone", "phone", required=True),
            make_field("children", "repeat", settings={"least": 1, "most": 3}, fields=[make_field("child", "text", required=True)]),
            make_field("paper", "file", settings={"document": "cnie"}),
            make_field("truth", "declaration", required=True),
        ]},
    ],
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "given_name": "Amina",
    "born": "1990-03-27",
    "copy": "short",
    "phone": "+212612345678",
    "truth": True,
}


def make_body(key: str = "commune") -> str:
    directory.ensure_bodies(
        actor=SYSTEM, bodies=[BodyRecord(key=key, names={"ar": "جماعة", "fr": "Commune"})]
    )
    return key


def make_editor(role: str = "publisher", body: str = "commune") -> Account:
    account = Account.objects.create(username=f"editor-{next(_numbers)}")
    directory.grant_membership(actor=SYSTEM, account_id=account.pk, role=role, body=make_body(body))
    return account


def make_form(
    raw: dict[str, Any] | None = None, *, key: str = "", publish: bool = True, service: str = ""
) -> str:
    """Create a form, published unless told otherwise, and return its key."""
    key = key or f"form-{next(_numbers)}"
    definition = parse_definition(raw or TWO_PAGES)
    services.create_form(actor=SYSTEM, key=key, body=make_body(), service=service, definition=definition)
    if publish:
        services.publish_form(actor=SYSTEM, key=key)
    return key


def change_form(key: str, raw: dict[str, Any], *, publish: bool = True) -> None:
    services.save_form(actor=SYSTEM, key=key, definition=parse_definition(raw))
    if publish:
        services.publish_form(actor=SYSTEM, key=key)
        epochs.forget()  # as the end of a transaction does, which tests never reach


def make_draft(form: str, person: Person = AMINA, **values: Any) -> str:
    """Begin a draft with these answers and return its key."""
    info = services.start_draft(actor=ACTOR, form=form, person=person, language="fr")
    if values:
        services.save_answers(actor=ACTOR, key=info.key, person=person, values=values, typed={})
    return info.key
