"""allauth's forms to change what one proves oneself by, and to prove it once more, in this site's words."""

from typing import Any, Final

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ChangePhoneForm,
    ReauthenticateForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.identity.forms.account import CodeForm

_LABELS: Final[dict[str, Any]] = {  # Any: lazy texts, as Django's fields take them
    "name": _("A name for this key"),
    "oldpassword": _("The password you have now"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The new password again"),
    "phone": _("New telephone"),
}


class _InOurWords(forms.Form):
    """Labels of ours, and no words inside the fields."""

    labels = _LABELS

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        for name in self.fields.keys() & self.labels.keys():
            self.fields[name].label, self.fields[name].help_text = self.labels[name], ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "At least 12 signs. A sentence that only you know is a good password."
            )


class AddressForm(_InOurWords, AddEmailForm):
    """Another e-mail address."""

    labels = _LABELS | {"email": _("New e-mail address")}


class PasswordChangeForm(_InOurWords, ChangePasswordForm):
    """Another password, with the one before."""


class FirstPasswordForm(_InOurWords, SetPasswordForm):
    """A password for an account that had none."""


class NumberForm(_InOurWords, ChangePhoneForm):
    """Another telephone."""


class PasswordAgainForm(_InOurWords, ReauthenticateForm):
    """The password once more, before something that counts."""


class CodeAgainForm(CodeForm, ReauthenticateByCodeForm):
    """A code of the app once more."""

    code_label = _("Code of your app, or a recovery code")


class AppForm(CodeForm, ActivateTOTPForm):
    """The first code of an app, which shows that it holds the key."""

    code_label = _("The six figures that the app shows")


class KeyNameForm(_InOurWords, EditWebAuthnForm):
    """Another name for a key."""


class FirstKeyForm(_InOurWords, SignupWebAuthnForm):
    """The key of an account that is opened without a password."""
