"""What a person writes: begun once, saved at each step, carried to a newer version, deleted in time."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from bawaba.forms.errors import DraftChangedMeanwhile, DraftClosed, LevelTooLow
from bawaba.forms.models import Draft
from bawaba.forms.queries.contents import open_content, seal_content
from bawaba.forms.queries.definitions import known_territory, parsed
from bawaba.forms.queries.drafts import draft_info, draft_row, find_row
from bawaba.forms.queries.versions import StoredVersion, stored_version, version_in_force
from bawaba.forms.rules.carrying import carry, mark_declared
from bawaba.forms.rules.definitions import SIGN_IN, all_fields
from bawaba.forms.rules.places import named_files
from bawaba.forms.types import (
    Definition,
    DraftContent,
    DraftInfo,
    Field,
    Json,
    Migration,
    Origin,
    Person,
    visitor_adopters,
)
from bawaba.kernel import audit, clock, files, rows
from bawaba.kernel.actors import Actor

FILES: Final = "form-draft"
"""Purpose under which the files of drafts are kept."""

SESSION: Final = timedelta(minutes=30)
"""How long one row of the audit stands for the saves of a draft: pages save every few seconds."""

_WRITE_OVER: Final = (
    f"UPDATE {Draft._meta.db_table} SET sealed = %s, revision = %s, updated_at = %s, expires_on = %s, audited_at = %s"  # noqa: S608  # a table's name
    " WHERE id = %s AND revision = %s AND state = 'open'"
)


@transaction.atomic
def start_draft(*, actor: Actor, form: str, person: Person, language: str) -> DraftInfo:
    """Begin a draft of the version in force, filled with the person's own claims; or find the open one.

    Five SQL queries when it is new, with those of the audit.
    raises: FormNotFound, LevelTooLow
    """
    version = version_in_force(form)
    if SIGN_IN.index(person.level) < SIGN_IN.index(version.definition.sign_in):
        raise LevelTooLow
    row = _new_row(version, person, language)
    if not rows.insert_once(row):  # there is one already, begun long ago or in another window: never two
        return draft_info(Draft.objects.get(form=version.form_pk, owner=person.owner, state="open"))
    detail = {"form": form, "version": version.info.number}
    audit.record(actor=actor, verb="forms.draft-started", target=row, detail=detail)
    return draft_info(row)


@transaction.atomic
def save_answers(
    *,
    actor: Actor,
    key: str,
    person: Person,
    values: Mapping[str, Json],
    typed: Mapping[str, str],
    expected: int = 0,
) -> DraftInfo:
    """Keep what a person wrote, valid or not; a fetched answer that was typed over is marked as declared.

    Files that the answers no longer name, as those of an item that was taken out, are deleted.
    One row of the audit stands for the saves of `SESSION` (ADR 19). Two SQL queries, five when it is written.
    values:   every answer of the draft so far; typed: what could not be read, by field name
    expected: revision that the answers were written on; 0 takes them whatever happened since
    raises:   DraftNotFound, DraftClosed, DraftChangedMeanwhile
    """
    row = find_row(key, person.owner)
    if row.state != "open":
        raise DraftClosed
    if expected and row.revision != expected:
        raise DraftChangedMeanwhile
    before = open_content(row.sealed, key=row.key)
    if before.values == values and before.typed == typed:
        return draft_info(row)
    origins = mark_declared(before, values, at=clock.now())
    _forget_unnamed(actor, row, before, values)
    seen, begins = row.revision, clock.now() - row.audited_at >= SESSION
    _renew(row, DraftContent(dict(values), dict(typed), origins))
    if begins:
        row.audited_at = row.updated_at
    if not _write_over(row, seen):
        raise DraftChangedMeanwhile
    if begins:
        audit.record(actor=actor, verb="forms.draft-saved", target=row, detail={"revision": row.revision})
    return draft_info(row)


@transaction.atomic
def migrate_draft(*, actor: Actor, key: str, person: Person) -> Migration:
    """Move a draft to the version in force with the answers that still stand; return what became of them.

    raises: DraftNotFound, DraftClosed, FormNotFound
    """
    row = _writable(key, person)
    version = version_in_force(row.form.key)
    content = open_content(row.sealed, key=row.key)
    values, outcome = carry(
        content.values,
        parsed(row.version),
        version.definition,
        today=clock.today(),
        known=known_territory,
    )
    _forget_unnamed(actor, row, content, values)
    row.version_id = version.pk
    keep_content(
        row, DraftContent(values, {}, {key: one for key, one in content.origins.items() if key in values})
    )
    row.save(update_fields=["version"])
    audit.record(
        actor=actor, verb="forms.draft-migrated", target=row, detail={"version": version.info.number}
    )
    return outcome


@transaction.atomic
def discard_draft(*, actor: Actor, key: str, person: Person) -> None:
    """Delete a draft with its files.

    raises: DraftNotFound, DraftClosed
    """
    row = _writable(key, person)
    files.forget_files(actor=actor, purpose=FILES, subject=key)
    audit.record(actor=actor, verb="forms.draft-discarded", target=row)
    row.delete()


@transaction.atomic
def adopt_drafts(*, actor: Actor, visitor: str, owner: str) -> int:
    """Give the drafts of a browser session to the person who signed in there; return how many.

    A form of which the person has an open draft already keeps that one: the other stays with the session
    until it expires. Rooms above give theirs too (`types.visitor_adopters`).
    """
    held = Draft.objects.filter(owner=owner, state="open").values("form_id")
    moved = Draft.objects.filter(owner=visitor, state="open").exclude(form_id__in=held).update(owner=owner)
    if moved:
        audit.record(
            actor=actor, verb="forms.drafts-adopted", target=("forms.draft", owner), detail={"drafts": moved}
        )
    for adopt in visitor_adopters.providers().values():
        adopt(actor=actor, visitor=visitor, owner=owner)
    return moved


@transaction.atomic
def forget_expired_drafts(*, actor: Actor, today: date | None = None) -> int:
    """Delete the drafts whose date has passed, with their files; return how many. today: the country's, by default"""
    today = today or clock.today()
    keys = list(Draft.objects.filter(expires_on__lt=today).values_list("key", flat=True))
    for key in keys:
        files.forget_files(actor=actor, purpose=FILES, subject=key)
    Draft.objects.filter(key__in=keys).delete()
    if keys:
        audit.record(
            actor=actor,
            verb="forms.drafts-expired",
            target=("forms.draft", today.isoformat()),
            detail={"drafts": len(keys)},
        )
    return len(keys)


def _forget_unnamed(actor: Actor, row: Draft, before: DraftContent, values: Mapping[str, Json]) -> None:
    """Delete the files of a draft that its answers named and name no longer."""
    definition = stored_version(row.version_id).definition
    gone = named_files(definition, before.values) - named_files(definition, values)
    if gone:
        files.forget_files(actor=actor, purpose=FILES, subject=row.key, keys=sorted(gone))


def keep_content(row: Draft, content: DraftContent) -> None:
    """Seal and save a draft's content, one revision on, and put its end off."""
    _renew(row, content)
    row.save(update_fields=["sealed", "revision", "updated_at", "expires_on"])


def _renew(row: Draft, content: DraftContent) -> None:
    row.sealed = seal_content(content, key=row.key)
    row.revision += 1
    row.updated_at = clock.now()
    row.expires_on = _expiry(stored_version(row.version_id).definition)


def _write_over(row: Draft, seen: int) -> bool:
    """Write a draft's content unless it changed since the revision that was seen; say whether it was written."""
    return bool(
        rows.run(
            _WRITE_OVER,
            row.sealed,
            row.revision,
            rows.moment(row.updated_at),
            row.expires_on.isoformat(),
            rows.moment(row.audited_at),
            row.pk,
            seen,
        ).rowcount
    )


def _writable(key: str, person: Person) -> Draft:
    row = draft_row(key, person.owner, lock=True)
    if row.state != "open":
        raise DraftClosed
    return row


def writable_draft(key: str, person: Person) -> Draft:
    """Return the row of an open draft of this person, held until the transaction ends.

    raises: DraftNotFound, DraftClosed
    """
    return _writable(key, person)


def _new_row(version: StoredVersion, person: Person, language: str) -> Draft:
    key, at = secrets.token_urlsafe(18), clock.now()
    return Draft(
        key=key,
        form_id=version.form_pk,
        version_id=version.pk,
        owner=person.owner,
        language=language,
        sealed=seal_content(_first_content(version.definition, person), key=key),
        created_at=at,
        updated_at=at,
        audited_at=at,
        expires_on=_expiry(version.definition),
    )


def _first_content(definition: Definition, person: Person) -> DraftContent:
    """Return what the person's own claims say of the form's questions, and one item of each group that needs one."""
    wanted = [(one.key, one.prefill) for one in all_fields(definition) if one.prefill]
    known = {
        key: person.claims[prefill.path]
        for key, prefill in wanted
        if prefill.source == "identity" and prefill.path in person.claims
    }
    empty: dict[str, Json] = {one.key: [{}] for one in all_fields(definition) if _needs_item(one)}
    at = clock.now().isoformat()
    return DraftContent(values=known | empty, origins={key: Origin("identity", at) for key in known})


def _needs_item(field: Field) -> bool:
    return field.type == "repeat" and field.required and field.settings.get("least", 1) >= 1


def _expiry(definition: Definition) -> date:
    return clock.today() + timedelta(days=definition.keep_days)
