"""The forms of what is done with a use case, each with the name of its act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.ai.forms.intake import LANGUAGES, TitlesForm, day_field, figure_field, long_text
from bawaba.ai.rules import SHEET_FIELDS
from bawaba.ai.wording import AFFECTS, LABELS, SEVERITIES
from bawaba.ai.wording import SHEET_FIELDS as SHEET_TITLES


class ActForm(forms.Form):
    """One act on a use case. about: what its choices come from (`views.acts.Choices`)"""

    def __init__(self, *args: Any, about: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)  # Any: Django's own signature, choices of each act
        for name, choices in about.items():
            if name in self.fields and isinstance(self.fields[name], forms.ChoiceField):
                self.fields[name].choices = choices  # type: ignore[attr-defined]  # as asked above
        self.prepare(about)

    def prepare(self, about: Mapping[str, Any]) -> None:  # Any: as above
        """Add the fields that come from the use case itself."""


class StepForm(ActForm):
    """The next stage."""

    stage = forms.ChoiceField(label=_("Next stage"))
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=long_text())


class ScoreForm(ActForm):
    """A reviewer's scores."""

    def prepare(self, about: Mapping[str, Any]) -> None:
        """Add a box for each criterion."""
        scale = [("", "–"), *((str(one), str(one)) for one in range(1, 6))]
        for key, name, asks in about["criteria"]:
            self.fields[f"score_{key}"] = forms.ChoiceField(label=name, help_text=asks, choices=scale)
        self.fields["conflict"] = forms.BooleanField(
            label=_("I have a conflict of interest: my scores are not counted"), required=False
        )
        self.fields["note"] = forms.CharField(
            label=_("Note"), required=False, max_length=2_000, widget=long_text()
        )

    def clean(self) -> dict[str, Any]:
        """Let criteria be left out: the service wants one at least of who has no conflict of interest."""
        told: dict[str, Any] = super().clean() or {}
        for name in [
            one for one in self.errors if one.startswith("score_") and self.has_error(one, "required")
        ]:
            del self.errors[name]
        return told


class AssessForm(ActForm):
    """Begin an assessment."""


class ObligationsForm(ActForm):
    """What a level of impact obliges to, each with its day, to ask for or not."""

    def prepare(self, about: Mapping[str, Any]) -> None:
        """Add three fields for each condition that is proposed."""
        self.proposed = about["proposed"]
        for one in self.proposed:
            self.fields[f"ask_{one['code']}"] = forms.BooleanField(
                label=one["text"], required=False, initial=True
            )
            self.fields[f"due_{one['code']}"] = day_field(_("By when"), initial=one["due_on"])
            self.fields[f"blocking_{one['code']}"] = forms.BooleanField(
                label=_("No service before it is done"), required=False, initial=one["blocking"]
            )

    def groups(self) -> Sequence[Mapping[str, Any]]:  # Any: what is proposed and bound fields
        """Return what is proposed, each with its fields."""
        return [
            {**one, **{name: self[f"{name}_{one['code']}"] for name in ("ask", "due", "blocking")}}
            for one in self.proposed
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Want a day of what is asked only."""
        told: dict[str, Any] = super().clean() or {}
        for one in self.proposed:
            if not told.get(f"ask_{one['code']}"):
                self.errors.pop(f"due_{one['code']}", None)
        return told


class LinkForm(ActForm):
    """The approved assessment that a use case rests on."""

    assessment = forms.ChoiceField(label=_("Approved assessment"))
    until = day_field(_("It holds until"))


class VerdictForm(ActForm):
    """One person's decision."""

    approves = forms.ChoiceField(
        label=_("Your decision"), choices=[("yes", _("I approve it")), ("no", _("I refuse it"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=long_text())
    conflict = forms.BooleanField(
        label=_("I have a conflict of interest: my decision is kept and not counted"), required=False
    )


class ConditionForm(ActForm):
    """What the board asks."""

    text = forms.CharField(label=_("What is asked"), max_length=2_000, widget=long_text())
    due_on = day_field(_("By when"))
    blocking = forms.BooleanField(label=_("No service before it is done"), required=False)


class MeetForm(ActForm):
    """A condition that is met."""

    condition = forms.ChoiceField(label=_("Condition"))
    proof = forms.CharField(label=_("By what it is seen"), max_length=2_000, widget=long_text())


class SheetForm(ActForm):
    """What the public reads, in two languages."""

    def prepare(self, about: Mapping[str, Any]) -> None:
        """Add a box for each field and language."""
        for language, tongue in LANGUAGES.items():
            for name in SHEET_FIELDS:
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{SHEET_TITLES[name]} – {tongue}", max_length=2_000,
                    widget=long_text(dir="rtl" if language == "ar" else "ltr"),
                )  # fmt: skip
        self.fields["affects"] = forms.MultipleChoiceField(
            label=_("What it touches"),
            choices=list(AFFECTS.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["personal_data"] = forms.BooleanField(label=_("It uses personal data"), required=False)
        stages = [(one, LABELS["stage"][one]) for one in about["stages"]]
        self.fields["public_from"] = forms.ChoiceField(
            label=_("The register shows it from this stage on"), choices=stages
        )


class PurposeForm(ActForm, TitlesForm):
    """A new purpose."""

    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=long_text())


class IndicatorForm(ActForm):
    """A figure to watch."""

    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    low = figure_field(_("Alert below"), required=False)
    high = figure_field(_("Alert above"), required=False)


class ReadingForm(ActForm):
    """A measured value."""

    indicator = forms.ChoiceField(label=_("Figure"))
    value = figure_field(_("Value"))
    measured_on = day_field(_("Measured on the day of"))


class IncidentForm(ActForm):
    """Something went wrong."""

    severity = forms.ChoiceField(label=_("Severity"), choices=list(SEVERITIES.items()))
    harm = forms.CharField(label=_("Harm done, and to whom"), max_length=5_000, widget=long_text())
    happened_on = day_field(_("Day of the incident"))
    informed = forms.CharField(
        label=_("Who was told, and how"), required=False, max_length=2_000, widget=long_text()
    )


class TellForm(ActForm):
    """What the public reads of an incident."""

    incident = forms.ChoiceField(label=_("Incident"))
    summary_ar = forms.CharField(
        label=_("What the public reads, in Arabic"), max_length=2_000, widget=long_text(dir="rtl")
    )
    summary_fr = forms.CharField(
        label=_("What the public reads, in French"), max_length=2_000, widget=long_text(dir="ltr")
    )
    correction = forms.CharField(
        label=_("How it was corrected"), required=False, max_length=2_000, widget=long_text()
    )
    closes = forms.BooleanField(label=_("The incident is over"), required=False)


class PeriodicForm(ActForm):
    """A review at its date."""

    note = forms.CharField(label=_("What was looked at"), max_length=2_000, widget=long_text())
