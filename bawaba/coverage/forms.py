"""What people fill in: where they are, a challenge, an answer, a decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.queries import MailWish
from bawaba.coverage.rules.challenges import KINDS, MOST_WORDS
from bawaba.coverage.types import About, LayerKind
from bawaba.coverage.wording import KINDS as KIND_WORDS
from bawaba.coverage.wording import PLACES, SENT_KINDS
from bawaba.kernel.languages import pick

OF_OPERATORS = ("declared", "measured")


class PlaceForm(forms.Form):
    """A point in degrees."""

    lat = forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}),
    )
    lon = forms.FloatField(
        label=_("Longitude"),
        min_value=-180,
        max_value=180,
        widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}),
    )


class ChallengeForm(PlaceForm):
    """What somebody noticed, where and when; the contact is theirs to give."""

    kind = forms.ChoiceField(
        label=_("What did you notice?"), choices=[(one, KIND_WORDS[one]) for one in KINDS]
    )
    operator = forms.ChoiceField(label=_("Operator"))
    place = forms.ChoiceField(
        label=_("Where were you?"), choices=[(one, PLACES[one]) for one in ("outdoor", "indoor")]
    )
    observed_on = forms.DateField(label=_("On which day?"), widget=forms.DateInput({"type": "date"}))
    samples = forms.IntegerField(
        label=_("How often did you try?"), min_value=0, max_value=10_000, required=False
    )
    good = forms.IntegerField(
        label=_("How often was there 5G?"), min_value=0, max_value=10_000, required=False
    )
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=MOST_WORDS, widget=forms.Textarea({"rows": 4}),
        help_text=_("Do not write your name or your phone number here."),
    )  # fmt: skip
    contact = forms.EmailField(
        label=_("Your email, if you wish"), required=False, max_length=200,
        help_text=_("Kept sealed and erased after a year."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, operators: Mapping[str, Mapping[str, str]], language: str, **kwargs: Any
    ) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["operator"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, pick(names, language).text) for key, names in operators.items()]

    @property
    def told(self) -> dict[str, Any]:  # Any: arguments of `Claim`
        return {name: value if value is not None else 0 for name, value in self.cleaned_data.items()}


class AnswerForm(forms.Form):
    """The operator's answer."""

    agrees = forms.TypedChoiceField(
        label=_("Is it right?"), coerce=lambda value: value == "1",
        choices=[("1", _("Yes, the declaration is corrected")), ("0", _("No, the declaration stands"))],
    )  # fmt: skip
    answer = forms.CharField(label=_("Why?"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 4}))


class DecisionForm(forms.Form):
    """The regulator's decision."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "1",
        choices=[("1", _("The challenge is right")), ("0", _("The declaration stands"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("Why?"), max_length=MOST_WORDS, widget=forms.Textarea({"rows": 4}))


class MailForm(forms.Form):
    """Whether and in which language somebody wants mails about milestones."""

    mails = forms.ChoiceField(label=_("Mails when a target is in danger"), choices=[
        ("both", _("In Arabic and French")), ("ar", _("In Arabic")), ("fr", _("In French")), ("none", _("No mails")),
    ])  # fmt: skip

    @property
    def wish(self) -> MailWish:
        chosen = self.cleaned_data["mails"]
        return MailWish(chosen != "none", chosen if chosen in ("ar", "fr") else "")


class UploadForm(forms.Form):
    """A file of figures with its provenance. kinds: those that this person may bring in"""

    kind = forms.ChoiceField(label=_("What does the file hold?"))
    operator = forms.ChoiceField(label=_("Operator"), required=False)
    place = forms.ChoiceField(label=_("Where does it hold?"), required=False, choices=[
        (one, PLACES[one]) for one in ("outdoor", "indoor")
    ])  # fmt: skip
    edge_probability = forms.FloatField(
        label=_("At the edge it holds for this share of places"), min_value=0.5, max_value=0.999, required=False,
        help_text=_("Of declared coverage, such as 0.9."), widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(label=_("Who made it?"), max_length=400)
    licence = forms.CharField(label=_("Licence"), max_length=120)
    dated = forms.DateField(label=_("Which day does it tell of?"), widget=forms.DateInput({"type": "date"}))
    crs = forms.RegexField(
        r"^(EPSG:\d{4,6})?$", label=_("Coordinate system of x and y"), required=False,
        help_text=_("Only for CSV in metres, such as EPSG:32737."), widget=forms.TextInput({"dir": "ltr"}),
        error_messages={"invalid": _("Write it as EPSG and its number, such as EPSG:32737.")},
    )  # fmt: skip
    synthetic = forms.BooleanField(label=_("It is modelled or made up: every page says so"), required=False)
    file = forms.FileField(
        label=_("File"), allow_empty_file=True,
        help_text=_(
            "Declared: GeoPackage, GeoJSON, GeoParquet or GeoTIFF. Measured: CSV with lon, lat, rsrp_dbm. At most 50 MB."
        ),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Sequence[LayerKind], operators: Mapping[str, Mapping[str, str]], language: str,
        **kwargs: Any,
    ) -> None:  # Any: Django's own  # fmt: skip
        super().__init__(*args, **kwargs)
        kind, operator = self.fields["kind"], self.fields["operator"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(operator, forms.ChoiceField)
        kind.choices = [(one, SENT_KINDS[one]) for one in kinds]
        if "declared" not in kinds:
            del self.fields["edge_probability"]
        if set(kinds) <= set(OF_OPERATORS):
            operator.required = self.fields["place"].required = True
        operator.choices = [(key, pick(names, language).text) for key, names in operators.items()]

    def clean(self) -> dict[str, Any]:  # Any: Django's own
        told: dict[str, Any] = super().clean() or {}  # Any: as above
        if told.get("kind") not in OF_OPERATORS:
            return told | {"operator": "", "place": "", "edge_probability": None}
        for name in ("operator", "place"):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if (
            told["kind"] == "declared"
            and told.get("edge_probability") is None
            and "edge_probability" not in self.errors
        ):
            self.add_error("edge_probability", _("Of declared coverage, such as 0.9."))
        return told

    @property
    def about(self) -> About:
        names = ("title", "source", "licence", "dated", "operator", "place", "edge_probability", "synthetic")
        told: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}  # Any: as above
        return About(**told)
