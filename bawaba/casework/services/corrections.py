"""A correction that a person is writing: kept as it is typed, sent once it is complete."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from bawaba.casework.errors import StepNotPossible
from bawaba.casework.models import Case, CorrectionDraft
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.corrections import CORRECTION_FILES, Correction, read_correction, write_draft
from bawaba.casework.services.pausing import answer_correction
from bawaba.casework.types import CaseInfo, Json
from bawaba.forms.types import Field
from bawaba.kernel import audit, clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, NotFound
from bawaba.kernel.files.tus import UploadPlace

MOST_FILES: Final = 10


@transaction.atomic
def save_correction(
    *, actor: Actor, key: str, owner: str, values: Mapping[str, Json], typed: Mapping[str, str]
) -> Correction:
    """Keep what a person wrote of a correction, valid or not.

    values: answers to the questions asked again; typed: what could not be read, by field name
    raises: CaseNotFound, StepNotPossible
    """
    case, before = _writable(key, owner)
    asked = {name: value for name, value in values.items() if name in before.fields}
    if (asked, dict(typed)) != (before.changed, before.content.typed):
        _keep(case, asked, typed)
        audit.record(actor=actor, verb="casework.correction-saved", target=case)
    return read_correction(key=key, owner=owner)


@transaction.atomic
def attach_correction(
    *, actor: Actor, key: str, owner: str, field: str, prepared: files.Prepared
) -> files.FileInfo:
    """Keep a file that was checked as an answer, or part of one, of a correction.

    raises: CaseNotFound, StepNotPossible, NotFound, InvalidInput
    """
    case, before = _writable(key, owner)
    asked = _file_field(before, field)
    held = list(before.content.values.get(field) or [])
    if len(held) >= asked.settings.get("most", MOST_FILES):
        raise InvalidInput(fields={field: "too-many"})
    kept = files.keep(actor=actor, prepared=prepared, purpose=CORRECTION_FILES, subject=key, as_pdf=True)
    _keep(case, before.changed | {field: [*held, kept.key]}, before.content.typed)
    return kept


@transaction.atomic
def detach_correction(*, actor: Actor, key: str, owner: str, field: str, file: str) -> None:
    """Take a file out of a correction; one that came with the request is only left out of the answer.

    raises: CaseNotFound, StepNotPossible, NotFound
    """
    case, before = _writable(key, owner)
    _file_field(before, field)
    held = list(before.content.values.get(field) or [])
    if file not in held:
        raise NotFound
    files.forget_files(actor=actor, purpose=CORRECTION_FILES, subject=key, keys=[file])
    left = [one for one in held if one != file]
    _keep(case, before.changed | {field: left}, before.content.typed)
    audit.record(actor=actor, verb="casework.correction-saved", target=case)


@transaction.atomic
def send_correction(*, actor: Actor, key: str, owner: str) -> CaseInfo:
    """Send a correction; the clock goes on.

    raises: CaseNotFound, StepNotPossible, StepIncomplete and what `pausing.answer_correction` raises
    """
    case, before = _writable(key, owner)
    new = [one.key for one in files.list_files(purpose=CORRECTION_FILES, subject=key)]
    named = {one for value in before.changed.values() if isinstance(value, list) for one in value}
    info = answer_correction(
        actor=actor,
        key=key,
        owner=owner,
        values={name: value for name, value in before.changed.items() if value not in (None, [])},
        new_files=[one for one in new if one in named],
    )
    CorrectionDraft.objects.filter(case=case).delete()
    return info


def correction_place(*, actor: Actor, key: str, owner: str, field: str) -> UploadPlace:
    """Return where the files of one question asked again may be sent piece by piece.

    raises: CaseNotFound, StepNotPossible, NotFound
    """
    asked = _file_field(read_correction(key=key, owner=owner), field)

    def take(prepared: files.Prepared) -> None:
        attach_correction(actor=actor, key=key, owner=owner, field=field, prepared=prepared)

    most = asked.settings.get("most_bytes", files.MOST_BYTES)
    return UploadPlace(
        actor=actor, owner=owner, place=f"correction:{key}:{field}", take=take, most_bytes=most
    )


def _writable(key: str, owner: str) -> tuple[Case, Correction]:
    case = own_row(key, owner, lock=True)
    if case.phase != "paused":
        raise StepNotPossible
    return case, read_correction(key=key, owner=owner)


def _keep(case: Case, changed: Mapping[str, Json], typed: Mapping[str, str]) -> None:
    sealed = write_draft(case.key, changed, typed)
    CorrectionDraft.objects.update_or_create(case=case, defaults={"sealed": sealed, "saved_at": clock.now()})


def _file_field(correction: Correction, field: str) -> Field:
    for one in correction.asked:
        if one.key == field and one.type == "file":
            return one
    raise NotFound
