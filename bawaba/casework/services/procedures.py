"""Write and publish procedures. A published version never changes; cases stay on the one they began with."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib import resources

from django.db import transaction

from bawaba.casework.errors import NoProcedureToPublish, ProcedureNotFound, ProcedureRefused
from bawaba.casework.models import ServiceProcedure, ServiceProcedureVersion
from bawaba.casework.queries.procedures import procedure_info
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.procedures import parse_procedure, write_procedure
from bawaba.casework.rules.workflow import procedure_faults
from bawaba.casework.types import Procedure, ProcedureFault, ProcedureInfo
from bawaba.directory.queries import acts_for
from bawaba.directory.types import Role
from bawaba.forms import queries as forms
from bawaba.forms.types import Field
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied


@transaction.atomic
def save_procedure(*, actor: Actor, service: str, body: str, procedure: Procedure) -> ProcedureInfo:
    """Write the draft version of a service's procedure, whatever is wrong with it.

    service: identifier in the catalogue; empty is the country's default, for administrators alone
    raises:  PermissionDenied
    """
    row, _new = ServiceProcedure.objects.get_or_create(
        service=service, defaults={"body": body, "created_at": clock.now()}
    )
    _require(actor, row)
    version = _keep_draft(actor, row, procedure)
    audit.record(
        actor=actor, verb="casework.procedure-saved", target=version, detail={"digest": version.digest}
    )
    return procedure_info(version)


@transaction.atomic
def publish_procedure(*, actor: Actor, service: str, note: str = "") -> ProcedureInfo:
    """Put the draft version in force for new cases, and freeze it for ever.

    raises: ProcedureNotFound, PermissionDenied, NoProcedureToPublish, ProcedureRefused
    """
    row = ServiceProcedure.objects.filter(service=service).first()
    if row is None:
        raise ProcedureNotFound
    _require(actor, row)
    draft = (
        row.versions.select_related("procedure").select_for_update(of=("self",)).filter(state="draft").first()
    )
    if draft is None:
        raise NoProcedureToPublish
    faults = find_procedure_faults(service=service, procedure=procedure_of(draft))
    if faults:
        raise ProcedureRefused(fields={one.path or "procedure": one.code for one in faults})
    row.versions.filter(state="published").update(state="replaced")
    draft.state, draft.note = "published", note
    draft.published_at, draft.published_by = clock.now(), actor.key
    draft.save(update_fields=["state", "note", "published_at", "published_by"])
    audit.record(
        actor=actor,
        verb="casework.procedure-published",
        target=draft,
        detail={"service": service, "number": draft.number, "digest": draft.digest},
    )
    return procedure_info(draft)


def find_procedure_faults(*, service: str, procedure: Procedure) -> list[ProcedureFault]:
    """Return what is wrong with a procedure for a service. At most four SQL queries.

    A service with published forms is held to their questions.
    """
    names: set[str] = set()
    for card in forms.list_forms(service=service, published_only=True).items if service else ():
        _info, definition = forms.published_version(key=card.key)
        names |= {key for page in definition.pages for key in _keys(page.fields)}
    return procedure_faults(procedure, fields=names or None)


def owning_body(*, service: str) -> str:
    """Return the key of the body whose service it is; empty for none. At most four SQL queries."""
    facts = forms.service_facts(identifier=service) if service else None
    return facts.authority if facts else ""


@transaction.atomic
def ensure_default_procedure(*, actor: Actor) -> ProcedureInfo:
    """Publish the procedure that ships as the country's default, unless one is in force.

    raises: PermissionDenied
    """
    found = (
        ServiceProcedureVersion.objects.select_related("procedure")
        .filter(procedure__service="", state="published")
        .first()
    )
    if found is not None:
        return procedure_info(found)
    save_procedure(actor=actor, service="", body="", procedure=parse_procedure(read_default()))
    return publish_procedure(actor=actor, service="", note="as shipped")


def read_default() -> object:
    """Return the shipped default procedure as JSON."""
    return json.loads((resources.files("bawaba.casework") / "data" / "procedure.json").read_text("utf-8"))


def _keys(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield field.key
        yield from _keys(field.fields)


def _keep_draft(actor: Actor, row: ServiceProcedure, procedure: Procedure) -> ServiceProcedureVersion:
    written = write_procedure(procedure)
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    draft = row.versions.select_for_update().filter(state="draft").first()
    if draft is None:
        last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
        draft = ServiceProcedureVersion(procedure=row, number=last + 1, state="draft")
    draft.definition = written
    draft.digest = hashlib.sha256(text.encode()).hexdigest()
    draft.changed_at, draft.changed_by = clock.now(), actor.key
    draft.save()
    return draft


def _require(actor: Actor, row: ServiceProcedure) -> None:
    roles: tuple[Role, ...] = ("publisher", "casework-administrator")
    allowed = (
        any(acts_for(actor=actor, role=role, body=row.body) for role in roles)
        if row.service
        else actor.is_administrator
    )
    if not allowed:
        raise PermissionDenied
