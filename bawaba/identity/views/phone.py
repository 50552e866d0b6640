"""The phone app at /app/: an installable web app with a scope of its own, in the reader's language."""

import hashlib
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from bawaba.identity.queries.devices import list_devices
from bawaba.identity.queries.history import list_activities
from bawaba.identity.queries.requests import are_requests_paused, list_pending
from bawaba.identity.types import Authentication
from bawaba.identity.views.signed_in import phone_page
from bawaba.identity.views.wording import LEVELS, line_words
from bawaba.kernel.languages import LANGUAGES, direction_of

_YEAR_S: Final = 31_536_000
_ICONS: Final = (
    ("ui/images/icon-192.png", "192x192", "any"),
    ("ui/images/icon-512.png", "512x512", "any"),
    ("ui/images/icon-maskable-512.png", "512x512", "maskable"),
)
_KEPT: Final = (
    "ui/bawaba.css",
    "ui/fonts/naskh.woff2",
    "ui/images/mark.svg",
    "identity/phone.css",
    "identity/phone.js",
    "identity/passkey.js",
)


@require_safe
@phone_page
def home(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show what waits for an answer, or how to begin on a phone that is not enrolled."""
    person_id = authentication.person_id
    return render(
        request,
        "identity/app/home.html",
        {
            "paused": are_requests_paused(person_id=person_id),
            "pending": list_pending(person_id=person_id, language=_language()),
            "devices": [one for one in list_devices(person_id=person_id) if one.suspended_at is None],
            "tab": "requests",
        },
    )


@require_safe
@phone_page
def history(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show what happened lately, the latest first."""
    after = request.GET.get("after", "")[:80]
    page = list_activities(person_id=authentication.person_id, language=_language(), after=after)
    data = {"lines": [line_words(line) for line in page.items], "after": page.after, "tab": "history"}
    return render(request, "identity/app/history.html", data)


@require_safe
@phone_page
def devices(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the person's phones and keys."""
    data = {"devices": list_devices(person_id=authentication.person_id), "tab": "devices"}
    return render(request, "identity/app/devices.html", data)


@require_safe
@phone_page
def preferences(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the app's settings: language, display, this session."""
    return render(
        request,
        "identity/app/settings.html",
        {"level_words": LEVELS[authentication.level], "tab": "settings"},
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the app's language in a cookie and go back to the settings."""
    reply = HttpResponseRedirect(reverse("phone:settings"))
    code = request.POST.get("language", "")
    if code in LANGUAGES:
        reply.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=_YEAR_S,
            samesite="Lax",
            secure=settings.IN_PRODUCTION,
        )
    return reply


@require_GET
@cache_control(max_age=3600)
@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the app in the reader's language (W3C Web Application Manifest)."""
    return JsonResponse(
        {
            "id": "/app/",
            "name": gettext("Bawaba on my phone"),
            "short_name": gettext("My Bawaba"),
            "description": gettext("Approve sign-ins, and see who asked for your data."),
            "lang": _language(),
            "dir": direction_of(_language()),
            "start_url": "/app/",
            "scope": "/app/",
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#0b5c43",
            "icons": [
                {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for path, sizes, purpose in _ICONS
            ],
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the app's own worker, whose version changes with any file that it keeps."""
    kept = [static(path) for path in _KEPT]
    version = hashlib.sha256(" ".join(kept).encode()).hexdigest()[:12]
    script = render_to_string("identity/app/sw.js", {"version": version, "kept": kept})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """Say that approving needs a connection. The worker keeps this page."""
    return render(request, "identity/app/offline.html")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
