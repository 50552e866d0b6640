"""allauth's forms where ours differ: one way to read who signs in, and keys that are trusted still."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
    VerifyPhoneForm,
)
from allauth.account.internal.flows.login import derive_login_method
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.identity.errors import DeviceNotUsable
from bawaba.identity.services.keys_used import note_key_used


class SignInForm(LoginForm):
    """An address, a number or a user name, with a password: read one way, so that it costs one hash."""

    def __init__(self, *args: Any, refusal: str = "", **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self._refusal = refusal
        self.fields["login"].label = _("E-mail address or telephone")
        self.fields["login"].widget.attrs = {"autocomplete": "username webauthn", "dir": "auto"}
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}

    def clean(self) -> dict[str, Any]:  # Any: what fields hold
        """Say what was wrong where the password was compared before; else compare it."""
        if self._refusal:
            raise get_account_adapter().validation_error(self._refusal)
        compared: dict[str, Any] = super().clean()  # Any: as above
        return compared

    def user_credentials(self) -> dict[str, str]:
        named = self.cleaned_data["login"]
        credentials = {derive_login_method(named).value: named}
        if self.cleaned_data.get("password"):
            credentials["password"] = self.cleaned_data["password"]
        return credentials


class SignUpForm(SignupForm):
    """An e-mail address, a telephone where there is one, and a password."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail address")
        self.fields["phone"].label = _("Telephone")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "At least 12 signs. A sentence that only you know is a good password."
            )


class SignInCodeForm(RequestLoginCodeForm):
    """Where a code to sign in is sent."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["email"].label, self.fields["phone"].label = _("E-mail address"), _("Telephone")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:  # Any: what fields hold
        """Ask for one of the two where both are empty: allauth takes either, and would look for neither."""
        given: dict[str, Any] = super().clean()  # Any: as above
        if not self.errors and not any(given.get(name) for name in ("email", "phone")):
            self.add_error("email", self.fields["email"].error_messages["required"])
        return given


class LostPasswordForm(ResetPasswordForm):
    """The address of the account whose password is lost."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class NewPasswordForm(ResetPasswordKeyForm):
    """A new password, in the place of a lost one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _(
            "At least 12 signs. A sentence that only you know is a good password."
        )
        self.fields["password2"].label = _("The new password again")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeForm(forms.Form):
    """A code that came by a message or from an app: digits, from left to right."""

    code_label = _("Code")

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["code"].label = self.code_label
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "dir": "ltr",
        }


class SentCodeForm(CodeForm, ConfirmLoginCodeForm):
    """The code to sign in."""


class LostPasswordCodeForm(CodeForm, ConfirmPasswordResetCodeForm):
    """The code to choose a new password."""


class AddressCodeForm(CodeForm, ConfirmEmailVerificationCodeForm):
    """The code that shows whose address it is."""


class NumberCodeForm(CodeForm, VerifyPhoneForm):
    """The code that shows whose telephone it is."""


class SecondProofForm(CodeForm, AuthenticateForm):
    """The code of an app, or of a sheet, after the password."""

    code_label = _("Code of your app, or a recovery code")


class _TrustedKeys(forms.Form):
    """Refuses a key whose device was suspended, and moves its counter on."""

    def clean_credential(self) -> Authenticator:
        given = self.data.get("credential", "")
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # of allauth's form
        try:
            note_key_used(authenticator_id=authenticator.pk, answer=given)
        except DeviceNotUsable as fault:
            raise get_adapter().validation_error("key_not_usable") from fault
        return authenticator


class TrustedFactorForm(_TrustedKeys, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class TrustedAgainForm(_TrustedKeys, ReauthenticateWebAuthnForm):
    """A passkey to prove again who one is."""


class AddKeyForm(AddWebAuthnForm):
    """A new key: always discoverable, always with user verification."""

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.fields["name"].label = _("A name for this key")
        # allauth's script reads its tick: a key that is not discoverable could not sign in alone.
        self.fields["passwordless"].widget = forms.CheckboxInput(attrs={"checked": True, "hidden": True})

    def clean_passwordless(self) -> bool:
        return True
