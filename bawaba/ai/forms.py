"""What people write on the pages of the room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONG = forms.Textarea(attrs={"rows": 4, "dir": "auto"})


class SayForm(forms.Form):
    """A suggestion, or what somebody says of a system."""

    text = forms.CharField(
        label=_("Your message"),
        min_length=10,
        max_length=2_000,
        widget=LONG,
        help_text=_("Do not write your name, your phone or your identity number."),
    )


class ChosenForm(forms.Form):
    """A form whose choices come from the page's own words."""

    def choose(self, name: str, choices: Any) -> None:  # Any: pairs of a value and its lazy text
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
