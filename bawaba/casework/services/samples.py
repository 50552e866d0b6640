"""Put the forms and procedures that ship in force, for services that have none yet."""

import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from django.db import transaction

from bawaba.casework.models import ServiceProcedure
from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.rules.samples import fill_in_procedure
from bawaba.casework.services.procedures import publish_procedure, read_default, save_procedure
from bawaba.casework.types import Json
from bawaba.forms import queries as forms
from bawaba.forms import services as form_services
from bawaba.forms.errors import FormNotFound
from bawaba.kernel.actors import Actor


def install_samples(*, actor: Actor, progress: Callable[[], object] = lambda: None) -> int:
    """Publish each shipped form and procedure whose service is in the catalogue; return how many forms are new.

    What an administration made of a form or a procedure is left as it is. Safe to run again.
    raises: NotEditor, PermissionDenied
    """
    made = 0
    for sample in read_samples("forms"):
        made += _install_form(actor, sample)
        progress()
    for sample in read_samples("procedures"):
        _install_procedure(actor, sample)
    return made


def read_samples(kind: str) -> list[dict[str, Json]]:
    """Return the shipped files of one kind, `forms` or `procedures`, as JSON, in the order of their names."""
    folder = resources.files("bawaba.casework") / "data" / kind
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return [json.loads(one.read_text("utf-8")) for one in files]


@transaction.atomic
def _install_form(actor: Actor, sample: Mapping[str, Any]) -> bool:  # Any: JSON
    facts = forms.service_facts(identifier=sample["service"])
    if facts is None or _has_form(sample["key"]):
        return False
    form_services.create_form(
        actor=actor,
        key=sample["key"],
        body=facts.authority,
        service=sample["service"],
        definition=forms.read_definition(raw=sample["definition"]),
    )
    form_services.publish_form(actor=actor, key=sample["key"], note="A sample, to be adopted.")
    return True


def _has_form(key: str) -> bool:
    try:
        forms.find_form(key=key)
    except FormNotFound:
        return False
    return True


@transaction.atomic
def _install_procedure(actor: Actor, sample: Mapping[str, Any]) -> None:  # Any: JSON
    service = sample["service"]
    facts = forms.service_facts(identifier=service)
    if facts is None or ServiceProcedure.objects.filter(service=service).exists():
        return
    procedure = parse_procedure(fill_in_procedure(read_default(), sample))
    save_procedure(actor=actor, service=service, body=facts.authority, procedure=procedure)
    publish_procedure(actor=actor, service=service, note=sample["note"])
