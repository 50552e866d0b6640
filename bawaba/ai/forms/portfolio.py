"""The forms of weights and of scenarios."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.ai.forms.intake import day_field, figure_field
from bawaba.ai.rules.criteria import Criterion
from bawaba.ai.wording import COMPARISONS
from bawaba.kernel.languages import pick

EXCLUSIONS: Final = 4
MOST_CAP: Final = 1_000_000


class WeightsForm(forms.Form):
    """Each two criteria compared: which one counts more, and how much."""

    body = forms.ChoiceField(label=_("Administration"))

    def __init__(
        self, *args: Any, bodies: Sequence[tuple[str, str]], pairs: Sequence[tuple[Criterion, Criterion]],
        begun: Mapping[tuple[str, str], str], language: str, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)  # Any: Django's own signature
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]  # a ChoiceField
        self.pairs = pairs
        for one, other in pairs:
            first, second = pick(one.names, language).text, pick(other.names, language).text
            choices = [(word, text % {"one": first, "other": second}) for word, text in COMPARISONS.items()]
            self.fields[f"{one.key}-{other.key}"] = forms.ChoiceField(
                label=_("%(one)s or %(other)s") % {"one": first, "other": second}, choices=choices,
                initial=begun[(one.key, other.key)],
            )  # fmt: skip

    def comparisons(self) -> list[forms.BoundField]:
        """Return the field of each two criteria."""
        return [self[f"{one.key}-{other.key}"] for one, other in self.pairs]

    def answers(self) -> dict[tuple[str, str], str]:
        """Return what was chosen for each two criteria."""
        return {
            (one.key, other.key): self.cleaned_data[f"{one.key}-{other.key}"] for one, other in self.pairs
        }


class ScenarioForm(forms.Form):
    """What a scenario is limited by."""

    title = forms.CharField(label=_("Name of the scenario"), max_length=200)
    body = forms.ChoiceField(label=_("Administration"))
    starts_on = day_field(_("First day of the first wave"))
    wave_months = forms.IntegerField(label=_("Months of a wave"), min_value=1, max_value=36, initial=6)
    budgets = forms.CharField(
        label=_("Days of work of each wave"), max_length=200,
        help_text=_("One number for each wave, separated by spaces, as in 200 200 150."),
    )  # fmt: skip
    discount = figure_field(
        _("What a wave later is worth"), min_value=0.1, max_value=1, initial=0.9,
        help_text=_("From 0.1 to 1: at 0.9, a use case loses a tenth of its value with each wave."),
    )  # fmt: skip
    org_cap = forms.IntegerField(
        label=_("Use cases of one administration in a wave, at most"),
        min_value=0,
        max_value=MOST_CAP,
        initial=5,
    )
    max_high_risk = forms.IntegerField(
        label=_("High-risk use cases in a wave, at most"), min_value=0, max_value=MOST_CAP, initial=1
    )
    limit_s = forms.IntegerField(
        label=_("Seconds to search, at most"), min_value=5, max_value=600, initial=55,
        help_text=_("The best plan found by then is taken, with how far it may be from the best of all."),
    )  # fmt: skip
    enough_gap = figure_field(
        _("End sooner once the plan is so near the best, in percent"), min_value=0, max_value=100, initial=0,
        help_text=_("0: search until it is proven that no plan is better."),
    )  # fmt: skip
    mandatory = forms.MultipleChoiceField(
        label=_("Must be in the plan"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, bodies: Sequence[tuple[str, str]], items: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)  # Any: Django's own signature
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["mandatory"].choices = items  # type: ignore[attr-defined]  # as above
        for number in range(1, EXCLUSIONS + 1):
            for side in ("one", "other"):
                label = _("One of the two") if side == "one" else _("The other one")
                self.fields[f"exclusive_{side}_{number}"] = forms.ChoiceField(
                    label=label, choices=[("", "–"), *items], required=False
                )

    def limits(self) -> list[forms.BoundField]:
        """Return the fields but those of exclusions."""
        return [self[name] for name in self.fields if not name.startswith("exclusive_")]

    def exclusions(self) -> list[list[forms.BoundField]]:
        """Return the two fields of each exclusion."""
        return [
            [self[f"exclusive_{side}_{number}"] for side in ("one", "other")]
            for number in range(1, EXCLUSIONS + 1)
        ]

    def clean_enough_gap(self) -> float:
        """Return the share that the percentage says."""
        return float(self.cleaned_data["enough_gap"]) / 100

    def clean(self) -> dict[str, Any]:
        """Gather the exclusions; one without its other is asked for."""
        told: dict[str, Any] = super().clean() or {}
        pairs = []
        for number in range(1, EXCLUSIONS + 1):
            one, other = (told.pop(f"exclusive_{side}_{number}", "") for side in ("one", "other"))
            if bool(one) != bool(other) or (one and one == other):
                self.add_error(f"exclusive_other_{number}", _("Choose two different use cases."))
            elif one:
                pairs.append((one, other))
        return {**told, "exclusive": pairs}

    def clean_budgets(self) -> list[float]:
        """Return the numbers that were written."""
        try:
            return [
                float(one) for one in self.cleaned_data["budgets"].replace(",", " ").replace(";", " ").split()
            ]
        except ValueError:
            raise forms.ValidationError(_("Write numbers only.")) from None
