"""In command of one's data: history, consents, devices, and "this was not me"."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.identity.queries.devices import get_device, list_devices
from bawaba.identity.queries.history import get_activity, list_activities, list_consents
from bawaba.identity.services.devices import remove_device, rename_device, resume_device, suspend_device
from bawaba.identity.services.incidents import report_incident
from bawaba.identity.types import Authentication, ConsentLine
from bawaba.identity.views.signed_in import actor_of, person_page, place_of
from bawaba.identity.views.wording import ACCESS, claim_names, line_words

LINES_A_PAGE: Final = 20
LONGEST_NAME: Final = 80


@require_safe
@person_page
def my_data(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show who asked for what and when, and which consents stand. Two SQL queries."""
    person_id, language = authentication.person_id, get_language() or "ar"
    after = request.GET.get("after", "")[:80]
    page = list_activities(person_id=person_id, language=language, after=after, limit=LINES_A_PAGE)
    data = {
        "lines": [line_words(line) for line in page.items],
        "after": page.after,
        "first": not after,
        "consents": [_consent_words(one) for one in list_consents(person_id=person_id, language=language)],
    }
    return render(request, "identity/my_data.html", data)


@require_safe
@person_page
def devices(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the person's phones and keys. One SQL query."""
    return render(
        request,
        "identity/devices.html",
        {"devices": list_devices(person_id=authentication.person_id), "tab": "devices"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def device(request: HttpRequest, authentication: Authentication, device_id: int) -> HttpResponse:
    """Show what can be done with one device, or do it."""
    if request.method == "POST":
        return _change_device(request, authentication, device_id)
    line = get_device(person_id=authentication.person_id, device_id=device_id)
    return render(request, "identity/device.html", {"device": line})


def _change_device(request: HttpRequest, authentication: Authentication, device_id: int) -> HttpResponse:
    """Rename, suspend, resume or remove a device."""
    actor, person_id, act = actor_of(authentication), authentication.person_id, request.POST.get("act", "")
    if act == "suspend":
        suspend_device(actor=actor, person_id=person_id, device_id=device_id)
        messages.success(request, gettext("Suspended. This device can approve nothing any more."))
    elif act == "resume":
        resume_device(actor=actor, authentication=authentication, device_id=device_id)
        messages.success(request, gettext("This device may approve requests again."))
    elif act == "remove":
        remove_device(actor=actor, person_id=person_id, device_id=device_id)
        messages.success(request, gettext("Removed. This device can approve nothing any more."))
    else:
        name = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
        rename_device(
            actor=actor, person_id=person_id, device_id=device_id, name=name or gettext("My device")
        )
        messages.success(request, gettext("Renamed."))
    return HttpResponseRedirect(reverse("identity:devices"))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def incident(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Say what "this was not me" will do, or do it and show the next steps."""
    person_id = authentication.person_id
    activity_id = _read_key(request.POST.get("activity") or request.GET.get("activity", ""))
    if request.method != "POST":
        line = activity_id and get_activity(
            person_id=person_id, activity_id=activity_id, language=get_language() or "ar"
        )
        data = {
            "line": line_words(line) if line else None,
            "devices": [one for one in list_devices(person_id=person_id) if one.suspended_at is None],
        }
        return render(request, "identity/incident.html", data)
    secured = report_incident(
        actor=actor_of(authentication),
        authentication=authentication,
        activity_id=activity_id,
        device_ids=[key for key in map(_read_key, request.POST.getlist("device")) if key],
        place=place_of(request),
    )
    return render(request, "identity/secured.html", {"secured": secured})


def _read_key(text: str) -> int | None:
    """Return a row's key from a form or an address, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _consent_words(consent: ConsentLine) -> dict[str, object]:
    return {
        "consent": consent,
        "claims": claim_names(consent.claims),
        "access": [ACCESS[scope] for scope in consent.access],
    }
