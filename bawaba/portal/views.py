"""Pages of the portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is at this address and how to find it."""
    return render(request, "portal/refusal.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return render(request, "portal/refusal.html", {"status": 500}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old to be sent."""
    return render(request, "portal/refusal.html", {"status": 403}, status=403)
