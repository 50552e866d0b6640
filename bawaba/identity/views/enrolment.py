"""Adding this phone: a passkey made on it, with its owner verified."""

import json
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from fido2.utils import websafe_decode

from bawaba.identity.adapters import display_name
from bawaba.identity.errors import EnrolmentRefused, PasskeyRefused
from bawaba.identity.rules.passkeys import CeremonyRefused, read_answer
from bawaba.identity.services.devices import begin_enrolment, enrol_device
from bawaba.identity.services.passkeys import make_nonce
from bawaba.identity.types import Authentication
from bawaba.identity.views.agents import device_name
from bawaba.identity.views.signed_in import actor_of, phone_page

_CHALLENGE: Final = "phone-enrolment"
_LONGEST_NAME: Final = 80


@require_http_methods(["GET", "HEAD", "POST"])
@phone_page
def enrol(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Offer to add this phone, or add the one that answered."""
    if request.method != "POST":
        return _offer(request, authentication)
    challenge = str(request.session.pop(_CHALLENGE, ""))
    try:
        answer = read_answer(request.POST.get("answer", ""))
    except CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason) from fault
    device = enrol_device(
        actor=actor_of(authentication),
        authentication=authentication,
        challenge=websafe_decode(challenge),
        credential=answer,
        name=_name(request),
    )
    messages.success(request, gettext("“%(name)s” may now approve requests.") % {"name": device.name})
    return HttpResponseRedirect(reverse("phone:home"))


def _offer(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the page with a fresh challenge, or say what is needed first."""
    challenge = make_nonce()
    assert request.user.is_authenticated, "whoever has an authentication has an account"
    try:
        options = begin_enrolment(
            authentication=authentication,
            challenge=websafe_decode(challenge),
            name=display_name(request.user),
        )
    except EnrolmentRefused as refusal:
        data = {"error": refusal, "step_up": _step_up_address(refusal.level), "tab": "devices"}
        return render(request, "identity/app/enrol_first.html", data, status=403)
    request.session[_CHALLENGE] = challenge
    data = {"options": json.dumps(options), "name": _suggested_name(request), "tab": "devices"}
    return render(request, "identity/app/enrol.html", data)


def _step_up_address(level: str) -> str:
    """Return where the person proves again who they are, well enough to add a phone."""
    asked = {"level": level, "max_age": settings.PHONE_ENROL_MAX_AGE_S, "next": reverse("phone:enrol")}
    return f"{reverse('identity:step-up')}?{urlencode(asked)}"


def _name(request: HttpRequest) -> str:
    given = " ".join(request.POST.get("name", "").split())[:_LONGEST_NAME]
    return given or _suggested_name(request)


def _suggested_name(request: HttpRequest) -> str:
    """Return what to call this device, from what its browser says of itself."""
    return device_name(request.headers.get("User-Agent", ""))
