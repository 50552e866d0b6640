"""What a person is asked to correct, with what they wrote of it so far."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from bawaba.casework.errors import StepNotPossible
from bawaba.casework.models import CorrectionDraft
from bawaba.casework.queries.access import case_row, own_row
from bawaba.casework.queries.contents import open_answers, open_text, seal_text
from bawaba.casework.queries.records import pause_info
from bawaba.casework.types import FILES, EventInfo, Json
from bawaba.forms import queries as forms
from bawaba.forms.types import Definition, DraftContent, Field
from bawaba.kernel import files

CORRECTION_FILES: Final = "case-correction"
"""Purpose under which the person's new files wait for the correction to be sent; subject: the case's key."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Questions asked again. fields: their keys, with those that the changed answers made come up.

    changed: what was written since, by key; None where an answer was taken out
    lodged:  the answers of the case as they are; content: with what was changed, and what could not be read
    files:   by key, those of the case and the new ones
    """

    key: str
    message: str
    answer_by: date
    fields: tuple[str, ...]
    asked: Sequence[Field]
    definition: Definition
    changed: dict[str, Json]
    lodged: Mapping[str, Json]
    content: DraftContent
    files: Mapping[str, files.FileInfo]


def read_correction(*, key: str, owner: str) -> Correction:
    """Return what a person is asked to correct. At most seven SQL queries.

    raises: CaseNotFound, StepNotPossible when nothing is asked
    """
    case = own_row(key, owner)
    pause = case.pauses.filter(ended_at__isnull=True, reason="correction").first()
    if pause is None:
        raise StepNotPossible
    told = pause_info(pause, key=key)
    _info, definition = forms.definition_of(key=case.form, number=case.form_version)
    answers, _origins = open_answers(case.content.sealed, key=key)
    changed, typed = read_draft(key, CorrectionDraft.objects.filter(case=case).first())
    answers_now = with_changes(answers, changed)
    fields = allowed_fields(definition, told.fields, answers, answers_now)
    held = files.list_many(purpose=FILES, subjects=[key]) + files.list_many(
        purpose=CORRECTION_FILES, subjects=[key]
    )
    return Correction(
        key=key,
        message=told.message,
        answer_by=told.answer_by,
        fields=fields,
        asked=forms.some_fields(definition, fields),
        definition=definition,
        changed=changed,
        lodged=answers,
        content=DraftContent(answers_now, typed, {}),
        files={one.key: one for one in held},
    )


def dropped_labels(*, key: str, events: Sequence[EventInfo], language: str) -> str:
    """Return the questions whose answers a correction took out, joined by commas. Two SQL queries when there are.

    raises: CaseNotFound
    """
    dropped = {str(name) for event in events for name in event.detail.get("dropped") or ()}
    if not dropped:
        return ""
    row = case_row(key)
    labels = forms.question_labels(key=row.form, number=row.form_version, language=language)
    return _(", ").join(label for name, label in labels.items() if name in dropped)


def with_changes(answers: Mapping[str, Json], changed: Mapping[str, Json]) -> dict[str, Json]:
    """Return answers with what was changed in them; what was taken out is not there."""
    return {name: value for name, value in {**answers, **changed}.items() if value is not None}


def allowed_fields(
    definition: Definition, asked: Sequence[str], before: Mapping[str, Json], after: Mapping[str, Json]
) -> tuple[str, ...]:
    """Return the questions that a correction may answer: those asked for, and those that come up by their answers.

    before: the answers of the case; after: with the correction
    """
    opened = forms.opened_keys(definition=definition, before=before, after=after)
    return (*asked, *(key for key in opened if key not in asked))


def fields_with(correction: Correction, values: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the questions that a correction may answer once these answers are given too."""
    after = with_changes(correction.content.values, values)
    return allowed_fields(correction.definition, correction.fields, correction.lodged, after)


def write_draft(key: str, changed: Mapping[str, Json], typed: Mapping[str, str]) -> bytes:
    """Return what was written of a correction, sealed for its case."""
    text = json.dumps({"changed": dict(changed), "typed": dict(typed)}, ensure_ascii=False)
    return seal_text(text, column="correction", key=key)


def read_draft(key: str, row: CorrectionDraft | None) -> tuple[dict[str, Json], dict[str, str]]:
    """Return what `write_draft` sealed."""
    if row is None:
        return {}, {}
    kept = json.loads(open_text(row.sealed, column="correction", key=key))
    return kept["changed"], kept["typed"]
