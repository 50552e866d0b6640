"""A body fills its assessment in: overview, one section after the other, evidence, who helps, handing in."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.assess import services
from bawaba.assess.errors import AssessmentIncomplete, AssessmentNotFound
from bawaba.assess.queries.contributors import list_candidates
from bawaba.assess.queries.filling import (
    Filling,
    SectionState,
    check_answers,
    list_mine,
    list_to_review,
    may_lead,
    open_filling,
)
from bawaba.assess.types import GivenAnswer
from bawaba.assess.views.access import for_members
from bawaba.assess.views.questions import boxes_of, prints_of, read_posted
from bawaba.kernel import files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError


@require_safe
@for_members
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List what one answers and what waits for one's review."""
    context = {
        "lines": list_mine(actor=actor), "waiting": list_to_review(actor=actor), "leads": may_lead(actor=actor),
    }  # fmt: skip
    return render(request, "assess/mine.html", context)


@require_safe
@for_members
def overview(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show how far an assessment is, who helps, and what can be done now."""
    opened = open_filling(actor=actor, key=key)
    context = {
        "opened": opened,
        "candidates": list_candidates(body=opened.body) if opened.part.writes and opened.writable else [],
        "next": next((one for one in opened.sections if one.mine and not one.complete), None),
        "names": {one.section.id: one.section.titles for one in opened.sections},
    }
    return render(request, "assess/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def section(request: HttpRequest, actor: Actor, key: str, section: str) -> HttpResponseBase:
    """Ask the questions of one section, and keep what comes back."""
    opened = open_filling(actor=actor, key=key)
    here = next((one for one in opened.sections if one.section.id == section), None)
    if here is None:
        raise AssessmentNotFound
    if request.method == "POST":
        return _take(request, actor, opened, here)
    return _show(request, opened, here)


def _take(request: HttpRequest, actor: Actor, opened: Filling, here: SectionState) -> HttpResponseBase:
    """Keep what is right of a page, and say what is wrong or was answered by somebody else meanwhile."""
    sent = read_posted(here.section.questions, request.POST)
    errors = check_answers(method=opened.method, answers={name: one.value for name, one in sent.items()})
    good = [one for name, one in sent.items() if name not in errors]
    saved = services.save_answers(actor=actor, key=opened.key, answers=good)
    act = request.POST.get("act", "next")
    if act == "autosave":
        return _tell(actor, opened, here, list(sent), errors | dict.fromkeys(saved.conflicts, ""))
    errors |= _evidence(request, actor, opened, act)
    opened = open_filling(actor=actor, key=opened.key)
    here = next((one for one in opened.sections if one.section.id == here.section.id), here)
    if act == "next" and not errors and not saved.conflicts:
        return _go_on(request, opened, here)
    wrong = {name: one for name, one in sent.items() if name in errors or name in saved.conflicts}
    return _show(request, opened, here, sent=wrong, errors=errors, conflicts=saved.conflicts)


def _tell(
    actor: Actor, opened: Filling, here: SectionState, names: list[str], errors: dict[str, str]
) -> JsonResponse:
    """Answer the script that saves by itself."""
    now = open_filling(actor=actor, key=opened.key)
    shown = next((one for one in now.sections if one.section.id == here.section.id), here)
    return JsonResponse({
        "was": {name: one for name, one in prints_of(now, names).items() if name not in errors},
        "asked": [one.id for one in shown.asked],
        "answered": shown.answered,
        "errors": errors,
    })  # fmt: skip


def _evidence(request: HttpRequest, actor: Actor, opened: Filling, act: str) -> dict[str, str]:
    """Add or take away evidence when one of its buttons was pressed, or a file was chosen; return why not."""
    what, _colon, rest = act.partition(":")
    refused: dict[str, str] = {}
    try:
        if what == "drop":
            services.remove_evidence(actor=actor, key=opened.key, evidence=int(rest) if rest.isdigit() else 0)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    for name in request.POST.getlist("asked"):
        upload, url = request.FILES.get(f"file-{name}"), request.POST.get(f"url-{name}", "").strip()
        if upload is None and not url:
            continue
        try:
            prepared = files.prepare(chunks=upload.chunks(), name=upload.name or "") if upload else None
            services.add_evidence(
                actor=actor, key=opened.key, question=name, url="" if prepared else url, prepared=prepared,
                title=request.POST.get(f"title-{name}", ""), confidential=f"confidential-{name}" in request.POST,
                valid_until=_day(request.POST.get(f"until-{name}", "")),
            )  # fmt: skip
        except DomainError as refusal:
            refused[name] = f"{refusal} {refusal.next_step}"
    return refused


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _go_on(request: HttpRequest, opened: Filling, here: SectionState) -> HttpResponse:
    """Lead to the next section that this person answers, else to the overview."""
    place = opened.sections.index(here) if here in opened.sections else len(opened.sections)
    following = next((one for one in opened.sections[place + 1 :] if one.mine), None)
    messages.success(request, _("Your answers are kept."))
    if following is None:
        return redirect("assess:assessment", opened.key)
    return redirect("assess:section", opened.key, following.section.id)


def _show(
    request: HttpRequest,
    opened: Filling,
    here: SectionState,
    *,
    sent: Mapping[str, GivenAnswer] | None = None,
    errors: Mapping[str, str] | None = None,
    conflicts: Sequence[str] = (),
) -> HttpResponse:
    writable = opened.writable and here.mine
    boxes = boxes_of(opened, here, request.LANGUAGE_CODE, sent=sent, errors=errors, conflicts=conflicts)
    wrong = [box for box in boxes if box.error or box.theirs]
    context = {
        "opened": opened, "shown": here, "boxes": boxes, "writable": writable, "wrong": wrong,
        "place": opened.sections.index(here) + 1 if here in opened.sections else 1,
    }  # fmt: skip
    return render(request, "assess/section.html", context, status=422 if errors else 200)


@require_POST
@for_members
def people(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Invite somebody to a section, or take an invitation back."""
    given = {
        "key": key,
        "account": request.POST.get("account", ""),
        "section": request.POST.get("section", ""),
    }
    if request.POST.get("act") == "dismiss":
        services.dismiss_contributor(actor=actor, **given)
        messages.success(request, _("The invitation was taken back. What was answered stays."))
    else:
        services.invite_contributor(actor=actor, **given)
        messages.success(request, _("This person finds the assessment under “Assessments” now."))
    return redirect("assess:assessment", key)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def hand_in(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Say what is missing, ask whether it is meant, and hand an assessment in."""
    opened = open_filling(actor=actor, key=key)
    if request.method == "POST":
        try:
            services.submit_assessment(actor=actor, key=key)
        except AssessmentIncomplete:
            return render(request, "assess/hand_in.html", {"opened": opened, "refused": True}, status=422)
        messages.success(request, _("The assessment was handed in. It is verified now."))
        return redirect("assess:result", key)
    return render(request, "assess/hand_in.html", {"opened": opened})
