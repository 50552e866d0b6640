"""What the building block changes: applications handed in and completed by operators, tasks done."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Final

from django.db import IntegrityError, transaction

from bawaba.casework.govstack import documents, records, tasks
from bawaba.casework.govstack.callers import Caller
from bawaba.casework.govstack.words import Application, Json, Refused, bad_request
from bawaba.casework.models import ApplicationFile, Case, CompletedTask
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.workflow import steps_from
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.moving import Filled, take_step
from bawaba.casework.services.pausing import answer_correction
from bawaba.casework.types import Transition
from bawaba.forms import services as forms
from bawaba.forms.services.direct import once_key
from bawaba.forms.types import FormCard, Person
from bawaba.kernel import clock
from bawaba.kernel.sealing import blind_index

MOST_EXTRA: Final = 200_000


@transaction.atomic
def submit_application(
    *, caller: Caller, service: str, application: Application, once: str = "", file: str = ""
) -> Case:
    """Hand an application in for a service: the answers go through the form's own checks.

    once: the sender's word for this submission, so that a repetition makes no second case
    file: under which it is to be known here, of the trial server's seed alone
    raises: Refused, and what the forms room refuses
    """
    inside, cards = records.service_forms(service)
    if not inside:
        raise Refused(404, "service-not-found", "No such service.")
    card = _form(cards, application.eform)
    person = _person(caller, application)
    word = once or secrets.token_urlsafe(16)
    forms.submit_answers(
        actor=caller.actor,
        form=card.key,
        person=person,
        answers=application.data,
        language="fr",
        once=word,
    )
    case = Case.objects.select_related("procedure", "content").get(
        draft=once_key(person.owner, card.key, word)
    )
    if records.application_of(case) is None:
        _keep_application(caller, case, application, file or case.key)
    return case


@transaction.atomic
def update_application(*, caller: Caller, file: str, application: Application) -> Case:
    """Keep what an operator adds to an application file, beside the person's own answers, which stay.

    raises: Refused
    """
    if not caller.is_operator:
        raise Refused(403, "not-case-officer", "Only those who handle requests complete them.")
    case = records.find_file(caller=caller, file=file, lock=True)
    extra = records.open_extra(case)
    operator = {**extra.get("operator", {}), **application.data}
    known = [*extra.get("documents", []), *application.documents]
    extra |= {"operator": operator, "documents": list(dict.fromkeys(known))}
    if application.name:
        extra["name"] = application.name
    if len(json.dumps(extra)) > MOST_EXTRA:
        raise bad_request("The application file has become too large.")
    row = records.application_of(case) or ApplicationFile(case=case, file=case.key, applicant=case.owner)
    row.sealed = records.seal_extra(extra, key=case.key)
    row.save()
    case.application = row
    record_event(
        actor=caller.actor, case=case, kind="completed-by-operator", sight="internal",
        detail={"fields": len(application.data)},
    )  # fmt: skip
    return case


@transaction.atomic
def complete_task(*, caller: Caller, key: str, data: Mapping[str, Json]) -> tasks.Task:
    """Complete a task; done again, it changes nothing.

    An operator's takes the step that `data.transition.key` names, or the only plain one there is; a person's
    answers the request for correction with the values in `data`.
    raises: Refused, and what the step itself refuses
    """
    task = tasks.find_task(caller=caller, task=key)
    if task.done is not None:
        return task
    case = Case.objects.select_for_update().get(pk=task.case.pk)
    transition = _operate(caller, task, data) if caller.is_operator else _answer(caller, case, data)
    try:
        with transaction.atomic():
            done = CompletedTask.objects.create(
                task=key,
                case=case,
                at=clock.now(),
                by=caller.actor.key,
                transition=transition,
                sealed=seal_text(
                    json.dumps(dict(data), ensure_ascii=False), column=tasks.COLUMN, key=case.key
                ),
            )
    except IntegrityError as fault:
        raise Refused(409, "conflict", "This task was completed a moment ago.") from fault
    case.refresh_from_db()
    return replace(task, done=done, case=case)


def _operate(caller: Caller, task: tasks.Task, data: Mapping[str, Json]) -> str:
    """Take the step that an operator chose, or the only plain one; return its key, empty when none was taken."""
    case = task.case
    possible = steps_from(procedure_of(case.procedure), state=case.state, who={"agent"})
    wanted = data.get("transition")
    step = _chosen(possible, wanted) if wanted is not None else _only_plain(possible)
    if step is None:
        if task.key == tasks.derived_key(case):
            keys = ", ".join(one.key for one in possible)
            raise Refused(409, "step-not-possible", f"Name a step in data.transition.key: one of {keys}.")
        record_event(actor=caller.actor, case=case, kind="task-completed", sight="internal")
        return ""
    take_step(actor=caller.actor, key=case.key, step=step.key, filled=_filled(wanted))
    return step.key


def _answer(caller: Caller, case: Case, data: Mapping[str, Json]) -> str:
    answer_correction(actor=caller.actor, key=case.key, owner=caller.actor.key, values=data)
    return "answer"


def _chosen(possible: Sequence[Transition], wanted: Json) -> Transition:
    key = wanted.get("key") if isinstance(wanted, dict) else wanted
    found = next((one for one in possible if one.key == key), None)
    if found is None:
        raise bad_request("data.transition names no step that is possible now.")
    return found


def _only_plain(possible: Sequence[Transition]) -> Transition | None:
    plain = [one for one in possible if one.effect == "none" and not one.needs]
    return plain[0] if len(plain) == 1 and len(possible) == 1 else None


def _filled(wanted: Json) -> Filled:
    if not isinstance(wanted, dict):
        return Filled()
    texts = {name: wanted[name][:4000] for name in ("reasons", "message", "note")
             if isinstance(wanted.get(name), str)}  # fmt: skip
    fields = wanted.get("fields")
    names = tuple(one for one in fields if isinstance(one, str)) if isinstance(fields, list) else ()
    return Filled(**texts, fields=names[:100])


def _form(cards: Sequence[FormCard], eform: str) -> FormCard:
    if not eform:
        return cards[0]
    key = records.inside_name("eform", eform, (card.key for card in cards))
    found = next((card for card in cards if card.key == key), None)
    if found is None:
        raise bad_request("formData.eFormId is no e-form of this service.")
    return found


def _person(caller: Caller, application: Application) -> Person:
    """Return whose request it is: the caller's own; in a trial, a person made up from the identifier given."""
    if caller.trial:
        owner = f"govstack:{blind_index(application.applicant, context='govstack-applicant')[:40]}"
        return Person(owner=owner, level=caller.level)
    if caller.offices:
        raise Refused(403, "permission-denied", "An operator hands in nothing in a person's name.")
    return Person(owner=caller.actor.key, level=caller.level)


def _keep_application(caller: Caller, case: Case, application: Application, file: str) -> None:
    held = asdict(application)
    extra = {name: held[name] for name in ("name", "created") if held[name]}
    extra["documents"] = list(application.documents)
    try:
        with transaction.atomic():
            case.application = ApplicationFile.objects.create(
                case=case,
                file=file,
                applicant=application.applicant,
                sealed=records.seal_extra(extra, key=case.key),
            )
    except IntegrityError as fault:
        raise Refused(409, "conflict", "This application file exists already.") from fault
    keys = [address.rpartition("/")[2] for address in application.documents]
    documents.take_documents(actor=caller.actor, keys=keys, case=case)
