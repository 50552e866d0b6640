"""Signing a computer in, on the phone's side: its code, what waits there, the answer."""

import json
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.identity.queries.devices import usable_credentials
from bawaba.identity.rules.passkeys import request_options
from bawaba.identity.services.links import TYPED_DIGITS, decide_link, find_waiting_browser
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.types import Authentication, Decision
from bawaba.identity.views.answers import read_assertion, read_decision, read_digits, read_number
from bawaba.identity.views.signed_in import actor_of, phone_page, place_of
from bawaba.kernel import rates
from bawaba.kernel.errors import InvalidInput, TooManyRequests

TRIES: Final = 20
TRIES_WINDOW_S: Final = 600


@require_http_methods(["GET", "HEAD", "POST"])
@phone_page
def link(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Ask for the code that the computer shows, or show which computer waits under it.

    The picture's code comes after `#`, so that no server log keeps it; the page's script sends it on.
    """
    if request.method != "POST":
        return render(request, "identity/app/link.html", {"digits": TYPED_DIGITS, "tab": "requests"})
    if rates.spend(request, door="phone-link", most=TRIES, window_s=TRIES_WINDOW_S).refused:
        raise TooManyRequests
    code, typed = request.POST.get("code", "")[:64], read_digits(request.POST.get("typed", "")[:40])
    if not code and len(typed) != TYPED_DIGITS:
        raise InvalidInput(gettext("Type the eight digits that the computer shows."))
    browser = find_waiting_browser(person_id=authentication.person_id, code=code, typed=typed)
    devices = list(usable_credentials(person_id=authentication.person_id))
    options = request_options(this_site(), challenge=browser.challenge, known=devices)
    data = {
        "browser": browser,
        "same_place": bool(browser.place) and browser.place == place_of(request),
        "options": json.dumps(options) if devices else "",
        "tab": "requests",
    }
    return render(request, "identity/app/link_request.html", data)


@require_POST
@phone_page
def answer_link(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Take the answer: sign the computer in, or refuse."""
    decision = read_decision(request)
    decide_link(
        actor=actor_of(authentication),
        person_id=authentication.person_id,
        handle=request.POST.get("handle", "")[:300],
        decision=decision,
        number=read_number(request),
        assertion=read_assertion(request) if decision is Decision.APPROVE else None,
        place=place_of(request),
    )
    if decision is Decision.NOT_ME:
        return HttpResponseRedirect(reverse("phone:not-me"))
    approved = decision is Decision.APPROVE
    said = (
        gettext("Approved. The computer is being signed in.")
        if approved
        else gettext("Refused. The computer was not signed in.")
    )
    messages.success(request, said)
    return HttpResponseRedirect(reverse("phone:home"))
