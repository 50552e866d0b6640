"""Files of a draft: kept sealed by the kernel, named in the draft's answers."""

from collections.abc import Iterable

from django.db import transaction

from bawaba.forms.models import Draft
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import parsed
from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.kinds import MOST_FILES
from bawaba.forms.services.drafts import FILES, keep_content, writable_draft
from bawaba.forms.types import DraftContent, Field, Json, Person
from bawaba.kernel import files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def attach_file(
    *, actor: Actor, key: str, person: Person, field: str, name: str, chunks: Iterable[bytes]
) -> files.FileInfo:
    """Check and keep one file as an answer, or part of one, of a draft.

    field:  key of a file question of the form, outside repeating groups
    raises: DraftNotFound, DraftClosed, NotFound, InvalidInput and the refusals of `kernel.files`
    """
    row = writable_draft(key, person)
    asked = _file_field(row, field)
    content = open_content(row.sealed, key=key)
    held: list[Json] = list(content.values.get(field, []))
    if len(held) >= asked.settings.get("most", MOST_FILES):
        raise InvalidInput(fields={field: "too-many"})
    kept = files.receive(
        actor=actor,
        chunks=chunks,
        name=name,
        purpose=FILES,
        subject=key,
        keep_until=row.expires_on,
        most_bytes=asked.settings.get("most_bytes", files.MOST_BYTES),
    )
    values = content.values | {field: [*held, kept.key]}
    keep_content(row, DraftContent(values, content.typed, content.origins))
    return kept


@transaction.atomic
def detach_file(*, actor: Actor, key: str, person: Person, field: str, file: str) -> None:
    """Take one file out of a draft and delete it.

    raises: DraftNotFound, DraftClosed, NotFound
    """
    row = writable_draft(key, person)
    content = open_content(row.sealed, key=key)
    held = list(content.values.get(_file_field(row, field).key, []))
    if file not in held:
        raise NotFound
    files.forget_files(actor=actor, purpose=FILES, subject=key, keys=[file])
    left = [one for one in held if one != file]
    values = {name: value for name, value in content.values.items() if name != field}
    keep_content(row, DraftContent(values | ({field: left} if left else {}), content.typed, content.origins))


def _file_field(row: Draft, field: str) -> Field:
    for one in all_fields(parsed(row.version)):
        if one.key == field and one.type == "file":
            return one
    raise NotFound
