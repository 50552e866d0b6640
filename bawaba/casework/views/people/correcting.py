"""Correct what was asked for, page and files, and send it; what is written is kept at each step."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bawaba.casework.queries.corrections import Correction, read_correction
from bawaba.casework.services.corrections import (
    attach_correction,
    correction_place,
    detach_correction,
    save_correction,
    send_correction,
)
from bawaba.casework.views.people.door import Applicant, for_owner
from bawaba.forms import queries as forms
from bawaba.forms.types import AnswerFault
from bawaba.kernel import clock, files
from bawaba.kernel.errors import DomainError
from bawaba.kernel.files.tus import serve_upload


@require_http_methods(["GET", "HEAD", "POST"])
@for_owner
def correction(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Show what is to be corrected; keep what comes back, and send it once it is whole."""
    asked = read_correction(key=case, owner=applicant.owner)
    if request.method == "POST":
        return _take(request, applicant, asked)
    return _show(request, asked)


@for_owner
def upload(
    request: HttpRequest, applicant: Applicant, case: str, field: str, upload: str = ""
) -> HttpResponseBase:
    """Speak tus 1.0.0 for one question that is asked again."""
    place = correction_place(actor=applicant.actor, key=case, owner=applicant.owner, field=field)
    return serve_upload(request, place, upload)


def _take(request: HttpRequest, applicant: Applicant, asked: Correction) -> HttpResponseBase:
    act = request.POST.get("act", "next")
    asked = _save(request, applicant, asked)
    if act == "autosave":
        return JsonResponse({"saved_at": clock.now().isoformat()})
    refused = _keep_files(request, applicant, asked) or _detach(applicant, asked, act)
    asked = read_correction(key=asked.key, owner=applicant.owner)
    faults = _faults(asked) if act == "next" else []
    if act != "next" or refused or faults:
        return _show(request, asked, faults=faults, refused=refused)
    send_correction(actor=applicant.actor, key=asked.key, owner=applicant.owner)
    messages.success(request, _("Your correction was sent. The legal time limit goes on."))
    return redirect("casework:tracking", asked.key)


def _save(request: HttpRequest, applicant: Applicant, asked: Correction) -> Correction:
    posted = {name: [str(one) for one in given] for name, given in request.POST.lists()}
    values, typed = forms.read_some(
        definition=asked.definition, keys=asked.fields, posted=posted, before=asked.content.values,
        act=request.POST.get("act", ""),
    )  # fmt: skip
    values = dict.fromkeys(asked.fields) | values  # what was left empty is taken out
    return save_correction(
        actor=applicant.actor, key=asked.key, owner=applicant.owner, values=values, typed=typed
    )


def _keep_files(request: HttpRequest, applicant: Applicant, asked: Correction) -> DomainError | None:
    try:
        for name in request.FILES:
            for file in request.FILES.getlist(name):
                prepared = files.prepare(chunks=file.chunks(), name=file.name or "")
                attach_correction(
                    actor=applicant.actor, key=asked.key, owner=applicant.owner, field=name, prepared=prepared
                )
    except DomainError as refusal:
        return refusal
    return None


def _detach(applicant: Applicant, asked: Correction, act: str) -> DomainError | None:
    what, _colon, rest = act.partition(":")
    field, _colon, file = rest.partition(":")
    if what != "detach":
        return None
    try:
        detach_correction(actor=applicant.actor, key=asked.key, owner=applicant.owner, field=field, file=file)
    except DomainError as refusal:
        return refusal
    return None


def _faults(asked: Correction) -> list[AnswerFault]:
    found = forms.check_some(definition=asked.definition, keys=asked.fields, answers=asked.content.values)
    unread = [AnswerFault(tuple(name.split(".")), "wrong-format") for name in asked.content.typed]
    return found + unread


def _show(
    request: HttpRequest,
    asked: Correction,
    *,
    faults: Sequence[AnswerFault] = (),
    refused: DomainError | None = None,
) -> HttpResponse:
    uploads = {
        name: reverse("casework:correction-uploads", args=[asked.key, name])
        for name in forms.file_questions(
            definition=asked.definition, keys=asked.fields, answers=asked.content.values
        )
    }
    controls = forms.draw_some(
        definition=asked.definition,
        keys=asked.fields,
        content=asked.content,
        language=request.LANGUAGE_CODE,
        faults=faults,
        files=asked.files,
        uploads=uploads,
    )
    context = {
        "asked": asked,
        "controls": controls,
        "errors": forms.control_errors(controls),
        "refused": refused,
        "has_files": bool(uploads),
        "days_left": (asked.answer_by - clock.today()).days,
    }
    wrong = bool(faults or refused)
    return render(request, "casework/people/correction.html", context, status=422 if wrong else 200)
