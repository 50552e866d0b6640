"""Rows of the tables as what the room hands out."""

from collections.abc import Collection

from bawaba.casework.models import Case, Decision, Event, Pause, Receipt, ServiceProcedureVersion
from bawaba.casework.queries.contents import open_text
from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.rules.timing import law_at
from bawaba.casework.types import CaseInfo, DecisionInfo, EventInfo, Law, PauseInfo, Procedure, ReceiptInfo
from bawaba.kernel.epochs import EpochMemory

_parsed: dict[str, Procedure] = {}
_MOST_KEPT = 512
_frozen: EpochMemory[int, Procedure] = EpochMemory(_MOST_KEPT)


def case_info(row: Case) -> CaseInfo:
    """Return a case without what the person wrote."""
    return CaseInfo(
        key=row.key,
        number=row.number,
        service=row.service,
        form=row.form,
        body=row.body,
        office=row.office,
        territory=row.territory,
        owner=row.owner,
        language=row.language,
        state=row.state,
        phase=row.phase,  # type: ignore[arg-type]  # the table's own constraint
        outcome=row.outcome,  # type: ignore[arg-type]  # as above
        assignee=row.assignee,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        closed_at=row.closed_at,
        revision=row.revision,
        synthetic=row.synthetic,
    )


def event_info(row: Event, *, key: str) -> EventInfo:
    """Return a line of the timeline of the case with this key."""
    return EventInfo(
        at=row.at,
        kind=row.kind,
        sight=row.sight,  # type: ignore[arg-type]  # the table's own constraint
        actor=row.actor,
        detail=row.detail,
        text=open_text(row.sealed, column="event", key=key),
    )


def pause_info(row: Pause, *, key: str) -> PauseInfo:
    """Return a pause of the case with this key."""
    return PauseInfo(
        reason=row.reason,
        began_at=row.began_at,
        ended_at=row.ended_at,
        answer_by=row.answer_by,
        message=open_text(row.sealed_message, column="pause", key=key),
        fields=tuple(row.fields),
    )


def decision_info(row: Decision, *, key: str) -> DecisionInfo:
    """Return a decision on the case with this key."""
    return DecisionInfo(
        case=key,
        outcome=row.outcome,  # type: ignore[arg-type]  # one of the case's outcomes
        state=row.state,
        reasons=open_text(row.sealed_reasons, column="reasons", key=key),
        code=row.code,
        proposed_by=row.proposed_by,
        confirmed_by=row.confirmed_by,
        decided_at=row.decided_at,
        appeal_until=row.appeal_until,
    )


def receipt_info(row: Receipt, case: Case, *, digest: str = "") -> ReceiptInfo:
    """Return the receipt of a case."""
    return ReceiptInfo(
        case=case.key,
        number=case.number,
        code=row.code,
        issued_at=row.issued_at,
        digest=digest,
        language=case.language,
    )


def procedures_of(versions: Collection[int]) -> dict[int, Procedure]:
    """Return the definitions of versions that cases follow, by row. One SQL query for those new in an epoch."""
    return _frozen.get_all(list(set(versions)), _read_frozen)


def _read_frozen(versions: list[int]) -> dict[int, Procedure]:
    rows = ServiceProcedureVersion.objects.in_bulk(versions)
    return {key: procedure_of(row) for key, row in rows.items() if row.state != "draft"}


def law_of(case: Case) -> Law:
    """Return the law as it is for one case: its time to answer may hang on what was answered."""
    return law_at(procedure_of(case.procedure).law, case.law_time)


def procedure_of(version: ServiceProcedureVersion) -> Procedure:
    """Return the parsed definition of a version; those that are frozen are parsed once by each process."""
    if version.state == "draft":
        return parse_procedure(version.definition)
    kept = _parsed.get(version.digest)
    if kept is None:
        if len(_parsed) >= _MOST_KEPT:
            _parsed.clear()
        kept = _parsed[version.digest] = parse_procedure(version.definition)
    return kept
