"""Procedures and their versions."""

from django.db.models import QuerySet

from bawaba.casework.errors import ProcedureNotFound
from bawaba.casework.models import ServiceProcedureVersion
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.types import Procedure, ProcedureInfo


def version_in_force(service: str) -> ServiceProcedureVersion:
    """Return the row of the version by which new cases of a service go: its own, else the default. One SQL query.

    raises: ProcedureNotFound
    """
    rows = ServiceProcedureVersion.objects.select_related("procedure").filter(
        procedure__service__in=("", service), state="published"
    )
    found = max(rows, key=lambda row: row.procedure.service, default=None)
    if found is None:
        raise ProcedureNotFound
    return found


def procedure_in_force(*, service: str) -> tuple[ProcedureInfo, Procedure]:
    """Return the procedure by which new cases of a service go: its own, else the default. One SQL query.

    raises: ProcedureNotFound
    """
    row = version_in_force(service)
    return procedure_info(row), procedure_of(row)


def draft_procedure(*, service: str) -> tuple[ProcedureInfo, Procedure] | None:
    """Return the version of a service's procedure that is being written, or None. One SQL query."""
    row = _versions(service).filter(state="draft").first()
    return (procedure_info(row), procedure_of(row)) if row else None


def procedure_to_edit(*, service: str) -> tuple[ProcedureInfo, Procedure]:
    """Return what an editor goes on from: the draft where there is one, else the version in force. Two SQL queries.

    raises: ProcedureNotFound
    """
    return draft_procedure(service=service) or procedure_in_force(service=service)


def procedure_version(*, service: str, number: int) -> tuple[ProcedureInfo, Procedure]:
    """Return one version of a service's own procedure. One SQL query.

    raises: ProcedureNotFound
    """
    row = _versions(service).filter(number=number).first()
    if row is None:
        raise ProcedureNotFound
    return procedure_info(row), procedure_of(row)


def list_procedures() -> list[ProcedureInfo]:
    """Return the newest version of each procedure, by service. One SQL query."""
    rows = ServiceProcedureVersion.objects.select_related("procedure").defer("definition")
    newest = {row.procedure.service: row for row in rows.order_by("procedure__service", "number")}
    return [procedure_info(row) for row in newest.values()]


def list_procedure_versions(*, service: str) -> list[ProcedureInfo]:
    """Return the versions of a service's own procedure, the newest first. One SQL query."""
    return [procedure_info(row) for row in _versions(service).defer("definition").order_by("-number")]


def procedure_info(row: ServiceProcedureVersion) -> ProcedureInfo:
    """Return a version without its definition."""
    return ProcedureInfo(
        service=row.procedure.service,
        number=row.number,
        state=row.state,
        digest=row.digest,
        published_at=row.published_at,
        published_by=row.published_by,
        note=row.note,
    )


def _versions(service: str) -> QuerySet[ServiceProcedureVersion]:
    return ServiceProcedureVersion.objects.select_related("procedure").filter(procedure__service=service)
