"""Signing in and out: the portal is an ordinary relying party of the identity provider."""

from dataclasses import asdict
from typing import Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bawaba.directory.queries import actor_for
from bawaba.identity.queries import account_of_subject
from bawaba.portal.errors import SignInFailed
from bawaba.portal.limits import check_rate
from bawaba.portal.services import relying_party
from bawaba.portal.services.registration import home_address

TRIES_IN_TEN_MINUTES: Final = 60
MOST_AT_ONCE: Final = 5
_ATTEMPTS: Final = "portal.attempts"
_ID_TOKEN: Final = "portal.id_token"  # noqa: S105  a session key


@require_safe
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the person to the identity provider; `next` is where they go on to. At most sixty in ten minutes."""
    way_on = _way_on(request)
    if request.user.is_authenticated and _ID_TOKEN in request.session:
        return HttpResponseRedirect(way_on or _own_place(request))
    check_rate(request, door="sign-in", most=TRIES_IN_TEN_MINUTES)
    attempt = relying_party.begin(way_on=way_on)
    kept = request.session.get(_ATTEMPTS, [])[-(MOST_AT_ONCE - 1) :]
    request.session[_ATTEMPTS] = [*kept, asdict(attempt)]
    address = relying_party.authorization_address(attempt, language=get_language() or settings.LANGUAGE_CODE)
    return HttpResponseRedirect(address)


@require_safe
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer, check it, and go on."""
    attempt = _take_attempt(request)
    found = relying_party.complete(attempt, request.GET.dict())
    account = account_of_subject(subject=found.subject)
    if account is None:
        raise SignInFailed
    if request.user.pk != account.pk:  # a provider of another address: this browser has no session here yet
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[_ID_TOKEN] = found.id_token
    return HttpResponseRedirect(attempt.way_on or _own_place(request))


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and at the provider, and go home."""
    hint = request.session.get(_ID_TOKEN, "")
    target = home_address(get_language() or settings.LANGUAGE_CODE)
    logout(request)
    if not hint:
        return HttpResponseRedirect(reverse("portal:home"))
    return HttpResponseRedirect(relying_party.sign_out_address(id_token=hint, target=target))


def _take_attempt(request: HttpRequest) -> relying_party.Attempt:
    """Return the attempt that the answer's state names, once. raises: SignInFailed"""
    state = request.GET.get("state", "")
    kept = request.session.get(_ATTEMPTS, [])
    found = next((one for one in kept if state and one["state"] == state), None)
    if found is None:
        raise SignInFailed
    request.session[_ATTEMPTS] = [one for one in kept if one["state"] != state]
    return relying_party.Attempt(**found)


def _way_on(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else ""


def _own_place(request: HttpRequest) -> str:
    """Return where somebody starts who asked for nothing: the desk for who works there, else the account."""
    works_here = request.user.is_authenticated and actor_for(account=request.user).roles
    return reverse("catalogue:desk" if works_here else "identity:account")
