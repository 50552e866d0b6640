"""A service as a citizen would see it, before it is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bawaba.directory.queries import actor_for
from bawaba.portal import queries


@require_safe
@never_cache
def preview(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show the text being written to those who may write it."""
    actor = actor_for(account=request.user)
    page = queries.preview_page(actor=actor, identifier=identifier, language=request.LANGUAGE_CODE)
    return render(request, "portal/service.html", {"page": page})
