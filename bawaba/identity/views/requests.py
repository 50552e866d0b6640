"""Requests on the phone: what waits, one request, its answer."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from bawaba.identity.queries.devices import usable_credentials
from bawaba.identity.queries.requests import get_pending, list_pending, pending_marks
from bawaba.identity.rules.passkeys import request_options
from bawaba.identity.services.decisions import decide_backchannel
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.types import Authentication, Decision, PendingRequest
from bawaba.identity.views.answers import read_assertion, read_decision, read_number
from bawaba.identity.views.signed_in import actor_of, person_answer, phone_page, place_of
from bawaba.identity.views.wording import LEVELS, claim_names
from bawaba.kernel.kept_pages import KeptPage

RETRY_MS: Final = 3000
_ONE_REQUEST: Final = KeptPage("identity/app/request.html")


@require_GET
@person_answer
def stream(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Tell whether what waits has changed, as a short event stream that the browser opens again by itself.

    It ends at once, so that no worker is held while a phone waits (docs/adr, on short event streams).
    """
    marks = pending_marks(person_id=authentication.person_id) or "0"
    lines = [f"retry: {RETRY_MS}"]
    if request.META.get("HTTP_LAST_EVENT_ID", "") != marks:
        lines += [f"id: {marks}", "event: pending", f"data: {marks}"]
    response = HttpResponse("\n".join(lines) + "\n\n", content_type="text/event-stream; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    return response


@require_GET
@person_answer
def waiting(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Answer the same for browsers without event streams."""
    return JsonResponse({"pending": pending_marks(person_id=authentication.person_id) or "0"})


@require_safe
@person_answer
def pending_part(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the list of what waits, to be put in the page that is open."""
    pending = list_pending(person_id=authentication.person_id, language=get_language() or "ar")
    return render(request, "identity/app/parts/pending.html", {"pending": pending})


@require_http_methods(["GET", "HEAD", "POST"])
@phone_page
def one_request(request: HttpRequest, authentication: Authentication, request_id: int) -> HttpResponse:
    """Show one request with its number to type, or take the answer."""
    if request.method != "POST":
        pending = get_pending(
            person_id=authentication.person_id, request_id=request_id, language=get_language() or "ar"
        )
        return _show(request, pending, usable_credentials(person_id=authentication.person_id))
    decision = read_decision(request)
    decide_backchannel(
        actor=actor_of(authentication),
        person_id=authentication.person_id,
        request_id=request_id,
        decision=decision,
        assertion=read_assertion(request) if decision is Decision.APPROVE else None,
        number=read_number(request),
        sid=authentication.sid,
        place=place_of(request),
    )
    return after_decision(request, decision)


def after_decision(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Lead back to the list with a word, or to the next steps after "this is not me"."""
    if decision is Decision.NOT_ME:
        return HttpResponseRedirect(reverse("phone:not-me"))
    said = {
        Decision.APPROVE: gettext("Approved. You can go back to the site that asked."),
        Decision.REFUSE: gettext("Refused. Nothing was shared."),
    }
    messages.success(request, said[decision])
    return HttpResponseRedirect(_home())


@cache
def _home() -> str:
    return reverse("phone:home")  # one for all languages


@require_safe
@phone_page
def not_me(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Say what "this is not me" did, and offer to secure the account."""
    return render(request, "identity/app/not_me.html")


def _show(request: HttpRequest, pending: PendingRequest, devices: Sequence[str]) -> HttpResponse:
    """Show the page of a request. devices: the keys that may approve it"""
    options = request_options(this_site(), challenge=pending.challenge, known=list(devices))
    until = localtime(pending.expires_at)
    return _ONE_REQUEST.show(
        request,
        form={
            "claims": tuple(map(str, claim_names(pending.claims.get("granted", ())))),
            "level": str(LEVELS[pending.level]),
            "tab": "requests",
        },
        words={
            "asker": pending.asker,
            "notice": pending.notice,
            "message": pending.message,
            "until_moment": until.isoformat(),
            "until_time": f"{until:%H:%M}",
            "options": json.dumps(options) if devices else "",
            "action": request.path,
        },
    )
