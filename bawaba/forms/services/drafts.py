"""What a person writes: begun once, saved at each step, carried to a newer version, deleted in time."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from bawaba.forms.errors import DraftChangedMeanwhile, DraftClosed, FormNotFound, LevelTooLow
from bawaba.forms.models import Draft, Form, FormVersion
from bawaba.forms.queries.contents import open_content, seal_content
from bawaba.forms.queries.definitions import known_territory, parsed
from bawaba.forms.queries.drafts import draft_info, draft_row
from bawaba.forms.rules.carrying import carry
from bawaba.forms.rules.definitions import SIGN_IN, all_fields
from bawaba.forms.types import Definition, DraftContent, DraftInfo, Json, Migration, Origin, Person
from bawaba.kernel import audit, clock, files
from bawaba.kernel.actors import Actor

FILES: Final = "form-draft"
"""Purpose under which the files of drafts are kept."""


@transaction.atomic
def start_draft(*, actor: Actor, form: str, person: Person, language: str) -> DraftInfo:
    """Begin a draft of the version in force, filled with the person's own claims; or find the open one.

    raises: FormNotFound, LevelTooLow
    """
    version = FormVersion.objects.select_related("form").filter(form__key=form, state="published").first()
    if version is None:
        raise FormNotFound
    definition = parsed(version)
    if SIGN_IN.index(person.level) < SIGN_IN.index(definition.sign_in):
        raise LevelTooLow
    known = _open_row(version.form, person.owner)
    if known is not None:
        return draft_info(known)
    try:
        with transaction.atomic():
            row = _create(version, definition, person, language)
    except IntegrityError:  # begun a moment ago in another window: one draft, never two
        row = Draft.objects.select_related("version__form", "form").get(
            form=version.form, owner=person.owner, state="open"
        )
        return draft_info(row)
    audit.record(
        actor=actor, verb="forms.draft-started", target=row, detail={"form": form, "version": version.number}
    )
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

    values:   every answer of the draft so far; typed: what could not be read, by field name
    expected: revision that the answers were written on; 0 takes them whatever happened since
    raises:   DraftNotFound, DraftClosed, DraftChangedMeanwhile
    """
    row = _writable(key, person)
    if expected and row.revision != expected:
        raise DraftChangedMeanwhile
    before = open_content(row.sealed, key=row.key)
    if before.values == values and before.typed == typed:
        return draft_info(row)
    keep_content(row, DraftContent(dict(values), dict(typed), mark_declared(before, values)))
    audit.record(actor=actor, verb="forms.draft-saved", target=row, detail={"revision": row.revision})
    return draft_info(row)


@transaction.atomic
def migrate_draft(*, actor: Actor, key: str, person: Person) -> Migration:
    """Move a draft to the version in force with the answers that still stand; return what became of them.

    raises: DraftNotFound, DraftClosed, FormNotFound
    """
    row = _writable(key, person)
    version = FormVersion.objects.select_related("form").filter(form=row.form, state="published").first()
    if version is None:
        raise FormNotFound
    content = open_content(row.sealed, key=row.key)
    values, outcome = carry(
        content.values, parsed(row.version), parsed(version), today=clock.today(), known=known_territory
    )
    row.version = version
    keep_content(
        row, DraftContent(values, {}, {key: one for key, one in content.origins.items() if key in values})
    )
    row.save(update_fields=["version"])
    audit.record(actor=actor, verb="forms.draft-migrated", target=row, detail={"version": version.number})
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
    until it expires.
    """
    held = Draft.objects.filter(owner=owner, state="open").values("form_id")
    moved = Draft.objects.filter(owner=visitor, state="open").exclude(form_id__in=held).update(owner=owner)
    if moved:
        audit.record(
            actor=actor, verb="forms.drafts-adopted", target=("forms.draft", owner), detail={"drafts": moved}
        )
    return moved


@transaction.atomic
def forget_expired_drafts(*, actor: Actor, today: date) -> int:
    """Delete the drafts whose date has passed, with their files; return how many."""
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


def keep_content(row: Draft, content: DraftContent) -> None:
    """Seal and save a draft's content, one revision on, and put its end off."""
    row.sealed = seal_content(content, key=row.key)
    row.revision += 1
    row.updated_at = clock.now()
    row.expires_on = _expiry(parsed(row.version))
    row.save(update_fields=["sealed", "revision", "updated_at", "expires_on"])


def mark_declared(before: DraftContent, values: Mapping[str, Json]) -> dict[str, Origin]:
    """Return where each fetched answer comes from: those typed over are declared by the person."""
    return {
        key: origin if values[key] == before.values.get(key) else Origin("declared", clock.now().isoformat())
        for key, origin in before.origins.items()
        if key in values
    }


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


def _open_row(form: Form, owner: str) -> Draft | None:
    return (
        Draft.objects.select_related("version", "form")
        .defer("version__definition")
        .filter(form=form, owner=owner, state="open")
        .first()
    )


def _create(version: FormVersion, definition: Definition, person: Person, language: str) -> Draft:
    key = secrets.token_urlsafe(18)
    return Draft.objects.create(
        key=key,
        form=version.form,
        version=version,
        owner=person.owner,
        language=language,
        sealed=seal_content(_first_content(definition, person), key=key),
        created_at=clock.now(),
        updated_at=clock.now(),
        expires_on=_expiry(definition),
    )


def _first_content(definition: Definition, person: Person) -> DraftContent:
    """Return what the person's own claims say of the form's questions."""
    wanted = [(one.key, one.prefill) for one in all_fields(definition) if one.prefill]
    values = {
        key: person.claims[prefill.path]
        for key, prefill in wanted
        if prefill.source == "identity" and prefill.path in person.claims
    }
    at = clock.now().isoformat()
    return DraftContent(values=values, origins={key: Origin("identity", at) for key in values})


def _expiry(definition: Definition) -> date:
    return clock.today() + timedelta(days=definition.keep_days)
