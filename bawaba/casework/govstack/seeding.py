"""Records for a trial of the building block's API, with the identifiers that a file gives. Made-up data.

Each is made by the room that owns it: a body, a catalogue entry, a form in force, cases. A second run
with the same file makes nothing twice.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from django.db import transaction

from bawaba.casework.govstack import filing
from bawaba.casework.govstack.callers import TRIAL
from bawaba.casework.govstack.words import Application, Json, bad_request, is_identifier
from bawaba.casework.models import ApplicationFile, OutsideName
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.catalogue import services as catalogue
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.forms import queries as forms_queries
from bawaba.forms import services as forms
from bawaba.forms.errors import FormNotFound
from bawaba.forms.types import Definition, Field, Page

BODY: Final = "govstack-trial"
BODY_NAMES: Final = {"ar": "إدارة للتجربة", "fr": "Administration d’essai", "en": "Trial administration"}
SUMMARY: Final = {
    "ar": "خدمة مصطنعة لتجربة هذه الواجهة.",
    "fr": "Service inventé pour essayer cette interface.",
    "en": "A service made up to try this interface.",
}
EXAMPLE: Final[Mapping[str, Json]] = {"id": "mcts", "name": "MCTS", "eforms": []}
"""The registration that the description of statistics takes as its example; a trial always knows it."""


@transaction.atomic
def seed(*, given: Mapping[str, Json]) -> dict[str, int]:
    """Make the records that a seed file describes; return how many services and applications it names.

    given: {"services": [{"id", "name", "eforms"}], "applications": [{"file_id", "service_id",
           "applicant_id", "tasks", "documents"}]}
    raises: Refused
    """
    services = [*_list(given, "services"), EXAMPLE]
    applications = _list(given, "applications")
    directory.ensure_bodies(actor=TRIAL.actor, bodies=[BodyRecord(key=BODY, names=BODY_NAMES)])
    ensure_default_procedure(actor=TRIAL.actor)
    _make_catalogue_entries(services)
    for one in services:
        _make_forms(one)
    for one in applications:
        _make_application(one)
    return {"services": len(services) - 1, "applications": len(applications)}


def read_seed(path: Path) -> Mapping[str, Json]:
    """Return what a seed file describes.

    raises: Refused
    """
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise bad_request(f"{path}: {fault}") from fault
    if not isinstance(given, dict):
        raise bad_request(f"{path}: an object is expected.")
    return given


def _make_catalogue_entries(services: Iterable[Mapping[str, Json]]) -> None:
    rows = [
        {
            "id": _inside(str(one["id"])),
            "title": dict.fromkeys(("fr", "ar", "en"), str(one["name"])),
            "summary": SUMMARY,
            "audience": ["citizen"],
            "authority": BODY_NAMES,
            "confidence": "general-knowledge",
        }
        for one in services
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "services.jsonl"
        path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
        catalogue.import_file(actor=TRIAL.actor, path=path, format="jsonl")
    for one in services:
        _name("service", str(one["id"]), _inside(str(one["id"])))


def _make_forms(service: Mapping[str, Json]) -> None:
    name, inside = str(service["name"]), _inside(str(service["id"]))
    eforms = _identifiers(service, "eforms")
    for eform in eforms or [""]:
        key = _inside(eform) if eform else inside
        try:
            forms_queries.published_version(key=key)
        except FormNotFound:
            forms.create_form(
                actor=TRIAL.actor, key=key, body=BODY, service=inside, definition=_definition(name)
            )
            forms.publish_form(actor=TRIAL.actor, key=key, note="trial")
        if eform:
            _name("eform", eform, key)


def _make_application(given: Mapping[str, Json]) -> None:
    file, service, applicant = (
        _identifier(given, name) for name in ("file_id", "service_id", "applicant_id")
    )
    if ApplicationFile.objects.filter(file=file).exists():
        return
    documents = [f"/documents/{key}" for key in _identifiers(given, "documents")]
    case = filing.submit_application(
        caller=TRIAL,
        service=service,
        application=Application(applicant=applicant, documents=documents),
        once=f"seed:{file}",
        file=file,
    )
    for task in _identifiers(given, "tasks"):
        _name("task", task, case.key)


def _definition(name: str) -> Definition:
    """Return a form that asks one question, which may be left out."""
    label = {"ar": "ملاحظة", "fr": "Remarque", "en": "Remark"}
    page = Page(key="request", title=label, fields=(Field(key="remark", type="text", label=label),))
    return Definition(
        title=dict.fromkeys(("ar", "fr", "en"), name), languages=("ar", "fr", "en"), pages=(page,)
    )


def _name(kind: str, outside: str, inside: str) -> None:
    OutsideName.objects.get_or_create(kind=kind, outside=outside, defaults={"inside": inside})


def _inside(outside: str) -> str:
    """Return a key of ours, letters, digits and hyphens, for an identifier of any shape."""
    return f"govstack-{hashlib.sha256(outside.encode()).hexdigest()[:20]}"


def _list(given: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    found = given.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise bad_request(f"{name} is a list of objects.")
    return found


def _identifiers(given: Mapping[str, Json], name: str) -> list[str]:
    found = given.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, str) and is_identifier(one) for one in found):
        raise bad_request(f"{name} is a list of identifiers.")
    return found


def _identifier(given: Mapping[str, Json], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not is_identifier(found):
        raise bad_request(f"{name} is an identifier.")
    return found
