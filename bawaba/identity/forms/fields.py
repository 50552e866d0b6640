"""Fields for particulars, with the formats of `rules.people`."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bawaba.identity.rules import people as rules
from bawaba.identity.services.people import WRONG


class PhoneNumberField(forms.CharField):
    """A telephone number, kept in E.164."""

    def __init__(self, **options: Any) -> None:  # Any: Django's own options
        attributes = {"autocomplete": "tel", "type": "tel", "dir": "ltr", "inputmode": "tel"}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        options.setdefault("label", _("Telephone"))
        super().__init__(max_length=32, **options)

    def clean(self, value: Any) -> str:  # Any: what a browser sent
        text = super().clean(value)
        return cleaned(lambda: rules.clean_phone(text)) if text else ""


class IdentityNumberField(forms.CharField):
    """A national identity number."""

    def __init__(self, **options: Any) -> None:  # Any: Django's own options
        options.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}))
        options.setdefault("label", _("Identity card number (CNIE)"))
        super().__init__(max_length=16, **options)

    def clean(self, value: Any) -> str:  # Any: what a browser sent
        text = super().clean(value)
        return cleaned(lambda: rules.clean_cnie(text)) if text else ""


def cleaned(clean: Callable[[], str]) -> str:
    """Return a checked value, or raise what a form shows beside the field."""
    try:
        return clean()
    except rules.InvalidValue as fault:
        raise ValidationError(str(WRONG[fault.reason]), code=fault.reason) from fault
