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
from bawaba.forms.rules.kinds import MOST_FILES
from bawaba.forms.rules.places import answer_at, place_of, put_answer
from bawaba.forms.services.drafts import FILES, keep_content, writable_draft
from bawaba.forms.types import DraftContent, Field, Json, Path, Person
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.tus import UploadPlace
from bawaba.kernel.languages import pick


def attach_file(
    *, actor: Actor, key: str, person: Person, field: str, name: str, chunks: Iterable[bytes]
) -> files.FileInfo:
    """Check one file, then keep it as an answer, or part of one, of a draft, in one transaction.

    field:  name of a file question: its key, or the path to it in an item of a repeating group
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
    content = open_content(row.sealed, key=key)
    asked, path = _file_place(row, field, content)
    held: list[Json] = list(answer_at(content.values, path) or [])
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
    values = put_answer(content.values, path, [*held, kept.key])
    keep_content(row, DraftContent(values, content.typed, content.origins))
    return kept


def upload_place(*, actor: Actor, key: str, person: Person, field: str) -> UploadPlace:
    """Return where the files of one question may be sent piece by piece. At most two SQL queries.

    raises: DraftNotFound, DraftClosed, NotFound
    """
    row = draft_row(key, person.owner)
    if row.state != "open":
        raise DraftClosed
    asked, _path = _file_place(row, field, open_content(row.sealed, key=key))

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
    _asked, path = _file_place(row, field, content)
    held = list(answer_at(content.values, path) or [])
    if file not in held:
        raise NotFound
    files.forget_files(actor=actor, purpose=FILES, subject=key, keys=[file])
    left = [one for one in held if one != file]
    values = put_answer(content.values, path, left or None)
    keep_content(row, DraftContent(values, content.typed, content.origins))


def _file_place(row: Draft, name: str, content: DraftContent) -> tuple[Field, Path]:
    found = place_of(parsed(row.version), name, content.values)
    if found is None or found[0].type != "file":
        raise NotFound
    return found


def _mark(row: Draft) -> str:
    """Return what is written across the copy of an identity document, in the draft's language."""
    with translation.override(row.language):
        purpose = pick(parsed(row.version).title, row.language).text
        day = date_format(clock.today(), "j F Y")
        return _("Copy given only for: %(purpose)s, on %(day)s") % {"purpose": purpose, "day": day}
