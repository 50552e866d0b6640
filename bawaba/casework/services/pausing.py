"""Stop the law's clock while a person corrects what the form asked for; only once for a case."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import (
    CorrectionAskedBefore,
    DocumentNotPublished,
    StepIncomplete,
    StepNotPossible,
)
from bawaba.casework.models import Case, Pause
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import open_answers, seal_answers, seal_text
from bawaba.casework.queries.records import case_info, law_of, procedure_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.timing import choose_time
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.stepping import enter_state, keep_case
from bawaba.casework.types import FILES, CaseInfo, Json, Transition
from bawaba.forms import queries as forms
from bawaba.forms.types import Field
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor

CORRECTION: Final = "correction"
CORRECTION_FILES: Final = "case-correction"
"""Purpose under which the person's new files wait for the correction to be sent; subject: the case's key."""


def pause_for_correction(
    *, actor: Actor, case: Case, transition: Transition, message: str, fields: Sequence[str]
) -> None:
    """Ask the person to correct answers that the form asked for; the clock stops. On a held row.

    raises: CorrectionAskedBefore, DocumentNotPublished
    """
    asked = _asked_fields(case)
    beyond = sorted(set(fields) - set(asked))
    if beyond:
        raise DocumentNotPublished(fields=dict.fromkeys(beyond, _("The form does not ask for this.")))
    gone = _left_catalogue(case, [asked[key] for key in fields])
    if gone:
        raise DocumentNotPublished(
            fields=dict.fromkeys(gone, _("The catalogue no longer lists this document."))
        )
    law = procedure_of(case.procedure).law
    pause = Pause(
        case=case,
        reason=CORRECTION,
        began_on=clock.today(),
        began_at=clock.now(),
        answer_by=deadline(clock.today(), law.correction, working_days()),
        fields=list(fields),
        sealed_message=seal_text(message, column="pause", key=case.key),
        asked_by=actor.key,
    )
    try:
        with transaction.atomic():
            pause.save()
    except IntegrityError as fault:
        raise CorrectionAskedBefore from fault
    enter_state(case, transition.target)
    case.phase = "paused"
    keep_case(case)
    detail = {"reason": CORRECTION, "fields": list(fields), "answer_by": pause.answer_by.isoformat()}
    record_event(actor=actor, case=case, kind="paused", detail=detail, text=message)


def end_pause(case: Case) -> bool:
    """Let the clock go on where it stands; the legal date moves by the days of the pause. On a held row."""
    pause = case.pauses.filter(ended_at__isnull=True).first()
    if pause is None:
        return False
    pause.ended_on, pause.ended_at = clock.today(), clock.now()
    pause.save(update_fields=["ended_on", "ended_at"])
    case.phase, case.due_on = "open", due_date(case)
    return True


def due_date(case: Case) -> date:
    """Return the legal date of a case by its procedure, the calendar and its pauses. One SQL query."""
    spans = [(one.began_on, one.ended_on or clock.today()) for one in case.pauses.all()]
    return deadline(case.clock_on, law_of(case).answer, working_days(), spans)


@transaction.atomic
def answer_correction(
    *, actor: Actor, key: str, owner: str, values: Mapping[str, Json], new_files: Sequence[str] = ()
) -> CaseInfo:
    """Take what the person corrected, and go on; only what was asked for may change.

    values:    the new answers to the fields that were asked for
    new_files: keys of files kept under `CORRECTION_FILES` that the values name
    raises:    CaseNotFound, StepNotPossible, DocumentNotPublished, StepIncomplete
    """
    case = own_row(key, owner, lock=True)
    pause = case.pauses.filter(ended_at__isnull=True, reason=CORRECTION).first()
    step = _answering(case)
    if pause is None or step is None:
        raise StepNotPossible
    check_asked(values, pause.fields)
    _replace_answers(case, values, new_files)
    if new_files:
        files.move_files(actor=actor, keys=new_files, purpose=CORRECTION_FILES, subject=key, to=(FILES, key))
    end_pause(case)
    enter_state(case, step.target)
    keep_case(case)
    record_event(actor=actor, case=case, kind="corrected", detail={"fields": sorted(values)})
    return case_info(case)


def check_asked(values: Mapping[str, Json], fields: Sequence[str]) -> None:
    """Refuse answers that nobody asked to correct.

    raises: DocumentNotPublished
    """
    beyond = sorted(set(values) - set(fields))
    if beyond:
        raise DocumentNotPublished(fields=dict.fromkeys(beyond, _("Nobody asked to correct this.")))


def _answering(case: Case) -> Transition | None:
    transitions = procedure_of(case.procedure).transitions
    return next(
        (
            one
            for one in transitions
            if one.source == case.state and "person" in one.who and one.effect == "none"
        ),
        None,
    )


def _replace_answers(case: Case, values: Mapping[str, Json], new_files: Sequence[str]) -> None:
    before, origins = open_answers(case.content.sealed, key=case.key)
    answers = before | dict(values)
    _number, faults = forms.validate_answers(key=case.form, answers=answers, number=case.form_version)
    if faults:
        raise StepIncomplete(fields={fault.name: fault.code for fault in faults})
    _check_files(case, values, new_files)
    kept = {name: origin for name, origin in origins.items() if name not in values}
    case.content.sealed = seal_answers(answers, kept, key=case.key)
    case.content.save(update_fields=["sealed"])
    case.law_time = choose_time(procedure_of(case.procedure).law, answers)


def _check_files(case: Case, values: Mapping[str, Json], new_files: Sequence[str]) -> None:
    """Refuse answers that name files of somebody else."""
    papers = {key for key, field in _asked_fields(case).items() if field.type == "file" and key in values}
    if not papers:
        return
    own = {one.key for one in files.list_files(purpose=FILES, subject=case.key)} | set(new_files)
    foreign = [key for key in papers if not set(values[key] or ()) <= own]
    if foreign:
        raise StepIncomplete(fields=dict.fromkeys(foreign, "not-a-choice"))


def _asked_fields(case: Case) -> dict[str, Field]:
    _info, definition = forms.definition_of(key=case.form, number=case.form_version)
    return {field.key: field for page in definition.pages for field in _all(page.fields)}


def _all(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)


def _left_catalogue(case: Case, asked: Sequence[Field]) -> list[str]:
    """Return the questions for documents that the service's page no longer lists: the law lets none be asked."""
    facts = forms.service_facts(identifier=case.service) if case.service else None
    if facts is None:
        return []
    documents = {one.key: one.settings.get("document", "") for one in asked if one.type == "file"}
    return sorted(key for key, document in documents.items() if document and document not in facts.documents)
