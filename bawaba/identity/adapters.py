"""Where allauth meets this room: contacts live in a person's particulars, and the session keeps a level."""

import secrets
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from bawaba.identity.forms.fields import PhoneNumberField
from bawaba.identity.models import BrowserSession
from bawaba.identity.queries import current_authentication
from bawaba.identity.services import contacts, messages, tries
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.services.people import ensure_person
from bawaba.identity.services.sessions import end_session
from bawaba.identity.services.sign_in import keep_sign_in
from bawaba.identity.views.known_browsers import remember_browser
from bawaba.identity.views.sign_in import KNOWN_AS
from bawaba.identity.views.signed_in import place_of
from bawaba.identity.wording import ACCOUNT_ERRORS, MFA_ERRORS
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account
from bawaba.kernel.rates import client_network
from bawaba.kernel.sealing import seal, unseal

_SEALED: Final = "mfa.Authenticator.data"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and contacts of accounts."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def generate_unique_username(self, txts: list[str | None], regex: str | None = None) -> str:
        """Return a random name: people sign in by their contacts, and a name made of one would tell it."""
        return f"p-{secrets.token_hex(8)}"

    def save_user(
        self, request: HttpRequest, user: Any, form: Any, commit: bool = True
    ) -> Any:  # Any: allauth's
        saved = super().save_user(request, user, form, commit)
        if commit:
            ensure_person(account=saved)
        return saved

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        keep_sign_in(request=request, account=_account(user), place=place_of(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, for IPv6 the first of its network; a Unix socket has none."""
        network = client_network(request).partition("/")[0]
        return "0.0.0.0" if network == "unknown" else network  # noqa: S104  not an address to bind to

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity:account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity:account")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:  # fmt: skip  # Any: allauth's own signature
        """Tell a person what changed, and where to say that it was not them."""
        address = f"{settings.SITE_ADDRESS}{reverse('identity:my-data')}"
        super().send_notification_mail(template_prefix, user, {**(context or {}), "address": address}, email)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:  # Any: allauth's
        """Ask again for a proof, unless the person gave one within the last minutes."""
        authentication = current_authentication(request=self.request) if self.request else None
        longest = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        return authentication is None or clock.now() - authentication.auth_time > longest

    def phone_form_field(self, **options: Any) -> PhoneNumberField:  # Any: allauth's own signature
        return PhoneNumberField(**options)

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        contacts.keep_phone(account=_account(user), phone=phone, verified=verified)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        return contacts.read_phone(account=_account(user))

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        contacts.keep_phone(account=_account(user), phone=phone, verified=True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return contacts.find_account_by_phone(phone=phone)

    def send_verification_code_sms(
        self, user: AbstractBaseUser, phone: str, code: str, **options: object
    ) -> None:
        text = gettext("%(code)s is your code for Bawaba. Nobody will ever ask you for it.")
        messages.send_text(phone=phone, text=text % {"code": code})

    def send_unknown_account_sms(self, phone: str, **options: object) -> None:
        messages.send_text(
            phone=phone,
            text=gettext("Somebody, perhaps you, asked for a code. No account of Bawaba has this number."),
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        messages.send_text(
            phone=phone,
            text=gettext("Somebody, perhaps you, wanted a new account. This number already has one."),
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # Any: allauth's
        """Refuse what guesses: too many tries from one place, or at one account from unknown browsers."""
        try:
            tried = tries.begin_try(request=request, named=tries.name_in(credentials))
        except tries.TooManyTries as fault:
            raise self.validation_error("too_many_login_attempts") from fault
        self._login_failed_rl_usage = tried  # allauth takes it back where the password is right

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:  # Any: allauth's
        user = super().authenticate(request, **credentials)
        if user is not None:
            request.META[KNOWN_AS] = tries.account_key(tries.name_in(credentials))
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        """Go on, without allauth's purge of every old session and its greeting, which each sign-in would pay."""
        way_on = get_login_redirect_url(request, options["redirect_url"], signup=options["signup"])
        response = HttpResponseRedirect(way_on)
        known_as = request.META.get(KNOWN_AS) or tries.account_key(user.get_username())
        remember_browser(request, response, account=known_as)
        return response

    def _delete_login_attempts_cached_email(
        self, request: HttpRequest, **credentials: Any
    ) -> None:  # Any: allauth's
        """Forget wrong passwords where somebody proved to own the account, as allauth does after a reset."""
        tries.forget_tries(request=request, named=tries.name_in(credentials))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors and passkeys: secrets are sealed, passkeys belong to the site's host."""

    error_messages = {**DefaultMFAAdapter.error_messages, **MFA_ERRORS}

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), context=_SEALED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(b64decode(encrypted_text), context=_SEALED).decode()

    def get_totp_issuer(self) -> str:
        return gettext("Bawaba")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        site = this_site()
        return {"id": site.rp_id, "name": site.name}


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ending a session ends what was granted in it, and tells the sites it was used for."""

    def end_sessions(self, sessions: Any) -> None:  # Any: allauth's own signature
        for session in sessions:
            row = BrowserSession.objects.filter(session_key=session.session_key).first()
            if row is not None:
                actor = Actor(kind="person", key=f"account:{session.user_id}", account_id=session.user_id)
                end_session(actor=actor, sid=row.sid)
            else:
                session.end()


def display_name(user: AbstractBaseUser) -> str:
    """Return how an account is called on its own pages: its e-mail address, else its user name."""
    account = _account(user)
    return account.email or account.username


def _account(user: AbstractBaseUser) -> Account:
    assert isinstance(user, Account)  # AUTH_USER_MODEL
    return user
