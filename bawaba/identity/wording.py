"""Refusals of allauth in this site's words: what happened and what to do, telling nothing to strangers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Text

_NO_MATCH: Text = _("These do not match. Check both, or ask for a code instead of the password.")
_CODE: Text = _("This code is not right, or it has expired. Ask for a new one.")

ACCOUNT_ERRORS: Final[dict[str, Text]] = {
    "account_inactive": _("This account is suspended. Go to a counter with your identity card."),
    "email_password_mismatch": _NO_MATCH,
    "phone_password_mismatch": _NO_MATCH,
    "username_password_mismatch": _NO_MATCH,
    "invalid_login": _("Write an e-mail address or a telephone number."),
    "incorrect_code": _CODE,
    "incorrect_password": _("This is not your password."),
    "enter_current_password": _("This is not your password."),
    "too_many_login_attempts": _(
        "Too many wrong tries from here. Wait five minutes, or sign in with a passkey, with your phone, or with a code."
    ),
    "rate_limited": _("Too many requests in a short time. Wait a minute, then try again."),
}
MFA_ERRORS: Final[dict[str, Text]] = {
    "incorrect_code": _CODE,
    "key_not_usable": _("This key may no longer be used. Use another one, or go to a counter."),
}
