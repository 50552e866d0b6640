"""What other systems do in a person's or an agent's name, beside what both do on pages."""

from collections.abc import Mapping

from django.db import transaction

from bawaba.casework.errors import IdempotencyKeyReused
from bawaba.casework.models import Case
from bawaba.casework.queries.corrections import fields_with, read_correction
from bawaba.casework.queries.records import case_info
from bawaba.casework.services.corrections import save_correction, send_correction
from bawaba.casework.services.messages import send_message
from bawaba.casework.services.moving import Filled, take_step
from bawaba.casework.services.pausing import check_asked
from bawaba.casework.types import CaseInfo, Json
from bawaba.forms import queries as forms_queries
from bawaba.forms import services as forms
from bawaba.forms.services.direct import once_key
from bawaba.forms.types import DraftInfo, Person
from bawaba.kernel.actors import Actor
from bawaba.kernel.files.tus import UploadPlace


@transaction.atomic
def submit_request(
    *, actor: Actor, level: str, form: str, answers: Mapping[str, Json], language: str, once: str
) -> CaseInfo:
    """Hand complete answers in as a person's request; sent again with the same key, it is the same request.

    level:  how surely the person is known; once: the sender's idempotency key
    raises: FormNotFound, LevelTooLow, AnswersInvalid, IdempotencyKeyReused
    """
    person = Person(owner=actor.key, level=level)
    digest = forms.submit_answers(
        actor=actor, form=form, person=person, answers=answers, language=language, once=once
    )
    case = Case.objects.select_related("content").get(draft=once_key(person.owner, form, once))
    if case.content.digest != digest:
        raise IdempotencyKeyReused
    return case_info(case)


@transaction.atomic
def begin_draft(
    *, actor: Actor, level: str, form: str, answers: Mapping[str, Json], language: str
) -> DraftInfo:
    """Begin a person's draft with what a system knows, for the person to go on with; or find the open one.

    What the person wrote already wins over what is sent.
    raises: FormNotFound, LevelTooLow
    """
    person = Person(owner=actor.key, level=level)
    info = forms.start_draft(actor=actor, form=form, person=person, language=language)
    content = forms_queries.open_draft(key=info.key, owner=person.owner).content
    values = {**answers, **content.values}
    return forms.save_answers(
        actor=actor, key=info.key, person=person, values=values, typed=content.typed, expected=info.revision
    )


@transaction.atomic
def submit_begun(*, actor: Actor, level: str, key: str) -> CaseInfo:
    """Hand in a complete draft of a person's; a second call returns the same request.

    raises: DraftNotFound, AnswersInvalid
    """
    forms.submit_draft(actor=actor, key=key, person=Person(owner=actor.key, level=level))
    return case_info(Case.objects.get(draft=key))


def draft_place(*, actor: Actor, level: str, key: str, field: str) -> UploadPlace:
    """Return where a system sends the files of one question of a person's draft.

    raises: DraftNotFound, DraftClosed, NotFound
    """
    person = Person(owner=actor.key, level=level)
    return forms.upload_place(actor=actor, key=key, person=person, field=field)


@transaction.atomic
def correct_request(*, actor: Actor, key: str, owner: str, values: Mapping[str, Json]) -> CaseInfo:
    """Answer a request for correction with these answers, what was written and the files that were sent.

    values: None takes an answer out
    raises: CaseNotFound, StepNotPossible, DocumentNotPublished, StepIncomplete
    """
    asked = read_correction(key=key, owner=owner)
    check_asked(values, fields_with(asked, values))
    save_correction(actor=actor, key=key, owner=owner, values=asked.changed | dict(values), typed={})
    return send_correction(actor=actor, key=key, owner=owner)


def withdraw_request(*, actor: Actor, key: str, owner: str, note: str = "") -> CaseInfo:
    """Withdraw a person's own request.

    raises: CaseNotFound, StepNotPossible
    """
    return take_step(actor=actor, key=key, step="withdraw", filled=Filled(note=note), owner=owner)


def send_office_message(*, actor: Actor, key: str, text: str) -> int:
    """Send the person of a case a message in the name of the office, and return its number.

    raises: CaseNotFound, NotCaseOfficer, MessageEmpty, TextTooLong
    """
    return send_message(actor=actor, key=key, text=text)
