"""Addresses of the protocol that a browser opens with its session; machines are answered at the gate."""

from django.urls import path

from bawaba.identity.oidc import logout

app_name = "oidc"
urlpatterns = [
    path("oidc/logout", logout.show_logout, name="logout"),
    path("oidc/logout/confirm", logout.confirm_logout, name="logout-confirm"),
]
