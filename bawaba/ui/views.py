"""Pages of the design system: display settings, manifest, service worker, gallery."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from bawaba.kernel.languages import LANGUAGES
from bawaba.kernel.pagecache import DISPLAY_COOKIE, public_page
from bawaba.ui import gallery, manifests, rules
from bawaba.ui.charts import reader_of

_YEAR_S = 31_536_000


def _way_back(address: str) -> str:
    """Return `address` when it lies on this site, else the home page."""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return f"/{get_language() or 'ar'}/"


@require_http_methods(["GET", "HEAD", "POST"])
def display_settings(request: HttpRequest) -> HttpResponse:
    """Show the display settings, or keep them in a cookie and go back."""
    way_back = _way_back(request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        response = render(request, "ui/settings.html", {"way_back": way_back})
        add_never_cache_headers(response)
        return response
    words = [word for values in request.POST.lists() for word in values[1] if values[0] != "next"]
    reply = HttpResponseRedirect(way_back)
    cookie = rules.write_display(rules.choose_display(words))
    reply.set_cookie(DISPLAY_COOKIE, cookie, max_age=_YEAR_S, samesite="Lax", secure=settings.IN_PRODUCTION)
    return reply


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the installable site in the page's language (W3C Web Application Manifest)."""
    return JsonResponse(
        manifests.site_manifest(get_language() or "ar"), content_type="application/manifest+json"
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker, whose version changes with any file that it keeps."""
    kept = manifests.kept_addresses()
    version = hashlib.sha256(" ".join(kept).encode()).hexdigest()[:12]
    script = render_to_string("ui/sw.js", {"version": version, "kept": kept, "languages": list(LANGUAGES)})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
@public_page
def gallery_page(request: HttpRequest) -> HttpResponse:
    """Show every component in the reader's language and display settings."""
    return render(request, "ui/gallery.html", gallery.samples(reader_of(request)))
