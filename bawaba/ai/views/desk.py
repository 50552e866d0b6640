"""The desk: use cases of one's bodies, one use case whole, what is done with it, priorities, what people said."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.ai import queries, services
from bawaba.ai.errors import UseCaseKeyTaken
from bawaba.ai.forms import ActForm, IntakeForm, RevisionForm
from bawaba.ai.rules import REVISED_IN, STAGES
from bawaba.ai.views.access import for_staff
from bawaba.ai.views.acts import ACTS, choices_for, first_values
from bawaba.ai.views.intake import key_for, record_of, said_of
from bawaba.ai.wording import DONE, LABELS
from bawaba.directory.queries import body_names, list_bodies
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, PermissionDenied
from bawaba.kernel.languages import pick

PLANNERS: Final = ("publisher", "supervisor")


@require_safe
@for_staff
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the use cases of somebody's bodies."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in STAGES else ""
    context = {
        "items": queries.list_use_cases(actor=actor, stage=stage, language=request.LANGUAGE_CODE),
        "stage": stage,
        "stages": [(one, LABELS["stage"][one]) for one in STAGES],
        "waiting": len(queries.list_waiting(actor=actor)),
    }
    return render(request, "ai/desk/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take an administration's idea."""
    bodies = bodies_of(actor, request.LANGUAGE_CODE)
    if not bodies:
        raise PermissionDenied
    form = IntakeForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        record = record_of(form.cleaned_data, key=key_for(form.cleaned_data), body=form.cleaned_data["body"])
        try:
            services.propose_use_case(actor=actor, record=record)
        except UseCaseKeyTaken:  # sent twice: the idea is there
            return redirect("ai:use-case", record.key)
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("The idea is kept. Somebody else qualifies it."))
            return redirect("ai:use-case", record.key)
    return render(request, "ai/desk/propose.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def revise(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Correct or complete an idea until it is assessed."""
    file = queries.open_use_case(actor=actor, key=key)
    form = RevisionForm(request.POST or None, initial=said_of(file))
    if request.method == "POST" and form.is_valid():
        record = record_of(form.cleaned_data, key=key, body=file.row.body)
        try:
            services.revise_use_case(actor=actor, key=key, record=record)
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("What you wrote is kept."))
            return redirect("ai:use-case", key)
    return render(
        request, "ai/desk/propose.html", {"form": form, "file": file}, status=422 if form.errors else 200
    )


@require_safe
@for_staff
def use_case(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show a use case whole, with what this person may do."""
    return _show(request, actor, key)


@require_POST
@for_staff
def act(request: HttpRequest, actor: Actor, key: str, name: str) -> HttpResponseBase:
    """Do one thing with a use case."""
    if name not in ACTS:
        raise Http404
    file = queries.open_use_case(actor=actor, key=key)
    form = ACTS[name].form(request.POST, about=choices_for(file), prefix=name)
    if form.is_valid():
        try:
            done = ACTS[name].do(actor, key, form.cleaned_data)
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            if name in ("assess", "canada"):
                return redirect("assess:assessment", done)
            messages.success(request, str(DONE[name]))
            return redirect("ai:use-case", key)
    return _show(request, actor, key, wrong=(name, form))


def _show(
    request: HttpRequest, actor: Actor, key: str, wrong: tuple[str, ActForm] | None = None
) -> HttpResponse:
    file = queries.open_use_case(actor=actor, key=key)
    about = choices_for(file)
    acts = []
    for name, one in ACTS.items():
        if one.offered(file) or (wrong and wrong[0] == name):
            form = wrong[1] if wrong and wrong[0] == name else one.form(
                about=about, prefix=name, initial=first_values(name, file)
            )  # fmt: skip
            acts.append({"name": name, "title": LABELS["act"][name], "form": form, "open": bool(form.errors)})
    text = " ".join(said["title"] + " " + said["problem"] for said in file.texts.values())
    context: dict[str, Any] = {  # Any: a template's context
        "file": file,
        "acts": acts,
        "wrong": wrong[1] if wrong else None,
        "title": pick({code: said["title"] for code, said in file.texts.items()}, request.LANGUAGE_CODE),
        "problem": pick({code: said["problem"] for code, said in file.texts.items()}, request.LANGUAGE_CODE),
        "duplicates": queries.find_duplicates(actor=actor, key=key, language=request.LANGUAGE_CODE),
        "similar": queries.find_similar(text=text, language=request.LANGUAGE_CODE, but=key, limit=6),
        "criteria": queries.list_criteria(),
        "revisable": file.builds and file.row.stage in REVISED_IN,
        "directive": pick(queries.directive_links(), request.LANGUAGE_CODE).text,
    }
    return render(request, "ai/desk/use_case.html", context, status=422 if wrong else 200)


@require_safe
@for_staff
def needs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the needs that several use cases answer, across administrations."""
    found = queries.group_needs(actor=actor, language=request.LANGUAGE_CODE)
    return render(request, "ai/desk/needs.html", {"needs": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def words(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what people said and nobody has read yet, and show it to all or not."""
    if request.method == "POST":
        number, answer = request.POST.get("number", ""), request.POST.get("answer", "")[:2_000]
        shown = request.POST.get("act") == "show"
        services.moderate(
            actor=actor, number=int(number) if number.isdecimal() else 0, shown=shown, answer=answer
        )
        messages.success(request, _("It is shown to everybody.") if shown else _("It is not shown."))
        return redirect("ai:words")
    return render(request, "ai/desk/words.html", {"items": queries.list_waiting(actor=actor)})


def tell_refusal(form: Any, refusal: DomainError) -> None:  # Any: a form
    """Say on the form what a service refuses: beside a field where it has one, else on top."""
    fields = dict(getattr(refusal, "fields", {}))
    for name, reason in fields.items():
        place = name.replace(".", "_")
        form.add_error(place if place in form.fields else None, str(reason))
    if not fields:
        form.add_error(None, str(refusal))


def bodies_of(
    actor: Actor, language: str, roles: Collection[str] = ("editor", "publisher")
) -> list[tuple[str, str]]:
    """Return the bodies that somebody may propose for, to choose from; or do what other roles may do for."""
    if actor.is_administrator or any(role in roles and body == "*" for role, body in actor.roles):
        return [(one.key, pick(one.names, language).text) for one in list_bodies(limit=500).items]
    names = body_names(keys={body for role, body in actor.roles if role in roles})
    return sorted(
        ((key, pick(texts, language).text) for key, texts in names.items()), key=lambda pair: pair[1]
    )
