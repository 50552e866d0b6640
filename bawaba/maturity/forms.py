"""What the study's pages ask: a wave to plan, a road map to make, a step to change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.languages import pick
from bawaba.maturity.types import STEP_STATES, WaveInfo
from bawaba.maturity.wording import KINDS
from bawaba.maturity.wording import STEP_STATES as STEP_WORDS

Named = Sequence[tuple[str, Mapping[str, str]]]
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WaveForm(forms.Form):
    """A wave of the study."""

    key = forms.CharField(
        label=_("Name in addresses"), max_length=60, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")],
        help_text=_("Small letters, digits and hyphens, such as wave-2027."),
    )  # fmt: skip
    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=120)
    title_fr = forms.CharField(label=_("Title in French"), max_length=120)
    owner = forms.ChoiceField(label=_("Led by"))
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of administrations"), widget=forms.CheckboxSelectMultiple,
        choices=[(kind, name) for kind, name in KINDS.items() if kind != "state"],
    )  # fmt: skip
    opens_on = forms.DateField(label=_("Opens on"), widget=DATE)
    due_on = forms.DateField(label=_("To be handed in by"), widget=DATE)
    previous = forms.ChoiceField(label=_("The wave before"), required=False)
    sample = forms.IntegerField(
        label=_("Share that is verified, in percent"), min_value=1, max_value=100, initial=10
    )

    def __init__(
        self, *args: Any, owners: Named, waves: Sequence[WaveInfo], **more: Any
    ) -> None:  # Any: Django's own
        super().__init__(*args, **more)
        language = get_language() or "ar"
        self.fields["owner"].choices = [(key, pick(names, language).text or key) for key, names in owners]  # type: ignore[attr-defined]  # a choice field
        before = [(one.key, pick(one.titles, language).text or one.key) for one in waves]
        self.fields["previous"].choices = [("", _("no wave before")), *before]  # type: ignore[attr-defined]  # as above

    def asked(self) -> dict[str, Any]:  # Any: arguments of the service
        """Return what the service takes."""
        given = self.cleaned_data
        return {
            "key": given["key"], "titles": {"ar": given["title_ar"], "fr": given["title_fr"]}, "owner": given["owner"],
            "kinds": given["kinds"], "opens_on": given["opens_on"], "due_on": given["due_on"],
            "previous": given["previous"], "sample_share": given["sample"] / 100,
        }  # fmt: skip


class RoadmapForm(forms.Form):
    """The budget and the horizon of a road map."""

    budget_mad = forms.DecimalField(
        label=_("Budget in dirhams"), min_value=0, max_value=10**11, decimal_places=0
    )
    waves = forms.IntegerField(label=_("Over how many years"), min_value=1, max_value=12, initial=3)
    days = forms.IntegerField(
        label=_("Days of staff, if they are limited"), min_value=0, max_value=1_000_000, required=False
    )


class StepForm(forms.Form):
    """A step of a road map."""

    wave = forms.IntegerField(label=_("Year"), min_value=1, max_value=12)
    state = forms.ChoiceField(label=_("State"), choices=[(state, STEP_WORDS[state]) for state in STEP_STATES])
    days = forms.IntegerField(label=_("Days of staff"), min_value=0, max_value=1_000_000)
    cost_mad = forms.DecimalField(label=_("Cost in dirhams"), min_value=0, max_value=10**11, decimal_places=2)
    owner = forms.CharField(label=_("In charge (a post, not a name)"), max_length=120, required=False)
