"""Signing a computer in with the phone, on the computer's side: a picture, digits, a number, and waiting."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.identity.services.links import forget_link, link_state, open_link, redeem_link
from bawaba.identity.services.sessions import sign_in_with_device
from bawaba.identity.types import LinkTicket
from bawaba.identity.views.agents import browser_name
from bawaba.identity.views.signed_in import place_of
from bawaba.kernel import clock, rates
from bawaba.kernel.errors import TooManyRequests
from bawaba.ui.codes import draw_code

_TICKET: Final = "phone-link"
CODES: Final = 30
CODES_WINDOW_S: Final = 600
FORGOTTEN_AFTER: Final = timedelta(minutes=5)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """Show the code of this browser and wait; once the phone approved, sign in and go on.

    It works without a script: the button asks again. POST asks for a new code.
    """
    kept = request.session.get(_TICKET)
    if request.method == "POST":
        return _start_again(request, kept)
    if kept is None or _is_old(kept):
        return _show(request, _open(request), "waiting")
    state = link_state(secret=kept["secret"])
    return _sign_in(request, kept) if state == "approved" else _show(request, kept, state)


@require_safe
@never_cache
def phone_sign_in_state(request: HttpRequest) -> HttpResponse:
    """Answer how the code of this browser stands: waiting, approved or closed."""
    kept = request.session.get(_TICKET)
    return JsonResponse({"state": link_state(secret=kept["secret"]) if kept else "closed"})


def _sign_in(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:  # Any: JSON kept in the session
    """Sign the browser in as the owner of the device that approved."""
    way_on = str(kept["next"])
    device = redeem_link(secret=kept["secret"])
    request.session.pop(_TICKET, None)
    sign_in_with_device(request=request, device=device, place=place_of(request))
    return HttpResponseRedirect(way_on)


def _start_again(request: HttpRequest, kept: dict[str, Any] | None) -> HttpResponse:  # Any: JSON
    if kept is not None:
        forget_link(secret=kept["secret"])
    _open(request)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'next': _way_on(request)})}")


def _is_old(kept: dict[str, Any]) -> bool:  # Any: JSON kept in the session
    """Say whether a code ended so long ago that nobody still looks at its page."""
    return clock.now() > datetime.fromisoformat(kept["until"]) + FORGOTTEN_AFTER


def _open(request: HttpRequest) -> dict[str, Any]:  # Any: JSON kept in the session
    """Open a code for this browser and keep what belongs to it in the session."""
    if rates.spend(request, door="phone-sign-in", most=CODES, window_s=CODES_WINDOW_S).refused:
        raise TooManyRequests
    ticket = open_link(place=place_of(request), agent=browser_name(request.headers.get("User-Agent", "")))
    kept = _keep(ticket, way_on=_way_on(request))
    request.session[_TICKET] = kept
    return kept


def _keep(ticket: LinkTicket, *, way_on: str) -> dict[str, Any]:  # Any: JSON kept in the session
    return {
        "secret": ticket.secret,
        "code": ticket.code,
        "typed": ticket.typed,
        "number": ticket.number,
        "until": ticket.expires_at.isoformat(),
        "next": way_on,
    }


def _show(request: HttpRequest, kept: dict[str, Any], state: str) -> HttpResponse:  # Any: JSON
    address = f"{settings.SITE_ADDRESS}{reverse('phone:link')}#{kept['code']}"
    data = {
        "waiting": state == "waiting",
        "picture": draw_code(address),
        "typed": (kept["typed"][:4], kept["typed"][4:]),
        "number": kept["number"],
        "until": datetime.fromisoformat(kept["until"]),
        "phone_address": f"{settings.SITE_ADDRESS}{reverse('phone:link')}",
        "way_on": kept["next"],
    }
    return render(request, "identity/phone_sign_in.html", data)


def _way_on(request: HttpRequest) -> str:
    """Return where to go after signing in, if it lies on this site; else the person's own page."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe else reverse("identity:my-data")
