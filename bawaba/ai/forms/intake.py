"""What the public says, and an administration's idea."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST: Final = 1_000_000_000_000
LANGUAGES: Final = {"ar": _("In Arabic"), "fr": _("In French")}


def long_text(**attributes: Any) -> forms.Textarea:  # Any: HTML's attributes
    """Return a box for several lines."""
    return forms.Textarea(attrs={"rows": 3, "dir": "auto", **attributes})


def day_field(label: Any, **options: Any) -> forms.DateField:  # Any: a lazy text, Django's options
    """Return a field for a day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def figure_field(label: Any, **options: Any) -> forms.FloatField:  # Any: as above
    """Return a field for a number with decimals, after a comma or a point as people write it."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
    return forms.FloatField(label=label, localize=True, widget=widget, **options)


class SayForm(forms.Form):
    """A suggestion, or what somebody says of a system."""

    text = forms.CharField(
        label=_("Your message"),
        min_length=10,
        max_length=2_000,
        widget=long_text(),
        help_text=_("Do not write your name, your phone or your identity number."),
    )


class TitlesForm(forms.Form):
    """What a use case is called and which problem it answers: in the reader's language or the other, or in both."""

    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=200, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    title_fr = forms.CharField(
        label=_("Title in French"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    problem_ar = forms.CharField(
        label=_("The problem, in people's words, in Arabic"), max_length=5_000, widget=long_text(dir="rtl")
    )
    problem_fr = forms.CharField(
        label=_("The problem, in people's words, in French"), max_length=5_000, widget=long_text(dir="ltr")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # Any: Django's own signature
        self.first, self.second = ("ar", "fr") if get_language() == "ar" else ("fr", "ar")
        for name in ("title", "problem"):
            self.fields[f"{name}_{self.second}"].required = False

    def clean(self) -> dict[str, Any]:
        """Want one language whole; what is begun in the other one is whole as well."""
        told: dict[str, Any] = super().clean() or {}
        said = {
            code: [bool(told.get(f"{name}_{code}")) for name in ("title", "problem")] for code in LANGUAGES
        }
        begun = any(self.data.get(self.add_prefix(f"{name}_{self.first}")) for name in ("title", "problem"))
        if all(said[self.second]) and not begun:
            for name in ("title", "problem"):
                self.errors.pop(f"{name}_{self.first}", None)
        for name, given in zip(("title", "problem"), said[self.second], strict=True):
            if any(said[self.second]) and not given and f"{name}_{self.second}" not in self.errors:
                self.add_error(
                    f"{name}_{self.second}", _("Write both the title and the problem, or neither.")
                )
        return told


class IntakeForm(TitlesForm):
    """An administration's idea."""

    once = forms.RegexField(r"^[0-9a-f]{8}$", widget=forms.HiddenInput, required=False)
    body = forms.ChoiceField(label=_("Administration"))
    services = forms.CharField(
        label=_("Services that it improves"), required=False, max_length=500,
        help_text=_("Paste the addresses of their pages here, separated by commas."),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("People concerned each year"), min_value=0, max_value=MOST, required=False
    )
    volume = forms.IntegerField(label=_("Files each year"), min_value=0, max_value=MOST, required=False)
    current_cost = forms.IntegerField(
        label=_("Cost of one file today, in dirhams"), min_value=0, max_value=MOST, required=False
    )
    current_days = forms.IntegerField(
        label=_("Days that a file takes today"), min_value=0, max_value=MOST, required=False
    )
    sources = forms.CharField(
        label=_("Data needed, and who holds it"), required=False, max_length=2_000, widget=long_text(),
        help_text=_("One line for each: the data, a colon, who holds it."),
    )  # fmt: skip
    technique = forms.CharField(label=_("Technique"), required=False, max_length=500)
    maturity = forms.CharField(label=_("How proven it is"), required=False, max_length=200)
    vendor = forms.CharField(label=_("Company, or the administration itself"), required=False, max_length=200)
    effort_days = forms.IntegerField(
        label=_("Days of work to build it"), min_value=0, max_value=MOST, required=False
    )
    run_cost = forms.IntegerField(
        label=_("Cost of running it each year, in dirhams"), min_value=0, max_value=MOST, required=False
    )
    risks = forms.CharField(label=_("Risks"), required=False, max_length=2_000, widget=long_text())
    sponsor = forms.CharField(label=_("Who carries it, by function"), required=False, max_length=200)
    needs = forms.CharField(
        label=_("Use cases that it needs first"), required=False, max_length=500,
        help_text=_("Paste the addresses of their pages here, separated by commas."),
    )  # fmt: skip
    high_risk = forms.BooleanField(label=_("It may touch people's rights or safety"), required=False)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)  # Any: Django's own signature
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["once"].initial = secrets.token_hex(4)  # sent twice, it is one idea


class RevisionForm(IntakeForm):
    """An idea, corrected or completed; its administration stays."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, bodies=(), **options)  # Any: Django's own signature
        del self.fields["body"], self.fields["once"]
