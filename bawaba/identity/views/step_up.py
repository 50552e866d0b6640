"""Proving more, or anew, and going back to where it was asked for."""

from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bawaba.identity.queries.step_up import find_ways_up
from bawaba.identity.types import Authentication, Level
from bawaba.identity.views.signed_in import person_page
from bawaba.kernel import clock
from bawaba.kernel.errors import Text

_STARTED: Final = "step-up"
LONGEST_TRY: Final = timedelta(minutes=15)
PAGES: Final = {
    "password": "account_reauthenticate",
    "code": "mfa_reauthenticate",
    "passkey": "mfa_reauthenticate_webauthn",
}
WORDS: Final[dict[str, Text]] = {
    "password": _("With my password"),
    "code": _("With a code of my app, or a code on paper"),
    "passkey": _("With a passkey"),
}


@require_safe
@person_page
def step_up(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Lead the person to what is missing, and back to `next` once it is there.

    level:   low, substantial or high; max_age: seconds since the last proof, 0 asks for a new one
    next:    an address of this site
    """
    level, target = _read_level(request), _read_target(request)
    started = _started(request)
    if _is_reached(authentication, level, _read_age(request), started):
        request.session.pop(_STARTED, None)
        return HttpResponseRedirect(target)
    found = find_ways_up(authentication=authentication, level=level)
    here = urlencode({"next": request.get_full_path()})
    ways = [{"words": WORDS[way], "url": f"{reverse(PAGES[way])}?{here}"} for way in found.ways]
    if len(ways) == 1:
        return HttpResponseRedirect(ways[0]["url"])  # type: ignore[arg-type]  # a str among the values
    data = {"level": level, "ways": ways, "obstacle": found.obstacle, "target": target}
    return render(request, "identity/account/step_up.html", data)


def _is_reached(authentication: Authentication, level: Level, max_age: int | None, started: datetime) -> bool:
    if authentication.level.rank < level.rank:
        return False
    if max_age is None or authentication.auth_time >= started:
        return True
    return max_age > 0 and clock.now() - authentication.auth_time <= timedelta(seconds=max_age)


def _started(request: HttpRequest) -> datetime:
    """Return when this step was first asked for: a proof given since is new enough."""
    asked = request.get_full_path()
    kept = request.session.get(_STARTED)
    now = clock.now()
    if kept and kept["for"] == asked and now - datetime.fromtimestamp(kept["at"], UTC) < LONGEST_TRY:
        return datetime.fromtimestamp(kept["at"], UTC)
    request.session[_STARTED] = {"for": asked, "at": now.timestamp()}
    return now


def _read_level(request: HttpRequest) -> Level:
    asked = request.GET.get("level", "")
    return Level(asked) if asked in set(Level) else Level.LOW


def _read_age(request: HttpRequest) -> int | None:
    asked = request.GET.get("max_age", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _read_target(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked and safe else reverse("identity:account")
