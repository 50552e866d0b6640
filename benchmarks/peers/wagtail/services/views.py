"""The search page of `wagtail start`, over services and with what a result shows on our own page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from services.models import ServicePage


def search(request: HttpRequest) -> HttpResponse:
    """Show ten services a page for `query`, by Wagtail's database search backend."""
    text = request.GET.get("query", "")
    found = ServicePage.objects.live().search(text) if text else ServicePage.objects.none()
    results = Paginator(found, 10).get_page(request.GET.get("page", 1))
    return render(request, "services/search.html", {"search_query": text, "search_results": results})
