"""Signing in and out, for those who work in administrations. Readers never need an account."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from bawaba.portal.limits import check_rate

TRIES_IN_TEN_MINUTES = 10


class SignIn(LoginView):
    """Ask for a user name and a password, at most ten times in ten minutes from one address."""

    template_name = "portal/sign_in.html"
    redirect_authenticated_user = True

    def post(
        self, request: HttpRequest, *args: Any, **options: Any
    ) -> HttpResponse:  # Any: Django's own signature
        check_rate(request, door="sign-in", most=TRIES_IN_TEN_MINUTES)
        return super().post(request, *args, **options)


class SignOut(LogoutView):
    """End the session and go home."""
