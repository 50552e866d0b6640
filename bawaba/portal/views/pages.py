"""The front door and the pages that tell about the site."""

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.kernel.pagecache import public_page
from bawaba.portal import queries

STATEMENT_DAY: Final = date(2026, 11, 24)  # change it with the statement


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then moments of life, audiences, what is often asked, what changed."""
    page = queries.home_page(language=request.LANGUAGE_CODE)
    return render(request, "portal/home.html", {"page": page})


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """Say what Bawaba is and what it is for."""
    return render(request, "portal/about.html", {"counts": queries.count_published()})


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the site is and how to complain."""
    return render(request, "portal/accessibility.html", {"statement_day": STATEMENT_DAY})


@require_safe
@public_page
def legal(request: HttpRequest) -> HttpResponse:
    """Say who answers for the site and what it keeps of its readers."""
    return render(request, "portal/legal.html")


@require_safe
@public_page
def sources(request: HttpRequest) -> HttpResponse:
    """List where the data comes from, its licences, and how sure we are of it."""
    counts = queries.count_published()
    return render(request, "portal/sources.html", {"counts": counts, "trust": queries.count_trust(counts)})


@require_safe
@public_page
def api(request: HttpRequest) -> HttpResponse:
    """Show the API's own description: its operations, their parameters, and how to try them."""
    return render(request, "portal/api.html", {"groups": queries.api_groups(request=request)})


@require_safe
@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """Show what stays readable without a connection."""
    return render(
        request, "ui/offline.html", {"essentials": queries.essentials(language=request.LANGUAGE_CODE)}
    )
