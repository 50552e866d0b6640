"""Lists of services, by letter, by event, by audience, by body, by territory."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.catalogue.types import AUDIENCES
from bawaba.kernel.pagecache import public_page
from bawaba.portal import phrases, queries


@require_safe
@public_page
def services(request: HttpRequest) -> HttpResponse:
    """List every service."""
    listed = queries.service_list(language=request.LANGUAGE_CODE, after=request.GET.get("after", ""))
    return render(request, "portal/services.html", {"listed": listed, "counts": queries.count_published()})


@require_safe
@public_page
def events(request: HttpRequest) -> HttpResponse:
    """List the moments of life and of a business that need public services."""
    life, business = queries.events_by_kind(language=request.LANGUAGE_CODE)
    return render(request, "portal/events.html", {"life": life, "business": business})


@require_safe
@public_page
def event(request: HttpRequest, key: str) -> HttpResponse:
    """Show one event and its services."""
    after = request.GET.get("after", "")
    found, listed = queries.event_page(key=key, language=request.LANGUAGE_CODE, after=after)
    return render(request, "portal/event.html", {"event": found, "listed": listed})


@require_safe
@public_page
def audience(request: HttpRequest, audience: str) -> HttpResponse:
    """Show what one audience finds here."""
    if audience not in AUDIENCES:
        raise Http404
    after = request.GET.get("after", "")
    events, listed = queries.audience_page(audience=audience, language=request.LANGUAGE_CODE, after=after)
    words = {"name": phrases.AUDIENCES[audience], "summary": phrases.AUDIENCE_SUMMARIES[audience]}
    return render(request, "portal/audience.html", {"events": events, "listed": listed, **words})


@require_safe
@public_page
def authorities(request: HttpRequest) -> HttpResponse:
    """Show the country's public bodies as a tree."""
    tree = queries.body_tree(language=request.LANGUAGE_CODE, country=settings.COUNTRY)
    return render(request, "portal/authorities.html", {"tree": tree})


@require_safe
@public_page
def authority(request: HttpRequest, key: str) -> HttpResponse:
    """Show one public body: how to reach it, what it offers."""
    after = request.GET.get("after", "")
    page = queries.body_page(key=key, language=request.LANGUAGE_CODE, after=after)
    return render(request, "portal/authority.html", {"page": page})


@require_safe
@public_page
def territories(request: HttpRequest) -> HttpResponse:
    """List the regions."""
    return render(
        request, "portal/territories.html", {"regions": queries.region_list(language=request.LANGUAGE_CODE)}
    )


@require_safe
@public_page
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """Show one territory: who lives there, what it holds, what it offers."""
    after = request.GET.get("after", "")
    page = queries.territory_page(code=code, language=request.LANGUAGE_CODE, after=after)
    return render(request, "portal/territory.html", {"page": page})
