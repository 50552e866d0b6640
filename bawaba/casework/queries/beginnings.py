"""Drafts as another system sees them, in the name of their person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bawaba.forms import queries as forms
from bawaba.forms.types import DRAFT_FILES, DraftInfo
from bawaba.kernel import files


@dataclass(frozen=True, slots=True)
class BegunDraft:
    """A draft with what is still wrong in it. faults: codes by field name; files: by key of their question"""

    info: DraftInfo
    faults: Mapping[str, str]
    files: Mapping[str, Sequence[files.FileInfo]]


def find_draft(*, key: str, owner: str) -> BegunDraft:
    """Return a person's draft, what is missing or wrong in it, and its files. Three SQL queries.

    raises: DraftNotFound
    """
    draft = forms.open_draft(key=key, owner=owner)
    kept = {one.key: one for one in files.list_files(purpose=DRAFT_FILES, subject=key)}
    named = forms.files_by_question(draft=draft)
    return BegunDraft(
        info=draft.info,
        faults={fault.name: fault.code for fault in forms.check_draft(draft=draft)},
        files={name: [kept[one] for one in keys if one in kept] for name, keys in named.items()},
    )
