"""What a new password must be, in words that every language of the site has."""

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.utils.translation import gettext, ngettext


class LongEnough(MinimumLengthValidator):
    """Django's own check of the length."""

    def get_error_message(self) -> str:
        text = ngettext(
            "This password is too short: it takes at least %(least)d sign.",
            "This password is too short: it takes at least %(least)d signs.",
            self.min_length,
        )
        return text % {"least": self.min_length}


class NotCommon(CommonPasswordValidator):
    """Django's own list of 20,000 passwords that are tried first."""

    def get_error_message(self) -> str:
        return gettext("Many people use this password, and thieves try it first. Choose another one.")
