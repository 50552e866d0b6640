"""Files of a draft: kept sealed by the kernel, named in the draft's answers."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bawaba.forms.errors import DraftClosed, TooManyFiles
from bawaba.forms.models import Draft
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import parsed
from bawaba.forms.queries.drafts import draft_row
from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.kinds import MOST_FILES
from bawaba.forms.services.drafts import FILES, keep_content, writable_draft
from bawaba.forms.types import DraftContent, Field, Json, Person
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.tus import UploadPlace
from bawaba.kernel.languages import pick


def attach_file(
    *, actor: Actor, key: str, person: Person, field: str, name: str, chunks: Iterable[bytes]
) -> files.FileInfo:
    """Check one file, then keep it as an answer, or part of one, of a draft, in one transaction.

    field:  key of a file question of the form, outside repeating groups
    raises: DraftNotFound, DraftClosed, NotFound, InvalidInput and the refusals of `kernel.files`
    """
    place = upload_place(actor=actor, key=key, person=person, field=field)
    prepared = files.prepare(chunks=chunks, name=name, most_bytes=place.most_bytes)
    return attach_prepared(actor=actor, key=key, person=person, field=field, prepared=prepared)


@transaction.atomic
def attach_prepared(
    *, actor: Actor, key: str, person: Person, field: str, prepared: files.Prepared
) -> files.FileInfo:
    """Keep a file that was checked: photographs become PDFs, copies of identity documents say what they are for.

    One that was sent again, since its answer got lost, is not kept twice.
    raises: DraftNotFound, DraftClosed, NotFound, InvalidInput
    """
    row = writable_draft(key, person)
    asked = _file_field(row, field)
    content = open_content(row.sealed, key=key)
    held: list[Json] = list(content.values.get(field, []))
    for one in files.list_files(purpose=FILES, subject=key):
        if one.key in held and one.received_sha256 == prepared.sha256:
            return one
    if len(held) >= asked.settings.get("most", MOST_FILES):
        raise TooManyFiles(fields={field: TooManyFiles.message})
    kept = files.keep(
        actor=actor,
        prepared=prepared,
        purpose=FILES,
        subject=key,
        keep_until=row.expires_on,
        as_pdf=True,
        mark=_mark(row) if asked.settings.get("identity") else "",
        language=row.language,
    )
    values = content.values | {field: [*held, kept.key]}
    keep_content(row, DraftContent(values, content.typed, content.origins))
    return kept


def upload_place(*, actor: Actor, key: str, person: Person, field: str) -> UploadPlace:
    """Return where the files of one question may be sent piece by piece. At most two SQL queries.

    raises: DraftNotFound, DraftClosed, NotFound
    """
    row = draft_row(key, person.owner)
    if row.state != "open":
        raise DraftClosed
    asked = _file_field(row, field)

    def take(prepared: files.Prepared) -> None:
        attach_prepared(actor=actor, key=key, person=person, field=field, prepared=prepared)

    return UploadPlace(
        actor=actor,
        owner=person.owner,
        place=f"draft:{key}:{field}",
        take=take,
        most_bytes=asked.settings.get("most_bytes", files.MOST_BYTES),
    )


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


def _mark(row: Draft) -> str:
    """Return what is written across the copy of an identity document, in the draft's language."""
    with translation.override(row.language):
        purpose = pick(parsed(row.version).title, row.language).text
        day = date_format(clock.today(), "j F Y")
        return _("Copy given only for: %(purpose)s, on %(day)s") % {"purpose": purpose, "day": day}
