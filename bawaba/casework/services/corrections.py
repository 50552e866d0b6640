"""A correction that a person is writing: kept as it is typed, sent once it is complete."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from bawaba.casework.errors import StepNotPossible
from bawaba.casework.models import Case, CorrectionDraft
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.corrections import (
    CORRECTION_FILES,
    Correction,
    fields_with,
    read_correction,
    with_changes,
    write_draft,
)
from bawaba.casework.services.pausing import answer_correction
from bawaba.casework.types import CaseInfo, Json
from bawaba.forms import queries as forms
from bawaba.forms.types import Field, Path
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

    values: answers to the questions asked again, None where one is taken out
    typed:  what could not be read, by field name
    raises: CaseNotFound, StepNotPossible
    """
    case, before = _writable(key, owner)
    asked = {name: value for name, value in values.items() if name in fields_with(before, values)}
    _forget_unnamed(actor, before, asked)
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
    asked, path, answer = _file_place(before, field)
    held = list(answer or [])
    if len(held) >= asked.settings.get("most", MOST_FILES):
        raise InvalidInput(fields={field: "too-many"})
    kept = files.keep(actor=actor, prepared=prepared, purpose=CORRECTION_FILES, subject=key, as_pdf=True)
    _keep(case, _changed(before, path, [*held, kept.key]), before.content.typed)
    return kept


@transaction.atomic
def detach_correction(*, actor: Actor, key: str, owner: str, field: str, file: str) -> None:
    """Take a file out of a correction; one that came with the request is only left out of the answer.

    raises: CaseNotFound, StepNotPossible, NotFound
    """
    case, before = _writable(key, owner)
    _asked, path, answer = _file_place(before, field)
    held = list(answer or [])
    if file not in held:
        raise NotFound
    files.forget_files(actor=actor, purpose=CORRECTION_FILES, subject=key, keys=[file])
    left = [one for one in held if one != file]
    _keep(case, _changed(before, path, left or None), before.content.typed)
    audit.record(actor=actor, verb="casework.correction-saved", target=case)


@transaction.atomic
def send_correction(*, actor: Actor, key: str, owner: str) -> CaseInfo:
    """Send a correction; the clock goes on.

    raises: CaseNotFound, StepNotPossible, StepIncomplete and what `pausing.answer_correction` raises
    """
    case, before = _writable(key, owner)
    new = [one.key for one in files.list_files(purpose=CORRECTION_FILES, subject=key)]
    named = forms.files_in(definition=before.definition, answers=before.content.values)
    info = answer_correction(
        actor=actor,
        key=key,
        owner=owner,
        values={name: value for name, value in before.changed.items() if name in before.fields},
        new_files=[one for one in new if one in named],
    )
    CorrectionDraft.objects.filter(case=case).delete()
    return info


def correction_place(*, actor: Actor, key: str, owner: str, field: str) -> UploadPlace:
    """Return where the files of one question asked again may be sent piece by piece.

    raises: CaseNotFound, StepNotPossible, NotFound
    """
    asked, _path, _answer = _file_place(read_correction(key=key, owner=owner), field)

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


def _changed(before: Correction, path: Path, value: Json) -> dict[str, Json]:
    """Return what was changed so far, with another answer at a path."""
    key = str(path[0])
    now = forms.replace_answer(answers=before.content.values, path=path, value=value)
    return before.changed | {key: now.get(key)}


def _forget_unnamed(actor: Actor, before: Correction, asked: Mapping[str, Json]) -> None:
    """Delete the new files that the correction named and names no longer, as those of an item that was taken out."""
    now = with_changes(before.content.values, asked)
    named = [
        forms.files_in(definition=before.definition, answers=one) for one in (before.content.values, now)
    ]
    if gone := named[0] - named[1]:
        files.forget_files(actor=actor, purpose=CORRECTION_FILES, subject=before.key, keys=sorted(gone))


def _file_place(correction: Correction, name: str) -> tuple[Field, Path, Json]:
    found = forms.answer_place(definition=correction.definition, name=name, answers=correction.content.values)
    if found is None or found[0].type != "file" or found[1][0] not in correction.fields:
        raise NotFound
    return found
