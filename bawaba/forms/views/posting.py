"""What was sent from a page of a form, merged with the draft as it is now, and saved whatever it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, QueryDict

from bawaba.forms import queries, services
from bawaba.forms.errors import DraftChangedMeanwhile
from bawaba.forms.queries.territories import find_place
from bawaba.forms.rules.carrying import mark_declared
from bawaba.forms.rules.flow import walk
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.rules.places import change_items
from bawaba.forms.rules.typed import Read, read_fields
from bawaba.forms.types import DraftContent, Field, Json, OpenDraft, Page
from bawaba.forms.views.access import Filler
from bawaba.kernel import clock
from bawaba.kernel.errors import DomainError
from bawaba.kernel.files.arriving import TooMuchAtOnce, was_cut

TRIES: Final = 3


def save_page(filler: Filler, draft: OpenDraft, page: Page, posted: QueryDict, act: str) -> OpenDraft:
    """Keep what was sent from one page, valid or not, and return the draft as it is then.

    Answers of other pages stay as the latest save left them, from whatever device.
    """
    for _ in range(TRIES):
        read = _read(page, posted, draft)
        values, typed = _merged(draft, page.fields, read)
        change_items(page.fields, values, typed, act)
        try:
            info = services.save_answers(
                actor=filler.actor, key=draft.info.key, person=filler.person, values=values, typed=typed,
                expected=draft.info.revision,
            )  # fmt: skip
        except DraftChangedMeanwhile:  # saved elsewhere meanwhile: merge again with what is there now
            draft = queries.open_draft(key=draft.info.key, owner=filler.person.owner)
            continue
        origins = mark_declared(draft.content, values, at=info.updated_at)
        return replace(draft, info=info, content=DraftContent(values, typed, origins))
    raise DraftChangedMeanwhile


def save_files(request: HttpRequest, filler: Filler, draft: OpenDraft, page: Page) -> dict[str, DomainError]:
    """Keep the files that came with a page; return why some were refused, by field name."""
    refused: dict[str, DomainError] = {}
    wanted = {
        ".".join(map(str, one.path))
        for one in walk(draft.definition, draft.content.values, today=clock.today())
        if one.page == page.key and one.field.type == "file"
    }
    for name in request.FILES:
        for file in request.FILES.getlist(name) if name in wanted else ():
            try:
                services.attach_file(
                    actor=filler.actor, key=draft.info.key, person=filler.person, field=name,
                    name=file.name or "", chunks=file.chunks(),
                )  # fmt: skip
            except DomainError as refusal:
                refused[name] = _together(refused.get(name), refusal, file.name or "")
    if was_cut(request):
        refused |= dict.fromkeys(wanted - refused.keys(), TooMuchAtOnce())
    return refused


def _together(before: DomainError | None, refusal: DomainError, file: str) -> DomainError:
    """Return the refusals of several files of one question as one, each with its file's name."""
    told = f"{file}: {refusal}"
    return DomainError(f"{before} {told}" if before else told, hint=refusal.next_step)


def _read(page: Page, posted: QueryDict, draft: OpenDraft) -> Read:
    lists = {name: [str(one) for one in given] for name, given in posted.lists()}
    return read_fields(page.fields, lists, before=draft.content.values, places=find_place)


def _merged(draft: OpenDraft, fields: Sequence[Field], read: Read) -> tuple[dict[str, Json], dict[str, str]]:
    here = {field.key for field in _flat(fields) if KINDS[field.type].gives is not None}
    values = {key: value for key, value in draft.content.values.items() if key not in here} | read.values
    typed = {name: text for name, text in draft.content.typed.items() if name.split(".", 1)[0] not in here}
    return values, typed | read.typed


def _flat(fields: Sequence[Field]) -> list[Field]:
    """Return fields with those of groups, but not those inside repeating groups."""
    found: list[Field] = []
    for field in fields:
        found.append(field)
        if field.type == "group":
            found += _flat(field.fields)
    return found
