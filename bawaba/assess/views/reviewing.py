"""The centre verifies an assessment: declared and verified answers side by side, given back, approved, published."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.assess import services
from bawaba.assess.errors import AssessmentNotFound, NotAssessor
from bawaba.assess.queries.filling import Filling, SectionState, check_answers, open_filling
from bawaba.assess.types import GivenAnswer
from bawaba.assess.views.access import for_members
from bawaba.assess.views.questions import boxes_of, read_posted
from bawaba.kernel.actors import Actor


@require_safe
@for_members
def review(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show what waits for verification, section by section, and the decisions that can be taken."""
    opened = _reviewed(actor, key)
    verified = {
        one.section.id: sum(
            name.id in opened.answers and opened.answers[name.id].verified is not None for name in one.asked
        )
        for one in opened.sections
    }
    second = opened.state == "approved" and opened.approved_by != actor.key
    return render(request, "assess/review.html", {"opened": opened, "verified": verified, "second": second})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def section(request: HttpRequest, actor: Actor, key: str, section: str) -> HttpResponseBase:
    """Show declared and verified answers of one section side by side, and keep what the reviewer says."""
    opened = _reviewed(actor, key)
    here = next((one for one in opened.sections if one.section.id == section), None)
    if here is None:
        raise AssessmentNotFound
    if request.method != "POST":
        return _show(request, opened, here, {})
    sent = _meant(request, here, opened)
    errors = check_answers(method=opened.method, answers={one.question: one.value for one in sent})
    if errors:
        return _show(request, opened, here, errors)
    if sent:
        services.verify_answers(actor=actor, key=key, answers=sent)
        messages.success(request, _("What you verified is kept."))
    return redirect("assess:review", key)


def _meant(request: HttpRequest, here: SectionState, opened: Filling) -> list[GivenAnswer]:
    """Return the answers that the reviewer confirmed or corrected; the others stay as they are."""
    posted = read_posted(here.asked, request.POST)
    found = []
    for name, one in posted.items():
        info = opened.answers.get(name)
        meant = request.POST.get(f"meant-{name}", "")
        note = request.POST.get(f"note-{name}", "")
        if meant == "confirm" and info is not None:
            found.append(GivenAnswer(name, info.value, note))
        elif meant == "correct":
            found.append(GivenAnswer(name, one.value, note))
    return found


def _show(request: HttpRequest, opened: Filling, here: SectionState, errors: dict[str, str]) -> HttpResponse:
    boxes = boxes_of(opened, here, request.LANGUAGE_CODE, errors=errors, reviewing=True)
    open_now = opened.state in ("submitted", "review")
    context = {"opened": opened, "shown": here, "boxes": boxes, "writable": open_now}
    return render(request, "assess/review_section.html", context, status=422 if errors else 200)


@require_POST
@for_members
def decide(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Give an assessment back, approve it, or publish what another person approved."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()
    if act in ("return", "approve") and not reason:
        messages.error(request, _("Say why. Nothing was decided."))
        return redirect("assess:review", key)
    if act == "return":
        services.return_assessment(actor=actor, key=key, reason=reason)
        messages.success(request, _("The assessment was given back with your reason."))
    elif act == "approve":
        services.approve_assessment(
            actor=actor, key=key, reason=reason, expires_on=_day(request.POST.get("expires", ""))
        )
        messages.success(request, _("Approved. Another person publishes it."))
    elif act == "publish":
        services.publish_assessment(actor=actor, key=key)
        messages.success(request, _("The result is published."))
    return redirect("assess:review", key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _reviewed(actor: Actor, key: str) -> Filling:
    """Return an assessment for who reviews it, or reads it as an auditor."""
    opened = open_filling(actor=actor, key=key)
    if not (opened.part.reviews or (not opened.part.sections and opened.part.reads)):
        raise NotAssessor
    return opened
