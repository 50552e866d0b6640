"""Follow a request without an account: by its number and the code on the receipt."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.casework.errors import WrongFollowCode
from bawaba.casework.queries.following import TRIES_AN_HOUR, find_followed
from bawaba.casework.views.access import follow as remember
from bawaba.casework.views.access import sign_in_address
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponseBase:
    """Ask for the number and the code, or offer to sign in."""
    number, code = request.POST.get("number", ""), request.POST.get("code", "")
    refused: WrongFollowCode | None = None
    if request.method == "POST":
        try:
            return _open(request, number, code)
        except WrongFollowCode as refusal:
            refused = refusal
    after = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()})
    sign_in = sign_in_address(after if safe else reverse("casework:requests"))
    context = {"number": number, "code": code, "refused": refused, "sign_in": sign_in}
    response = render(request, "casework/people/follow.html", context, status=422 if refused else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def follow_link(request: HttpRequest, number: str, code: str) -> HttpResponseBase:
    """Open a request by its secret link."""
    return _open(request, number, code)


def _open(request: HttpRequest, number: str, code: str) -> HttpResponseBase:
    if spend(request, door="casework-follow", most=TRIES_AN_HOUR, window_s=3600).refused:
        raise TooManyRequests
    info = find_followed(number=number, code=code)
    remember(request, info)
    return redirect("casework:tracking", info.key)
