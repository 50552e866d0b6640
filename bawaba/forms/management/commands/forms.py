"""`bawaba forms …`: list and load forms, publish them, set up connectors, forget what has expired."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bawaba.forms import queries, services
from bawaba.forms.errors import FormNotFound
from bawaba.forms.rules.definitions import parse_definition
from bawaba.kernel import clock, files
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand
from bawaba.kernel.errors import InvalidInput

ACTOR = system_actor("command")


class Command(RoomCommand):
    help = "Forms: what is asked, and whether answers are valid."

    def add_operations(self) -> None:
        listing = self.operation("list-forms", list_forms, "List forms by key.")
        listing.add_argument("--service", default="", help="only those of this catalogue service")
        listing.add_argument("--after", default="", help="the cursor that the page before ended with")
        listing.add_argument("--limit", type=int, default=50)
        load = self.operation("save-form", save_form, "Create a form from JSON, or write its next version.")
        load.add_argument("key")
        load.add_argument("file", type=Path, help="a definition as JSON")
        load.add_argument("--body", default="", help="key of the administration, for a new form")
        load.add_argument("--service", default="", help="identifier in the catalogue, for a new form")
        publish = self.operation("publish-form", publish_form, "Put a form's draft version in force.")
        publish.add_argument("key")
        publish.add_argument("--note", default="", help="what changed")
        schema = self.operation(
            "export-schema", export_schema, "Print JSON Schema 2020-12 of a form's answers."
        )
        schema.add_argument("key")
        schema.add_argument("--language", default="en")
        validate = self.operation(
            "validate-answers", validate_answers, "Check answers against a form's schema."
        )
        validate.add_argument("key")
        validate.add_argument("file", type=Path, help="answers as JSON")
        connector = self.operation("save-connector", save_connector, "Set up a once-only source; its secret is read from standard input.")  # fmt: skip
        connector.add_argument("key")
        connector.add_argument("--name-ar", required=True)
        connector.add_argument("--name-fr", required=True)
        connector.add_argument("--url", required=True)
        connector.add_argument("--token-url", required=True)
        connector.add_argument("--client-id", required=True)
        connector.add_argument("--scope", default="")
        connector.add_argument("--needs", nargs="*", default=[], help="claims that find the person")
        connector.add_argument("--keep-s", type=int, default=3600, help="seconds that an answer is kept")
        self.operation("forget-expired", forget_expired, "Delete drafts and files whose date has passed.")


def list_forms(*, service: str, after: str, limit: int) -> Mapping[str, object]:
    page = queries.list_forms(service=service, after=after, limit=limit)
    return {"forms": [asdict(card) for card in page.items], "after": page.after}


def save_form(*, key: str, file: Path, body: str, service: str) -> Mapping[str, object]:
    definition = parse_definition(_read_json(file))
    try:
        queries.find_form(key=key)
    except FormNotFound:
        services.create_form(actor=ACTOR, key=key, body=body, service=service, definition=definition)
    else:
        services.save_form(actor=ACTOR, key=key, definition=definition)
    return {"saved": key}


def publish_form(*, key: str, note: str) -> Mapping[str, object]:
    return {"version": services.publish_form(actor=ACTOR, key=key, note=note)}


def export_schema(*, key: str, language: str) -> Mapping[str, object]:
    return {"schema": queries.export_version_schema(key=key, language=language)}


def validate_answers(*, key: str, file: Path) -> Mapping[str, object]:
    number, faults = queries.validate_answers(key=key, answers=_read_json(file))
    return {
        "version": number,
        "valid": not faults,
        "faults": [{"name": one.name, "code": one.code} for one in faults],
    }


def save_connector(*, key: str, name_ar: str, name_fr: str, **settings: object) -> Mapping[str, object]:
    names = {"ar": name_ar, "fr": name_fr}
    secret = sys.stdin.readline().strip()
    services.save_connector(actor=ACTOR, key=key, names=names, client_secret=secret, **settings)  # type: ignore[arg-type]  # as the parser gives them
    return {"connector": key}


def forget_expired() -> Mapping[str, object]:
    today = clock.today()
    drafts = services.forget_expired_drafts(actor=ACTOR, today=today)
    return {"drafts": drafts, "files": files.forget_expired(actor=ACTOR, today=today)}


def _read_json(file: Path) -> object:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as fault:
        raise InvalidInput(f"{file}: {fault}") from fault
