"""What a person does about their request: write, withdraw, appeal, rate, complain."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.casework import services
from bawaba.casework.errors import AddressTooBusy, ReplyAddressRefused
from bawaba.casework.notices.addresses import drop_address
from bawaba.casework.queries.people import open_own
from bawaba.casework.services.appeals import file_appeal
from bawaba.casework.services.complaints import file_complaint, withdraw_complaint
from bawaba.casework.services.messages import (
    attach_to_message,
    detach_from_message,
    message_place,
    send_message,
)
from bawaba.casework.services.ratings import rate_step
from bawaba.casework.views.people import words
from bawaba.casework.views.people.door import Applicant, for_owner
from bawaba.casework.views.people.pages import show_case
from bawaba.kernel import files
from bawaba.kernel.errors import DomainError, NotFound
from bawaba.kernel.files.tus import serve_upload


@require_POST
@for_owner
def write(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Send a message, or attach a document to it, or take one out."""
    act, text = request.POST.get("act", "send"), request.POST.get("text", "")
    try:
        _attach(request, applicant, case)
        if act.startswith("detach:"):
            detach_from_message(
                actor=applicant.actor, key=case, file=act.partition(":")[2], owner=applicant.owner
            )
        elif act == "send":
            send_message(actor=applicant.actor, key=case, text=text, owner=applicant.owner)
            messages.success(request, _("Your message was sent. You are told when it is answered."))
            return redirect("casework:tracking", case)
    except DomainError as refusal:
        if isinstance(refusal, NotFound):
            raise
        own = open_own(key=case, owner=applicant.owner)
        return show_case(request, own, status=422, written=text, message_error=refusal)
    return show_case(request, open_own(key=case, owner=applicant.owner), written=text)


def _attach(request: HttpRequest, applicant: Applicant, case: str) -> None:
    for file in request.FILES.getlist("files"):
        prepared = files.prepare(chunks=file.chunks(), name=file.name or "")
        attach_to_message(actor=applicant.actor, key=case, prepared=prepared, owner=applicant.owner)


@for_owner
def upload(request: HttpRequest, applicant: Applicant, case: str, upload: str = "") -> HttpResponseBase:
    """Speak tus 1.0.0 for the documents of a message."""
    place = message_place(actor=applicant.actor, key=case, owner=applicant.owner)
    return serve_upload(request, place, upload)


@require_POST
@for_owner
def reply_address(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Keep or forget where a person without an account wants to be written to."""
    if request.POST.get("act") == "drop":
        drop_address(actor=applicant.actor, key=case, owner=applicant.owner)
        messages.success(request, _("We write to you no more about this request."))
        return redirect("casework:tracking", case)
    typed = request.POST.get("email", "")
    try:
        services.keep_reply_address(actor=applicant.actor, key=case, owner=applicant.owner, email=typed)
    except (ReplyAddressRefused, AddressTooBusy) as refusal:
        own = open_own(key=case, owner=applicant.owner)
        said = refusal.fields.get("email") or f"{refusal} {refusal.next_step}"
        return show_case(request, own, status=422, typed_email=typed, reply_error=said)
    messages.success(request, _("We write to you at this address. A first message is on its way."))
    return redirect("casework:tracking", case)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owner
def withdraw(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Ask, then take the request back."""
    own = open_own(key=case, owner=applicant.owner)
    if request.method == "POST":
        services.take_step(actor=applicant.actor, key=case, step="withdraw", owner=applicant.owner)
        messages.success(request, _("Your request is withdrawn."))
        return redirect("casework:tracking", case)
    return render(request, "casework/people/withdraw.html", {"tracking": own.tracking})


@require_POST
@for_owner
def appeal(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Appeal against the decision, in one click."""
    grounds = request.POST.get("grounds", "")
    try:
        file_appeal(
            actor=applicant.actor,
            key=case,
            owner=applicant.owner,
            way=request.POST.get("way", ""),
            grounds=grounds,
        )
    except DomainError as refusal:
        if isinstance(refusal, NotFound):
            raise
        own = open_own(key=case, owner=applicant.owner)
        return show_case(request, own, status=422, grounds=grounds, appeal_error=refusal)
    messages.success(request, _("Your appeal is filed."))
    return redirect("casework:tracking", case)


@require_POST
@for_owner
def rate(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Keep how a person found a step."""
    stars = request.POST.get("stars", "")
    rate_step(
        actor=applicant.actor,
        key=case,
        owner=applicant.owner,
        step=request.POST.get("step", ""),
        stars=int(stars) if stars.isdecimal() and len(stars) == 1 else 0,
        comment=request.POST.get("comment", ""),
    )
    messages.success(request, _("Thank you. What you said helps to make this service better."))
    return redirect("casework:tracking", case)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owner
def complain(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Complain to the supervisor, at any time."""
    own = open_own(key=case, owner=applicant.owner)
    kind, text = request.POST.get("kind", "unlisted-document"), request.POST.get("text", "")
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            file_complaint(
                actor=applicant.actor, key=case, owner=applicant.owner, kind=kind, text=text,
                language=request.LANGUAGE_CODE,
            )  # fmt: skip
        except DomainError as refusal:
            refused = refusal
        else:
            messages.success(request, _("The supervisor has your complaint. The agent does not see it."))
            return redirect("casework:tracking", case)
    kinds = words.COMPLAINTS.items()
    context = {"tracking": own.tracking, "kinds": kinds, "kind": kind, "text": text, "refused": refused}
    return render(request, "casework/people/complain.html", context, status=422 if refused else 200)


@require_POST
@for_owner
def take_back(request: HttpRequest, applicant: Applicant, case: str, complaint: str) -> HttpResponseBase:
    """Take a complaint back."""
    withdraw_complaint(actor=applicant.actor, key=complaint, owner=applicant.owner)
    messages.success(request, _("You took your complaint back."))
    return redirect("casework:tracking", case)
