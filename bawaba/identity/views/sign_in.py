"""Signing in by password and by passkey: allauth's addresses and pages, with our own way through."""

from functools import cache
from typing import Final, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import is_login_rate_limited, perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bawaba.identity.errors import DeviceNotUsable, PasskeyRefused, PasswordRefused
from bawaba.identity.rules.passkeys import CeremonyRefused, read_answer, request_options
from bawaba.identity.services import signing_in, tries
from bawaba.identity.services.challenges import LIFE_S, make_challenge, read_ticket
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.views.known_browsers import remember_browser
from bawaba.identity.views.signed_in import place_of
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.headers import never_kept
from bawaba.kernel.rates import spend

A_MINUTE: Final = 30
TICKET: Final = "passkey"
KNOWN_AS: Final = "bawaba.known_as"
_NAME_MOST: Final = 254


@sensitive_post_parameters("password")
@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the page to sign in, or compare a password. At most thirty passwords a minute from one place."""
    named, password = request.POST.get("login", "").strip(), request.POST.get("password", "")
    if not named or not password or len(named) > _NAME_MOST or "\0" in named + password:
        return show_page(request)
    if _is_signed_in(request):
        return HttpResponseRedirect(get_login_redirect_url(request))
    if spend(request, door="account-sign-in", most=A_MINUTE, window_s=60).refused:
        raise TooManyRequests
    return _compare(request, named, password)


@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Give a script a challenge to sign, or take what a key signed."""
    if _is_signed_in(request):
        return HttpResponseRedirect(get_login_redirect_url(request))
    if request.method == "POST":
        return _take_signature(request)
    return _offer(request) if get_adapter().is_ajax(request) else _to_sign_in(request)


def show_page(request: HttpRequest, refusal: str = "") -> HttpResponse:
    """Show allauth's page; refusal: the code of what was wrong, "" to let its form judge."""
    shown = _Refused.as_view(refusal=refusal) if refusal else LoginView.as_view()
    return cast("HttpResponse", shown(request))  # allauth types it for itself only


class _Refused(LoginView):
    """The page with its form as it was sent and what was wrong with it."""

    refusal = ""

    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "refusal": self.refusal}


def _compare(request: HttpRequest, named: str, password: str) -> HttpResponse:
    try:
        entry = signing_in.sign_in_by_password(
            request=request,
            named=named,
            password=password,
            place=place_of(request),
            lasts_s=_lasts_s(request),
        )
    except PasswordRefused:
        return show_page(request, "email_password_mismatch")
    except tries.TooManyTries:
        return show_page(request, "too_many_login_attempts")
    except signing_in.NameNotClear:
        return show_page(request)
    return _finish_password(request, named, entry) if entry.stages else _go_on(request, entry)


def _finish_password(request: HttpRequest, named: str, entry: signing_in.Entry) -> HttpResponse:
    """Let allauth ask for what is missing after a right password: a second factor, a code for a contact."""
    login = Login(user=entry.account, email=entry.address, redirect_url=get_next_redirect_url(request))
    if is_login_rate_limited(request, login):
        return show_page(request, "too_many_login_attempts")
    request.META[KNOWN_AS] = entry.key
    credentials = {"email": entry.address} if entry.address else {"username": entry.account.username}
    response = perform_password_login(request, credentials, login)
    request.session.set_expiry(_lasts_s(request))
    return cast("HttpResponse", response)  # as above


def _offer(request: HttpRequest) -> HttpResponse:
    challenge, ticket = make_challenge()
    options = request_options(this_site(), challenge=challenge, known=[])
    response = JsonResponse({"request_options": {"publicKey": options}})
    response.set_cookie(
        TICKET,
        ticket,
        max_age=LIFE_S,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _take_signature(request: HttpRequest) -> HttpResponse:
    challenge = read_ticket(request.COOKIES.get(TICKET, ""))
    try:
        if challenge is None:
            raise PasskeyRefused(reason="challenge-gone")
        credential = read_answer(request.POST.get("credential", ""))
        entry = signing_in.sign_in_by_passkey(
            request=request, credential=credential, challenge=challenge, place=place_of(request)
        )
    except DeviceNotUsable:
        return _to_sign_in(
            request, gettext("This key may no longer be used. Use another one, or go to a counter.")
        )
    except (PasskeyRefused, CeremonyRefused):
        return _to_sign_in(
            request, gettext("This passkey was not accepted. Try again, or sign in another way.")
        )
    response = _finish_passkey(request, entry) if entry.stages else _go_on(request, entry)
    response.delete_cookie(TICKET, samesite="Strict")
    return response


def _finish_passkey(request: HttpRequest, entry: signing_in.Entry) -> HttpResponse:
    """Let allauth ask for what is missing after a passkey: a code for a contact."""
    used = Authenticator.objects.select_related("user").get(pk=entry.authenticator_id)
    login = Login(user=used.user, redirect_url=get_next_redirect_url(request))
    return cast("HttpResponse", perform_passwordless_login(request, used, login))  # as above


def _go_on(request: HttpRequest, entry: signing_in.Entry) -> HttpResponse:
    response = HttpResponseRedirect(get_next_redirect_url(request) or _own_page(get_language()))
    remember_browser(request, response, account=entry.key)
    return response


@cache
def _own_page(language: str | None) -> str:
    """Return where somebody starts who asked for nothing. language: the one that is active"""
    return reverse("identity:account")


def _to_sign_in(request: HttpRequest, refusal: str = "") -> HttpResponse:
    if refusal:
        messages.error(request, refusal)
    return HttpResponseRedirect(reverse("account_login"))


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _lasts_s(request: HttpRequest) -> int:
    """Return how long to stay signed in: until the browser is closed, unless the box is ticked."""
    ticked = request.POST.get("remember", "").lower() not in {"", "0", "false"}
    return int(settings.SESSION_COOKIE_AGE) if ticked else 0
