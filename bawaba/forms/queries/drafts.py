"""Drafts: found again in one place, opened by their owner alone."""

from bawaba.forms.errors import DraftNotFound, FormNotFound
from bawaba.forms.models import Draft, SourceConsent
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import known_territory
from bawaba.forms.queries.versions import stored_version, version_in_force
from bawaba.forms.rules.answers import check_answers
from bawaba.forms.rules.carrying import carry
from bawaba.forms.rules.flow import keep_asked, walk
from bawaba.forms.types import AnswerFault, Definition, DraftInfo, Migration, OpenDraft, Path, VersionInfo
from bawaba.kernel import clock, rows


def list_drafts(*, owner: str) -> list[tuple[DraftInfo, Definition]]:
    """Return a person's open drafts with their forms, the latest changed first. One SQL query."""
    rows = Draft.objects.filter(owner=owner, state="open").order_by("-updated_at")[:100]
    return [(draft_info(row), stored_version(row.version_id).definition) for row in rows]


def open_draft(*, key: str, owner: str) -> OpenDraft:
    """Return a person's draft with its form and what was written. One SQL query.

    raises: DraftNotFound, also when it is somebody else's
    """
    row = find_row(key, owner)
    version = stored_version(row.version_id)
    return OpenDraft(
        info=draft_info(row),
        definition=version.definition,
        content=open_content(row.sealed, key=row.key),
        newest=_newest(version.info),
    )


def _newest(version: VersionInfo) -> int:
    try:
        return version_in_force(version.form).info.number
    except FormNotFound:  # withdrawn: the draft's own version is the last one
        return version.number


def check_draft(*, draft: OpenDraft, page: str = "") -> list[AnswerFault]:
    """Return what is missing or wrong in a draft, on one page or in all; what could not be read too."""
    asked = list(walk(draft.definition, draft.content.values, today=clock.today()))
    order = {one.path: place for place, one in enumerate(asked)}
    here = {one.path for one in asked if not page or one.page == page}
    counted = keep_asked(draft.definition, draft.content.values, today=clock.today())
    found = check_answers(draft.definition, counted, today=clock.today(), known=known_territory, page=page)
    unread = [AnswerFault(path_of(name), "wrong-format") for name in draft.content.typed]
    there = [fault for fault in unread if field_path(fault.path) in here]
    covered = {field_path(fault.path) for fault in there}
    faults = [fault for fault in found if fault.path not in covered] + there
    return sorted(faults, key=lambda fault: order.get(field_path(fault.path), len(order)))


def files_by_question(*, draft: OpenDraft) -> dict[str, list[str]]:
    """Return the keys of a draft's files by the name of their question. No SQL query."""
    asked = (
        one
        for one in walk(draft.definition, draft.content.values, today=clock.today())
        if one.field.type == "file"
    )
    return {".".join(map(str, one.path)): list(one.value or ()) for one in asked}


def draft_consents(*, key: str) -> set[str]:
    """Return the sources that a draft may fetch from. One SQL query."""
    return set(SourceConsent.objects.filter(draft__key=key).values_list("source", flat=True))


def preview_migration(*, key: str, owner: str) -> tuple[OpenDraft, Definition, Migration]:
    """Return a draft, the form's version in force, and what would become of its answers. One SQL query.

    raises: DraftNotFound, FormNotFound
    """
    draft = open_draft(key=key, owner=owner)
    newest = version_in_force(draft.info.form).definition
    _, outcome = carry(
        draft.content.values, draft.definition, newest, today=clock.today(), known=known_territory
    )
    return draft, newest, outcome


def path_of(name: str) -> Path:
    """Return the path that a field's name spells: figures are places in a repeating group."""
    return tuple(int(part) if part.isdigit() else part for part in name.split("."))


def field_path(path: Path) -> Path:
    """Return the path of the field itself when `path` leads to a part of its answer, such as `home.line`."""
    return path[:-1] if len(path) in (2, 4) else path


def find_row(key: str, owner: str) -> Draft:
    """Return a draft's row alone when it is this owner's. One SQL query.

    raises: DraftNotFound
    """
    row = rows.find(Draft, "key = %s AND owner = %s", key, owner) if owner else None
    if row is None:
        raise DraftNotFound
    return row


def draft_row(key: str, owner: str, *, lock: bool = False) -> Draft:
    """Return a draft's row when it is this owner's.

    raises: DraftNotFound
    """
    found = (
        Draft.objects.select_related("version", "form")
        .defer("version__definition")
        .filter(key=key, owner=owner)
    )
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None or not owner:
        raise DraftNotFound
    return row


def draft_info(row: Draft) -> DraftInfo:
    """Return what others see of a draft."""
    version = stored_version(row.version_id).info
    return DraftInfo(
        key=row.key,
        form=version.form,
        version=version.number,
        owner=row.owner,
        language=row.language,
        revision=row.revision,
        state=row.state,
        updated_at=row.updated_at,
        expires_on=row.expires_on,
        receipt=row.receipt,
    )
