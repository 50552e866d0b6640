"""Take a complete draft: the case, its receipt and its files, in the transaction that ends the draft."""

import secrets
from dataclasses import asdict
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from bawaba.casework.errors import ProcedureNotFound
from bawaba.casework.models import Case, CaseContent, Receipt, ServiceProcedureVersion
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import seal_answers
from bawaba.casework.queries.procedures import version_in_force
from bawaba.casework.queries.records import law_of, procedure_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.numbers import DIGITS, make_number
from bawaba.casework.rules.routing import route, territory_of
from bawaba.casework.rules.timing import choose_time
from bawaba.casework.rules.workflow import start_state
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.casework.types import FILES, Procedure
from bawaba.directory import queries as directory
from bawaba.forms import queries as forms
from bawaba.forms.types import DRAFT_FILES, Submission
from bawaba.kernel import clock, files, rows
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import NotFound

_TRIES: Final = 20


@transaction.atomic
def take_submission(*, actor: Actor, submission: Submission) -> str:
    """Make a case of a valid submission and return the address of its receipt.

    A draft makes one case for ever: a second call returns the same address.
    """
    known = Case.objects.filter(draft=submission.draft).first()
    if known is not None:
        return receipt_address(known)
    version = _version(submission.service)
    case = _insert_case(submission, version, procedure_of(version))
    rows.insert(_content(case, submission))
    rows.insert(Receipt(case=case, code=secrets.token_urlsafe(18), issued_at=case.submitted_at))
    if submission.files:
        files.move_files(
            actor=actor,
            keys=submission.files,
            purpose=DRAFT_FILES,
            subject=submission.draft,
            to=(FILES, case.key),
        )
    record_event(
        actor=actor,
        case=case,
        kind="submitted",
        detail={"number": case.number, "service": case.service, "office": case.office},
    )
    return receipt_address(case)


def receipt_address(case: Case) -> str:
    """Return the address of a case's receipt, in the language that the person wrote in."""
    with translation.override(case.language):
        return reverse("casework:receipt", args=[case.key])


def _version(service: str) -> ServiceProcedureVersion:
    try:
        return version_in_force(service)
    except ProcedureNotFound:  # a new site: the default that ships is published by the first case
        ensure_default_procedure(actor=system_actor("casework"))
        return version_in_force(service)


def _insert_case(submission: Submission, version: ServiceProcedureVersion, procedure: Procedure) -> Case:
    now, today = clock.now(), clock.today()
    answers = submission.answers
    territory = territory_of(procedure.routing, answers)
    body = _body(submission)
    case = Case(
        key=secrets.token_urlsafe(18),
        draft=submission.draft,
        service=submission.service,
        form=submission.form,
        form_version=submission.version,
        procedure=version,
        body=body,
        office=route(procedure.routing, answers, body=body, path=_territory_path(territory)),
        territory=territory[:32],
        owner=submission.owner,
        language=submission.language,
        state=start_state(procedure).key,
        submitted_at=now,
        state_since=now,
        law_time=choose_time(procedure.law, answers),
        clock_on=today,
    )
    case.due_on = deadline(today, law_of(case).answer, working_days())
    for _ in range(_TRIES):  # a number that is taken already is drawn again
        case.number = make_number(today.year, secrets.randbelow(10**DIGITS))
        if rows.insert_once(case):
            return case
    raise RuntimeError("no free number was drawn: the numbers of this year are used up")


def _content(case: Case, submission: Submission) -> CaseContent:
    origins = {name: asdict(origin) for name, origin in submission.origins.items()}
    sealed = seal_answers(submission.answers, origins, key=case.key)
    return CaseContent(case=case, sealed=sealed, digest=submission.digest)


def _body(submission: Submission) -> str:
    """Return the administration whose service it is: the catalogue's authority, else the form's body."""
    facts = forms.service_facts(identifier=submission.service) if submission.service else None
    return facts.authority if facts else forms.find_form(key=submission.form).body


def _territory_path(code: str) -> list[str]:
    if not code:
        return []
    try:
        return [one.code for one in reversed(directory.territory_path(code=code))]
    except NotFound:
        return []
