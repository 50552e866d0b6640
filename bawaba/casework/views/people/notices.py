"""A person's inbox, what they want to be told, and ending what the law does not have told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.casework.notices.addresses import stop_by_token
from bawaba.casework.notices.channels import text_senders
from bawaba.casework.notices.inbox import list_notices, open_notice
from bawaba.casework.notices.preferences import Wishes, keep_wishes, read_wishes, unsubscribe
from bawaba.casework.views.access import owner_of, sign_in_address
from bawaba.directory.queries import actor_for
from bawaba.kernel.languages import LANGUAGES


@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """List what a person was told."""
    owner = owner_of(request)
    if not owner:
        return redirect(sign_in_address(request.path))
    page = list_notices(owner=owner, after=request.GET.get("after", ""))
    context = {"notices": page.items, "after": page.after, "has_account": owner.startswith("account:")}
    return _private(render(request, "casework/people/notices.html", context))


@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponseBase:
    """Lead to what a notice is about; it counts as read then."""
    return redirect(open_notice(owner=owner_of(request), number=number).address)


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponseBase:
    """Let a person choose how they are told, and in which language."""
    actor, owner = actor_for(account=request.user), owner_of(request)
    if not request.user.is_authenticated:
        return redirect(sign_in_address(request.path))
    if request.method == "POST":
        wishes = Wishes("mail" in request.POST, "text" in request.POST, request.POST.get("language", ""))
        keep_wishes(actor=actor, owner=owner, wishes=wishes)
        messages.success(request, _("Your choice is kept."))
        return redirect("casework:notice-choices")
    languages = [(code, one.own_name) for code, one in LANGUAGES.items() if code in ("ar", "fr", "en")]
    context = {"wishes": read_wishes(owner=owner), "languages": languages, "texts": text_senders.providers()}
    return _private(render(request, "casework/people/choices.html", context))


@csrf_exempt  # a mailbox posts here for its reader (RFC 8058); the token says for whom
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """End the messages that the law does not have sent, for whoever holds the address."""
    done = request.method == "POST"
    if done:
        unsubscribe(token=token)
    return _private(render(request, "casework/people/unsubscribe.html", {"done": done}))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """End all messages about one case to the address that was given for it."""
    done = request.method == "POST"
    if done:
        stop_by_token(token=token)
    return _private(render(request, "casework/people/stop.html", {"done": done}))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
