"""Refusals of the portal."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import DomainError, Text


class SignInFailed(DomainError):
    """The identity provider's answer was missing, stale or wrong. reason: the provider's error code."""

    code: ClassVar[str] = "sign-in-failed"
    kind: ClassVar[str] = "conflict"
    message: ClassVar[Text] = _("The sign-in was not completed.")
    hint: ClassVar[Text] = _("Start again from the sign-in page. Nothing of yours was changed.")

    def __init__(self, *, reason: str = "") -> None:
        super().__init__()
        self.reason = reason
