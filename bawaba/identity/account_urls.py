"""allauth's pages under /{lang}/account/, with ours in front where more is asked than allauth asks."""

from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from bawaba.identity.views import sign_in
from bawaba.identity.views.new_factors import strong_session

urlpatterns = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("2fa/webauthn/login/", sign_in.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("2fa/totp/activate/", strong_session(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", strong_session(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include("allauth.account.urls")),
]
