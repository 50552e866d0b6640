"""The builder: editors write a form piece by piece and see at once what it costs people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.directory import queries as directory
from bawaba.forms import queries, services
from bawaba.forms.errors import FormNotFound
from bawaba.forms.forms import AddPiece, FieldForm, HeadForm, JsonForm, NewForm, PageForm, TextsForm
from bawaba.forms.queries.controls import Drawing, draw_page
from bawaba.forms.rules import editing
from bawaba.forms.rules.definitions import definition_faults, parse_definition, write_definition
from bawaba.forms.rules.flow import Asked
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.rules.questions import question_of
from bawaba.forms.types import Definition, DefinitionFault, DraftContent, Field, FormCard, Page, VersionInfo
from bawaba.forms.views.access import for_editors
from bawaba.forms.words import DEFINITION_FAULTS, KIND_NAMES
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, NotFound
from bawaba.kernel.expressions.conditions import Question
from bawaba.kernel.languages import pick


@require_safe
@for_editors
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the forms of the editor's administrations."""
    page = queries.list_forms(bodies=_bodies(actor), after=request.GET.get("after", "")[:80])
    rows = [(card, pick(card.titles, request.LANGUAGE_CODE)) for card in page.items]
    return render(request, "forms/desk.html", {"rows": rows, "after": page.after})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Begin a form with one empty page."""
    form = NewForm(request.POST or None, bodies=_body_choices(actor, request.LANGUAGE_CODE))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        title = {"ar": given["title_ar"], "fr": given["title_fr"]}
        page = Page(key="page_1", title={"ar": "الطلب", "fr": "La demande"})
        try:
            services.create_form(
                actor=actor, key=given["key"], body=given["body"], service=given["service"],
                definition=Definition(title=title, languages=("ar", "fr"), pages=(page,)),
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("forms:build", given["key"])
    return render(request, "forms/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def build(request: HttpRequest, actor: Actor, form: str) -> HttpResponseBase:
    """Show a form's pieces, what is wrong with it and what it costs; change their order; publish."""
    card, info, definition = _opened(actor, form)
    head = HeadForm(definition=definition)
    add = AddPiece()
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "publish":
            return _publish(request, actor, form)
        if act == "head":
            head = HeadForm(request.POST, definition=definition)
            changed = head.result() if head.is_valid() else None
        elif act == "add":
            add = AddPiece(request.POST)
            changed = _added(definition, add) if add.is_valid() else None
        else:
            changed = _moved(definition, act)
        if changed is not None:
            services.save_form(
                actor=actor,
                key=form,
                definition=changed,
                expected=info.digest if info.state == "draft" else "",
            )
            return redirect("forms:build", form)
    context = _board(card, info, definition, request.LANGUAGE_CODE) | {"head": head, "add": add}
    return render(request, "forms/build.html", context, status=422 if head.errors or add.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def piece(request: HttpRequest, actor: Actor, form: str, piece: str) -> HttpResponseBase:
    """Change one page or one field."""
    card, info, definition = _opened(actor, form)
    data = request.POST if request.method == "POST" else None
    editor = _piece_form(definition, piece, data, request.LANGUAGE_CODE)
    if data is not None and editor.is_valid():
        services.save_form(
            actor=actor,
            key=form,
            definition=_replaced(definition, editor),
            expected=request.POST.get("expected", ""),
        )
        messages.success(request, _("The change is kept."))
        return redirect("forms:build", form)
    kind = KIND_NAMES[editor.field.type] if isinstance(editor, FieldForm) else _("Page")
    here = [fault for fault in _faults(definition) if piece in fault[0].path.split(".")]
    context = {"form": card, "editor": editor, "piece": piece, "kind": kind, "faults": here,
               "expected": info.digest if info.state == "draft" else ""}  # fmt: skip
    return render(request, "forms/piece.html", context, status=422 if editor.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def as_json(request: HttpRequest, actor: Actor, form: str) -> HttpResponseBase:
    """Change the whole definition as JSON."""
    card, _info, definition = _opened(actor, form)
    editor = JsonForm(request.POST or None, initial={"definition": write_definition(definition)})
    if request.method == "POST" and editor.is_valid():
        services.save_form(
            actor=actor, key=form, definition=parse_definition(editor.cleaned_data["definition"])
        )
        return redirect("forms:build", form)
    return render(
        request, "forms/json.html", {"form": card, "editor": editor}, status=422 if editor.errors else 200
    )


@require_safe
@for_editors
def preview(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """Show every page as people will see it, all questions at once; nothing is kept."""
    card, _info, definition = _opened(actor, form)
    language = request.LANGUAGE_CODE
    drawing = Drawing(DraftContent(), (), language, {}, {}, frozenset())
    pages = [
        (
            pick(page.title, language),
            pick(page.help, language),
            draw_page(_all_asked(page.fields, page.key), drawing),
        )
        for page in definition.pages
    ]
    return render(
        request,
        "forms/preview.html",
        {"form": card, "pages": pages, "title": pick(definition.title, language)},
    )


@require_safe
@for_editors
def versions(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """List a form's versions."""
    card, _info, _definition = _opened(actor, form)
    return render(request, "forms/versions.html", {"form": card, "versions": queries.list_versions(key=form)})


def _opened(actor: Actor, key: str) -> tuple[FormCard, VersionInfo, Definition]:
    """Return a form of the editor's with its draft version, or the one in force when none is being written.

    raises: FormNotFound, also when the form is another administration's
    """
    card = queries.find_form(key=key)
    if not directory.acts_for(actor=actor, role="editor", body=card.body):
        raise FormNotFound
    found = queries.draft_version(key=key) or queries.published_version(key=key)
    return card, found[0], found[1]


def _publish(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    try:
        number = services.publish_form(actor=actor, key=key, note=request.POST.get("note", ""))
    except DomainError as refusal:
        messages.error(request, f"{refusal} {refusal.next_step}")
    else:
        messages.success(
            request,
            _("Version %(number)s is in force. Open drafts stay on their version.") % {"number": number},
        )
    return redirect("forms:build", key)


def _added(definition: Definition, add: AddPiece) -> Definition:
    key, kind, holder = (add.cleaned_data[name] for name in ("key", "type", "holder"))
    if kind == "page":
        return editing.add_page(definition, Page(key=key, title={}))
    return editing.add_field(definition, holder, Field(key=key, type=kind, label={}))


def _moved(definition: Definition, act: str) -> Definition | None:
    """Return the definition after `up:key`, `down:key` or `remove:key`; None for anything else."""
    what, _colon, key = act.partition(":")
    match what:
        case "up":
            return editing.move(definition, key, -1)
        case "down":
            return editing.move(definition, key, 1)
        case "remove":
            return editing.remove(definition, key)
        case _:
            return None


def _piece_form(
    definition: Definition, key: str, data: Any, language: str
) -> PageForm | FieldForm:  # Any: a QueryDict or None
    earlier = _earlier(definition, key, language)
    page = editing.find_page(definition, key)
    if page is not None:
        return PageForm(data, page=page, languages=definition.languages, earlier=earlier)
    field = editing.find_field(definition, key)
    if field is None or field.type not in KIND_NAMES:
        raise NotFound
    return FieldForm(data, field=field, languages=definition.languages, earlier=earlier)


def _earlier(definition: Definition, key: str, language: str) -> list[Question]:
    """Return the earlier questions whose answers a condition of this piece may read."""
    found: list[Question] = []
    for page in definition.pages:
        if page.key == key:
            break
        for row in _rows(page.fields, language, 0):
            if row["field"].key == key:
                return found
            if KINDS[row["field"].type].gives is not None:
                found.append(question_of(row["field"], row["label"].text, language))
    return found


def _replaced(definition: Definition, editor: TextsForm) -> Definition:
    if isinstance(editor, PageForm):
        return editing.replace_page(definition, editor.result())
    if isinstance(editor, FieldForm):
        return editing.replace_field(definition, editor.result())
    return definition


def _board(
    card: FormCard, info: VersionInfo, definition: Definition, language: str
) -> dict[str, Any]:  # Any: a template's context
    cost = queries.count_people_cost(definition=definition, service=card.service)
    return {
        "form": card,
        "version": info,
        "definition": definition,
        "title": pick(definition.title, language),
        "pages": [
            (page, pick(page.title, language), _rows(page.fields, language, 0)) for page in definition.pages
        ],
        "cost": cost,
        "faults": _faults(definition),
        "facts": queries.service_facts(identifier=card.service) if card.service else None,
    }


def _rows(fields: Sequence[Field], language: str, depth: int) -> list[dict[str, Any]]:  # Any: as above
    rows: list[dict[str, Any]] = []
    for field in fields:
        rows.append({"field": field, "label": pick(field.label, language), "kind": KIND_NAMES.get(field.type, field.type),
                     "depth": depth, "holds": field.type in ("group", "repeat")})  # fmt: skip
        rows += _rows(field.fields, language, depth + 1)
    return rows


def _faults(definition: Definition) -> list[tuple[DefinitionFault, str]]:
    return [
        (fault, str(DEFINITION_FAULTS.get(fault.code, fault.code))) for fault in definition_faults(definition)
    ]


def _all_asked(fields: Sequence[Field], page: str) -> list[Asked]:
    """Return every field as if it were asked, one item in each repeating group."""
    asked: list[Asked] = []
    for field in fields:
        shown = replace(field, when=None)
        asked.append(Asked(field, (field.key,), page, [{}] if shown.type == "repeat" else None, {}))
        inner = _all_asked(field.fields, page)
        asked += (
            [Asked(one.field, (field.key, 0, *one.path), page, None, {}) for one in inner]
            if field.type == "repeat"
            else inner
        )
    return asked


def _bodies(actor: Actor) -> set[str] | None:
    """Return the keys of the administrations that the editor acts for; None for all of them."""
    if actor.is_administrator:
        return None
    held = {body for role, body in actor.roles if role in ("editor", "publisher", "administrator")}
    return {key for body in held for key in directory.subtree_keys(key=body)}


def _body_choices(actor: Actor, language: str) -> list[tuple[str, str]]:
    keys = _bodies(actor)
    if keys is None:
        keys = {body.key for body in directory.list_bodies(limit=500).items}
    names = directory.body_names(keys=keys)
    return sorted(
        ((key, pick(names.get(key, {}), language).text or key) for key in keys), key=lambda one: one[1]
    )
