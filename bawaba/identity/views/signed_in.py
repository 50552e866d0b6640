"""Pages for whoever is signed in: the person of the session, or the way to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bawaba.identity.queries import current_authentication
from bawaba.identity.rules.places import cut_place
from bawaba.identity.types import Authentication
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, http_status
from bawaba.kernel.headers import forbid_keeping
from bawaba.kernel.rates import client_network

P = ParamSpec("P")
PersonView = Callable[Concatenate[HttpRequest, Authentication, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person_page(view: PersonView[P]) -> View[P]:
    """Give the view the person of the session; lead anybody else to sign in and back."""

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **options: P.kwargs) -> HttpResponse:
        authentication = current_authentication(request=request)
        if authentication is None:
            return HttpResponseRedirect(_sign_in_address(request))
        response = view(request, authentication, *args, **options)
        forbid_keeping(response)
        return response

    return cast("View[P]", shown)  # wraps() hides positional-only


def phone_page(view: PersonView[P]) -> View[P]:
    """Like `person_page`, with refusals shown inside the phone app."""

    @wraps(view)
    def shown(
        request: HttpRequest, authentication: Authentication, *args: P.args, **options: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, authentication, *args, **options)
        except DomainError as error:
            return render(request, "identity/app/refusal.html", {"error": error}, status=http_status(error))

    return person_page(cast("PersonView[P]", shown))  # as above


def person_answer(view: PersonView[P]) -> View[P]:
    """Like `person_page` for scripts: whoever is not signed in gets an empty 401."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **options: P.kwargs) -> HttpResponse:
        authentication = current_authentication(request=request)
        response = (
            HttpResponse(status=401)
            if authentication is None
            else view(request, authentication, *args, **options)
        )
        forbid_keeping(response)
        return response

    return cast("View[P]", answered)  # as above


def actor_of(authentication: Authentication) -> Actor:
    """Return the person as the audit names them."""
    return Actor(
        kind="person", key=f"account:{authentication.account_id}", account_id=authentication.account_id
    )


def place_of(request: HttpRequest) -> str:
    """Return the network that a request came from, cut so that it names no home."""
    return cut_place(client_network(request))


def _sign_in_address(request: HttpRequest) -> str:
    """Return where to sign in, and come back to this page, or from a form to the page that it belongs to."""
    way_back = request.get_full_path()
    if request.method == "POST":
        way_back = reverse("phone:home" if _is_in_app(request) else "identity:my-data")
    return f"{reverse('account_login')}?{urlencode({'next': way_back})}"


def _is_in_app(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("phone:home"))
