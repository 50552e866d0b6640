"""What somebody wrote, shown again to be sent once more: a session that ended must not lose it."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url


def show_again(request: HttpRequest, *, after: str = "") -> HttpResponse:
    """Show a page that holds every text of a POST, to be sent again after signing in; files are chosen again.

    after: where the sign-in leads; empty offers none
    """
    kept = [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken"
    ]
    sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': after})}" if after else ""
    response = render(request, "ui/resend.html", {"kept": kept, "sign_in": sign_in}, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def comes_from_here(request: HttpRequest) -> bool:
    """Say whether the browser vouches that one of our own pages sent this (Fetch Metadata, or the Origin)."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return site == "same-origin" or (not site and origin == request.get_host())
