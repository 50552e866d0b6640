"""The small forms that a service's sheet is made of: facts, texts in one language, repeating rows."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.kernel.errors import Text
from bawaba.kernel.languages import LANGUAGES, direction_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SIDE_BY_SIDE: Final = ("ar", "fr")
OTHERS: Final = ("en", "zgh")
EDITED: Final = (*SIDE_BY_SIDE, *OTHERS)
MOST_ROWS: Final = 200

AUDIENCE_NAMES: Final[dict[str, Text]] = {
    "citizen": _("Citizens"),
    "business": _("Businesses"),
    "institution": _("Public institutions"),
}
CHANNEL_NAMES: Final[dict[str, Text]] = {
    "online": _("Online"),
    "office": _("At an office"),
    "phone": _("By phone"),
    "consulate": _("At a consulate"),
    "post": _("By post"),
    "mobile": _("By mobile application"),
}
CONFIDENCE_NAMES: Final[dict[str, Text]] = {
    "official": pgettext_lazy("confidence", "Rests on an official page"),
    "press": pgettext_lazy("confidence", "Rests on the press"),
    "general-knowledge": pgettext_lazy("confidence", "General knowledge, not verified"),
}
KIND_NAMES: Final[dict[str, Text]] = {
    "service": pgettext_lazy("kind of record", "A service"),
    "form": pgettext_lazy("kind of record", "A form to fill in"),
    "template": pgettext_lazy("kind of record", "A model letter"),
    "tool": pgettext_lazy("kind of record", "A tool or calculator"),
    "guide": pgettext_lazy("kind of record", "A guide"),
}


class QuietForm(forms.Form):
    """A form that can be shown as it was sent without being checked, while rows are added."""

    use_required_attribute = False

    def leave_unchecked(self) -> None:
        self._errors = forms.utils.ErrorDict()


def in_language(widget: forms.Widget, language: str) -> forms.Widget:
    """Return the widget, written in `language` and in its direction."""
    widget.attrs |= {"lang": language.replace("darija-latn", "ary-Latn").replace("darija", "ary")}
    widget.attrs["dir"] = "rtl" if language == "darija" else direction_of(language)
    return widget


def text_field(
    label: "str | _StrPromise",
    language: str,
    *,
    rows: int = 0,
    help_text: "str | _StrPromise" = "",
    limit: int = 4_000,
) -> forms.CharField:
    """Return an optional text in one language: one line, or an area of `rows` lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label,
        required=False,
        max_length=limit,
        help_text=help_text,
        widget=in_language(widget, language),
    )


TEXT_FIELDS: Final[tuple[tuple[str, "_StrPromise", int, int, "str | _StrPromise"], ...]] = (
    ("title", _("Title"), 0, 400, _("Begin with a verb: “Register a birth”.")),
    ("summary", _("Summary"), 4, 4_000, _("Two or three sentences: what it is and for whom.")),
    ("keywords", _("Keywords"), 4, 20_000, _("One a line, in the words that people use.")),
    ("fee_note", _("About the fee"), 2, 4_000, ""),
    ("validity", _("How long the result is valid"), 2, 4_000, ""),
    ("contact", _("Contact"), 2, 4_000, ""),
    ("description", _("More to know"), 5, 40_000, ""),
)
"""Name, label, lines (0 for one line), most characters, help."""


class TextsForm(QuietForm):
    """What a service says in one language."""

    def __init__(self, *args: Any, language: str, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.language = language
        self.own_name = LANGUAGES[language].own_name
        self.direction = direction_of(language)
        self.fields |= {
            name: text_field(
                format_lazy("{} ({})", label, self.own_name),
                language,
                rows=rows,
                limit=limit,
                help_text=help_text,
            )
            for name, label, rows, limit, help_text in TEXT_FIELDS
        }


class FactsForm(QuietForm):
    """What a service says in no language. `identifier` only stands in the form of a new service."""

    identifier = forms.CharField(
        label=_("Identifier"),
        max_length=120,
        help_text=_("For its address: lower-case letters a to z, digits and hyphens. It never changes."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    authority = forms.ChoiceField(label=_("Competent authority"))
    audiences = forms.MultipleChoiceField(
        label=_("For whom"), choices=list(AUDIENCE_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    events = forms.MultipleChoiceField(
        label=_("Life and business events"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount = forms.DecimalField(
        label=_("Fee"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("Write 0 when it is free; leave it empty when the fee is not known."),
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency (three letters)"), max_length=3)
    delay_days = forms.IntegerField(
        label=_("Legal time limit, in days"), required=False, min_value=0, max_value=3650
    )
    url = forms.CharField(
        label=_("Official page"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    territory = forms.CharField(
        label=_("Territory code"),
        required=False,
        max_length=20,
        help_text=_("Only when the service exists in one region, province or commune."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    related = forms.CharField(
        label=_("Related services"),
        required=False,
        help_text=_("Their identifiers, one a line."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    kind = forms.ChoiceField(label=_("What this is"), choices=list(KIND_NAMES.items()))
    confidence = forms.ChoiceField(label=_("How sure we are"), choices=list(CONFIDENCE_NAMES.items()))
    verified_on = forms.DateField(
        label=_("Last verified on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    verified_by = forms.CharField(
        label=_("Verified by"),
        required=False,
        max_length=200,
        help_text=_("The office or function, not a person's name."),
    )
    darija = text_field(_("Keywords in Darija, Arabic letters"), "darija", rows=3, limit=20_000)
    darija_latn = text_field(_("Keywords in Darija, Latin letters"), "darija-latn", rows=3, limit=20_000)


class ItemRow(QuietForm):
    """A document, step, output or rule: a text in each language, beside one another."""

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        for language in EDITED:
            self.fields[f"text_{language}"] = text_field(LANGUAGES[language].own_name, language, rows=2)

    def side_by_side(self) -> list[forms.BoundField]:
        return [self[f"text_{language}"] for language in SIDE_BY_SIDE]

    def others(self) -> list[forms.BoundField]:
        return [self[f"text_{language}"] for language in OTHERS]

    def says_something(self) -> bool:
        return any(self.cleaned_data.get(f"text_{language}") for language in EDITED)


class ChannelRow(QuietForm):
    """One way to apply."""

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("How"), required=False, choices=[("", "—"), *CHANNEL_NAMES.items()])
    url = forms.CharField(
        label=_("Web address"), required=False, max_length=1000, widget=forms.URLInput(attrs={"dir": "ltr"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        for language in EDITED:
            self.fields[f"text_{language}"] = text_field(LANGUAGES[language].own_name, language, rows=2)

    def plain(self) -> list[forms.BoundField]:
        return [self["kind"], self["url"], self["phone"]]

    side_by_side = ItemRow.side_by_side
    others = ItemRow.others

    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("kind"))

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of every kind
        values = super().clean() or {}
        told = any(value for name, value in values.items() if name not in {"kind", "key", "ORDER", "DELETE"})
        if told and not values.get("kind"):
            self.add_error("kind", _("Say which way this is."))
        return values


class LegalRow(QuietForm):
    """A law, decree or order."""

    title = forms.CharField(label=_("Law, decree or order"), required=False, max_length=400)
    url = forms.CharField(
        label=_("Web address"), required=False, max_length=1000, widget=forms.URLInput(attrs={"dir": "ltr"})
    )

    def plain(self) -> list[forms.BoundField]:
        return [self["title"], self["url"]]

    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("title") or self.cleaned_data.get("url"))


class SourceRow(QuietForm):
    """A page where facts were read, and what was seen there."""

    page = forms.CharField(
        label=_("Page"), required=False, max_length=1000, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    seen = forms.CharField(label=_("What was read there"), required=False, max_length=1000)

    def plain(self) -> list[forms.BoundField]:
        return [self["page"], self["seen"]]

    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("page"))
