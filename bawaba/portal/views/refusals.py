"""Pages that refuse and help: nothing here, not allowed, too fast, our fault."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import DomainError, NotFound, PermissionDenied
from bawaba.kernel.errors import http_status as status_of
from bawaba.ui.resending import comes_from_here, show_again


def show_refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal as a page with its status, in the reader's words, and what to do next."""
    status = status_of(error)
    return render(request, "portal/refusal.html", {"error": error, "status": status}, status=status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is at this address and how to find it."""
    return show_refusal(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old to be sent; what one of our own pages sent is shown to be sent again."""
    if request.method == "POST" and comes_from_here(request) and not request.path.startswith("/api/"):
        return show_again(request)
    error = PermissionDenied(
        _("This form could not be sent: it was open too long, or your browser keeps no cookies."),
        hint=_(
            "Go back, reload the page and send it again. Copy what you wrote first, so that it is not lost."
        ),
    )
    return show_refusal(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours. The page stands alone: no database, no context."""
    return render(request, "portal/server_error.html", status=500)
