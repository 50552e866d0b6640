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
from bawaba.casework.queries.corrections import CORRECTION_FILES, allowed_fields, with_changes
from bawaba.casework.queries.records import case_info, law_of, procedure_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.timing import choose_time
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.stepping import enter_state, keep_case
from bawaba.casework.types import FILES, CaseInfo, Json, Transition
from bawaba.forms import queries as forms
from bawaba.forms.types import Definition, Field
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor

CORRECTION: Final = "correction"


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
    """Take what the person corrected, and go on; only what was asked for may change, and what comes up by it.

    Answers to what is not asked any more are dropped, with their documents; the timeline names their questions.
    values:    the new answers to the fields that were asked for; None takes one out
    new_files: keys of files kept under `CORRECTION_FILES` that the values name
    raises:    CaseNotFound, StepNotPossible, DocumentNotPublished, StepIncomplete
    """
    case = own_row(key, owner, lock=True)
    pause = case.pauses.filter(ended_at__isnull=True, reason=CORRECTION).first()
    step = _answering(case)
    if pause is None or step is None:
        raise StepNotPossible
    settled = _replace_answers(case, pause, values, new_files)
    if new_files:
        files.move_files(actor=actor, keys=new_files, purpose=CORRECTION_FILES, subject=key, to=(FILES, key))
    if settled.files:
        files.forget_files(actor=actor, purpose=FILES, subject=key, keys=settled.files)
    end_pause(case)
    enter_state(case, step.target)
    keep_case(case)
    detail = {"fields": sorted(values)} | ({"dropped": list(settled.dropped)} if settled.dropped else {})
    record_event(actor=actor, case=case, kind="corrected", detail=detail)
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


def _replace_answers(
    case: Case, pause: Pause, values: Mapping[str, Json], new_files: Sequence[str]
) -> forms.Settled:
    """Put the corrected answers in the case, on a held row; return how its answers stand then.

    raises: DocumentNotPublished, StepIncomplete
    """
    _info, definition = forms.definition_of(key=case.form, number=case.form_version)
    before, origins = open_answers(case.content.sealed, key=case.key)
    after = with_changes(before, values)
    check_asked(values, allowed_fields(definition, pause.fields, before, after))
    settled = forms.settle_answers(definition=definition, answers=after)
    _number, faults = forms.validate_answers(key=case.form, answers=settled.asked, number=case.form_version)
    if faults:
        raise StepIncomplete(fields={fault.name: fault.code for fault in faults})
    _check_files(case, definition, {name: settled.asked.get(name) for name in values}, new_files)
    kept = {name: origin for name, origin in origins.items() if name in settled.asked and name not in values}
    case.content.sealed = seal_answers(settled.answers, kept, key=case.key)
    case.content.save(update_fields=["sealed"])
    case.law_time = choose_time(procedure_of(case.procedure).law, settled.answers)
    return settled


def _check_files(
    case: Case, definition: Definition, values: Mapping[str, Json], new_files: Sequence[str]
) -> None:
    """Refuse answers that name files of somebody else."""
    named = {
        name: forms.files_in(definition=definition, answers={name: value})
        for name, value in values.items()
        if value is not None
    }
    if not any(named.values()):
        return
    own = {one.key for one in files.list_files(purpose=FILES, subject=case.key)} | set(new_files)
    if foreign := [name for name, keys in named.items() if not keys <= own]:
        raise StepIncomplete(fields=dict.fromkeys(foreign, "not-a-choice"))


def _asked_fields(case: Case) -> dict[str, Field]:
    _info, definition = forms.definition_of(key=case.form, number=case.form_version)
    return {field.key: field for page in definition.pages for field in _corrigible(page.fields)}


def _corrigible(fields: Sequence[Field]) -> Iterator[Field]:
    """Yield what a person may be asked to answer again: a repeating group as a whole, no signature."""
    for field in fields:
        if field.type == "group":
            yield from _corrigible(field.fields)
        elif field.type not in ("computed", "information", "signature"):
            yield field


def _left_catalogue(case: Case, asked: Sequence[Field]) -> list[str]:
    """Return the questions for documents that the service's page no longer lists: the law lets none be asked."""
    facts = forms.service_facts(identifier=case.service) if case.service else None
    if facts is None:
        return []
    documents = {one.key: one.settings.get("document", "") for one in asked if one.type == "file"}
    return sorted(key for key, document in documents.items() if document and document not in facts.documents)
