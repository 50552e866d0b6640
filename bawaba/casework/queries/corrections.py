"""What a person is asked to correct, with what they wrote of it so far."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bawaba.casework.errors import StepNotPossible
from bawaba.casework.models import CorrectionDraft
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.contents import open_answers, open_text, seal_text
from bawaba.casework.queries.records import pause_info
from bawaba.casework.types import FILES, Json
from bawaba.forms import queries as forms
from bawaba.forms.types import Definition, DraftContent, Field
from bawaba.kernel import files

CORRECTION_FILES: Final = "case-correction"
"""Purpose under which the person's new files wait for the correction to be sent; subject: the case's key."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Questions asked again. fields: their keys; changed: what was written since, by key.

    content: every answer of the case with what was changed, and what could not be read
    files:   by key, those of the case and the new ones
    """

    key: str
    message: str
    answer_by: date
    fields: tuple[str, ...]
    asked: Sequence[Field]
    definition: Definition
    changed: dict[str, Json]
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
    held = files.list_many(purpose=FILES, subjects=[key]) + files.list_many(
        purpose=CORRECTION_FILES, subjects=[key]
    )
    return Correction(
        key=key,
        message=told.message,
        answer_by=told.answer_by,
        fields=told.fields,
        asked=forms.some_fields(definition, told.fields),
        definition=definition,
        changed=changed,
        content=DraftContent({**answers, **changed}, typed, {}),
        files={one.key: one for one in held},
    )


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
