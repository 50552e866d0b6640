"""Made-up samples for the gallery of components; the page says that they are made up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy


@dataclass(frozen=True, slots=True)
class SampleCard:
    """A card of the shape of a catalogue's service card."""

    identifier: str
    title: str
    summary: str
    authority_name: str
    is_free: bool | None
    is_online: bool
    delay_days: int | None
    confidence: str
    title_language: str
    summary_language: str


@dataclass(frozen=True, slots=True)
class SampleOption:
    """One option of a facet."""

    value: str
    label: str
    count: int


class SampleForm(forms.Form):
    """A form with every kind of field, sent with faults so that errors show."""

    name = forms.CharField(
        label=gettext_lazy("Full name"), help_text=gettext_lazy("As on the identity card.")
    )
    mail = forms.EmailField(label=gettext_lazy("Email address"), required=False)
    about = forms.CharField(label=gettext_lazy("What happened?"), widget=forms.Textarea(attrs={"rows": 3}))
    who = forms.ChoiceField(
        label=gettext_lazy("Who are you?"),
        choices=[("citizen", gettext_lazy("A citizen")), ("business", gettext_lazy("A business"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read the legal notice."))


def _cards() -> list[SampleCard]:
    code = get_language() or "ar"
    common = {"title_language": code, "summary_language": code}
    return [
        SampleCard(
            "sample-1", gettext("Ask for a copy of a birth certificate"),
            gettext("The commune where the birth was registered gives a copy to the person, their parents or their children."),
            gettext("Commune, civil status office"), False, True, 3, "official", **common,
        ),
        SampleCard(
            "sample-2", gettext("Create a business"), gettext("One file opens the register, the tax and the social security accounts."),
            gettext("Regional investment centre"), True, False, None, "general-knowledge", **common,
        ),
    ]  # fmt: skip


def samples() -> dict[str, object]:
    """Return the context of the gallery page."""
    return {
        "cards": _cards(),
        "form": SampleForm({"name": "", "mail": "not an address", "about": "", "who": "citizen", "agreed": "on"}),
        "options": [
            SampleOption("citizen", gettext("Citizens"), 432),
            SampleOption("business", gettext("Businesses"), 288),
            SampleOption("institution", gettext("Public institutions"), 144),
        ],
        "amount": Decimal("1250.50"),
        "small_amount": Decimal(50),
        "sample_day": date(2026, 3, 3),
        "tones": ["paper", "sand", "sand-deep", "line", "edge", "ink", "ink-soft", "green", "green-deep",
                  "green-wash", "red", "red-wash", "amber", "amber-wash", "blue", "blue-wash"],
    }  # fmt: skip
