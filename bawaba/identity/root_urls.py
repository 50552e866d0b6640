"""Addresses of the identity room without a language: what browsers open on the protocol's way."""

from django.urls import path

from bawaba.identity.oidc import logout

app_name = "identity-root"
urlpatterns = [
    path("oidc/logout", logout.show_logout, name="logout"),
    path("oidc/logout/confirm", logout.confirm_logout, name="logout-confirm"),
]
