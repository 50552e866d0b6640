"""What the pages of filling in show: one page of a draft, the start, the last look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from bawaba.forms import queries
from bawaba.forms.errors import SourceUnknown
from bawaba.forms.queries.controls import Control, Drawing, all_controls, deciding_keys, draw_page
from bawaba.forms.queries.telling import answer_text, is_told
from bawaba.forms.rules.flow import Asked, shown_pages, walk
from bawaba.forms.rules.typed import PARTS
from bawaba.forms.services.connectors import find_source
from bawaba.forms.services.drafts import FILES
from bawaba.forms.types import AnswerFault, OpenDraft, Page, Path
from bawaba.forms.words import fault_text
from bawaba.kernel import clock, files
from bawaba.kernel.errors import DomainError
from bawaba.kernel.files import FileInfo
from bawaba.kernel.languages import Picked, pick


@dataclass(frozen=True, slots=True)
class SourceOffer:
    """A source that can answer questions of this page. agreed: the person let it be asked before."""

    key: str
    name: str
    labels: tuple[str, ...]
    agreed: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a draft as the template draws it."""

    draft: OpenDraft
    title: Picked
    form_title: Picked
    help: Picked
    key: str
    number: int
    pages: int
    controls: list[Control]
    errors: list[tuple[str, str, str]]
    sources: list[SourceOffer]
    before: Page | None
    following: Page | None
    has_files: bool
    has_places: bool
    has_map: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One answer on the last look. state: its words when it is missing or wrong."""

    label: Picked
    text: str
    page: str
    fault: str
    level: int
    files: Sequence[FileInfo] = ()


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Every answer of a draft, by page."""

    draft: OpenDraft
    form_title: Picked
    parts: list[tuple[Page, Picked, list[Line]]]
    complete: bool
    can_send: bool


def form_page(
    draft: OpenDraft,
    here: Page,
    language: str,
    *,
    faults: Sequence[AnswerFault] = (),
    refused: Mapping[str, DomainError] | None = None,
) -> FormPage:
    """Return one page of a draft, with what is wrong on it."""
    asked = [
        one
        for one in walk(draft.definition, draft.content.values, today=clock.today())
        if one.page == here.key
    ]
    offers = _offers(asked, draft, language)
    sources = {one.key: one.name for one in offers}
    held, uploads = _files(asked, draft), _uploads(asked, draft)
    decides = deciding_keys(here.fields)
    controls = draw_page(asked, Drawing(draft.content, faults, language, held, sources, decides, uploads))
    drawn = all_controls(controls)
    for control in drawn:
        refusal = (refused or {}).get(control.name)
        if refusal is not None:
            control.error = f"{refusal} {refusal.next_step}".strip()
    pages = shown_pages(draft.definition, draft.content.values, today=clock.today())
    place = next((at for at, one in enumerate(pages) if one.key == here.key), 0)
    return FormPage(
        draft=draft,
        title=pick(here.title, language),
        form_title=pick(draft.definition.title, language),
        help=pick(here.help, language),
        key=here.key,
        number=place + 1,
        pages=len(pages),
        controls=controls,
        errors=[(one.first_id, one.label.text, one.error) for one in drawn if one.error],
        sources=offers,
        before=pages[place - 1] if place else None,
        following=pages[place + 1] if place + 1 < len(pages) else None,
        has_files=any(one.widget == "file" for one in drawn),
        has_map=any(one.field.type == "map-point" for one in drawn),
        has_places=any(one.is_place or any(part.is_place for part in one.parts) for one in drawn),
    )


def check_page(draft: OpenDraft, language: str) -> CheckPage:
    """Return every answer as it will be sent, and what is still missing."""
    faults = {fault.name: fault for fault in queries.check_draft(draft=draft)}
    asked = list(walk(draft.definition, draft.content.values, today=clock.today()))
    kept = _files(asked, draft)
    pages = shown_pages(draft.definition, draft.content.values, today=clock.today())
    parts = [
        (
            page,
            pick(page.title, language),
            [
                _line(one, draft, faults, kept, language)
                for one in asked
                if one.page == page.key and is_told(one)
            ],
        )
        for page in pages
    ]
    return CheckPage(
        draft=draft,
        form_title=pick(draft.definition.title, language),
        parts=parts,
        complete=not faults,
        can_send=queries.takes_requests(),
    )


def find_page(draft: OpenDraft, path: Path | None) -> Page | None:
    """Return the page on which an answer stands, or None."""
    if path is None:
        return None
    for one in walk(draft.definition, draft.content.values, today=clock.today()):
        if one.path == path or one.path[0] == path[0]:
            return next(page for page in draft.definition.pages if page.key == one.page)
    return draft.definition.pages[0]


def _line(
    one: Asked,
    draft: OpenDraft,
    faults: Mapping[str, AnswerFault],
    kept: Mapping[str, FileInfo],
    language: str,
) -> Line:
    name = ".".join(map(str, one.path))
    names = [name, *(f"{name}.{part}" for part in PARTS.get(one.field.type, ()))]
    fault = next((faults[each] for each in names if each in faults), None)
    label = pick(one.field.label, language)
    if len(one.path) > 1:
        label = Picked(f"{label.text} ({int(one.path[1]) + 1})", label.language)
    return Line(
        label=label,
        text=answer_text(one.field, one.value, language) or draft.content.typed.get(name, ""),
        page=one.page,
        fault=fault_text(fault, one.field, language) if fault else "",
        level=len(one.path),
        files=[kept[key] for key in one.value or () if key in kept] if one.field.type == "file" else (),
    )


def _uploads(asked: Sequence[Asked], draft: OpenDraft) -> dict[str, str]:
    """Return where the files of each question go piece by piece, by its name."""
    names = [".".join(map(str, one.path)) for one in asked if one.field.type == "file"]
    return {name: reverse("forms:uploads", args=[draft.info.key, name]) for name in names}


def _files(asked: Sequence[Asked], draft: OpenDraft) -> dict[str, FileInfo]:
    if not any(one.field.type == "file" for one in asked):
        return {}
    return {file.key: file for file in files.list_files(purpose=FILES, subject=draft.info.key)}


def _offers(asked: Sequence[Asked], draft: OpenDraft, language: str) -> list[SourceOffer]:
    """Return the sources that can answer questions of a page, each by its name and what it would answer."""
    wanted: dict[str, list[str]] = {}
    for one in asked:
        if one.field.prefill and one.field.prefill.source != "identity":
            wanted.setdefault(one.field.prefill.source, []).append(pick(one.field.label, language).text)
    agreed = queries.draft_consents(key=draft.info.key) if wanted else set()
    offers = []
    for key, labels in wanted.items():
        try:
            name = pick(find_source(key).names, language).text or key
        except SourceUnknown:  # not set up on this site: people answer themselves
            continue
        offers.append(SourceOffer(key, name, tuple(labels), key in agreed))
    return offers
