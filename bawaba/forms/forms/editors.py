"""The editors' forms: a new form, its head, one page, one field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.forms.forms.expressions import ExpressionField
from bawaba.forms.rules.definitions import KEY, VALUE
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.rules.questions import question_of
from bawaba.forms.types import Check, Definition, Field, Json, Option, Page, Prefill, Texts
from bawaba.forms.words import KIND_NAMES, LEVELS
from bawaba.kernel.expressions.conditions import Question
from bawaba.kernel.languages import LANGUAGES, direction_of
from bawaba.ui.conditions import ConditionField

SETTING_NAMES: Final = {
    "least_length": _("Fewest characters"), "most_length": _("Most characters"), "least": _("Least"),
    "most": _("Most"), "decimals": _("Digits after the decimal point"), "currency": _("Currency (ISO 4217)"),
    "earliest": _("Earliest day: YYYY-MM-DD or today"), "latest": _("Latest day: YYYY-MM-DD or today"),
    "document": _("Key of the document in the catalogue"), "most_bytes": _("Largest file, in bytes"),
    "identity": _("It is an identity document: mark each copy with what it is given for"),
    "level": _("Least level: low, substantial or high"), "value": _("Value (an expression)"),
    "shown": _("Show the value to the person"), "as": _("Written as"), "unit": _("Unit"),
}  # fmt: skip


DEFAULTS: Final = {"shown": True, "identity": False}
"""Settings that are not written while they have this value."""


class NewForm(forms.Form):
    """What a new form needs."""

    key = forms.RegexField(
        VALUE,
        max_length=60,
        label=_("Key"),
        help_text=_("In the form's address: lower-case letters, digits and hyphens."),
    )
    service = forms.CharField(
        max_length=120, required=False, label=_("Service"), help_text=_("Its identifier in the catalogue.")
    )
    body = forms.ChoiceField(label=_("Administration"))
    title_ar = forms.CharField(
        max_length=200, label=_("Title (Arabic)"), widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})
    )
    title_fr = forms.CharField(
        max_length=200, label=_("Title (French)"), widget=forms.TextInput(attrs={"lang": "fr", "dir": "ltr"})
    )

    def __init__(
        self, *args: Any, bodies: Sequence[tuple[str, str]], **options: Any
    ) -> None:  # Any: as above
        super().__init__(*args, **options)
        self.fields["body"] = forms.ChoiceField(label=_("Administration"), choices=bodies)


class AddPiece(forms.Form):
    """One more page or field."""

    key = forms.RegexField(
        KEY, max_length=40, label=_("Key"), help_text=_("Lower-case letters, digits and underscores.")
    )
    type = forms.ChoiceField(label=_("Kind"), choices=[("page", _("Page")), *KIND_NAMES.items()])
    holder = forms.CharField(required=False, widget=forms.HiddenInput)


class TextsForm(forms.Form):
    """A form with texts in each language of the form that is built."""

    def __init__(self, *args: Any, languages: Sequence[str], **options: Any) -> None:  # Any: as above
        super().__init__(*args, **options)
        self.languages = languages

    def add_texts(
        self, name: str, label: Any, texts: Texts, *, rows: int = 0, required: bool = False
    ) -> None:  # Any: a lazy text
        """Add one text box for each language."""
        for language in self.languages:
            attrs = {"lang": language, "dir": direction_of(language)}
            widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=format_lazy("{} ({})", label, LANGUAGES[language].own_name),
                required=required, max_length=4_000, widget=widget, initial=texts.get(language, ""),
            )  # fmt: skip

    def texts(self, name: str) -> dict[str, str]:
        """Return what was written, by language."""
        written = {code: self.cleaned_data[f"{name}_{code}"] for code in self.languages}
        return {code: text for code, text in written.items() if text}


class HeadForm(TextsForm):
    """The head of a form: title, introduction, who may fill it in, how long drafts are kept."""

    sign_in = forms.ChoiceField(label=_("Who may fill it in"), choices=list(LEVELS.items()))
    keep_days = forms.IntegerField(min_value=1, max_value=730, label=_("Days that drafts are kept"))

    def __init__(self, *args: Any, definition: Definition, **options: Any) -> None:  # Any: as above
        super().__init__(*args, languages=definition.languages, **options)
        self.definition = definition
        self.initial = {"sign_in": definition.sign_in, "keep_days": definition.keep_days}
        self.add_texts("title", _("Title"), definition.title, required=True)
        self.add_texts("intro", _("Introduction"), definition.intro, rows=3)

    def result(self) -> Definition:
        """Return the definition with this head."""
        return replace(
            self.definition, title=self.texts("title"), intro=self.texts("intro"),
            sign_in=self.cleaned_data["sign_in"], keep_days=self.cleaned_data["keep_days"],
        )  # fmt: skip


class PageForm(TextsForm):
    """One page: its title, its help, when it is shown."""

    def __init__(
        self,
        *args: Any,
        page: Page,
        languages: Sequence[str],
        earlier: Sequence[Question] = (),
        **options: Any,
    ) -> None:  # Any: as above
        super().__init__(*args, languages=languages, **options)
        self.page = page
        self.fields["when"] = ConditionField(earlier, label=_("Show when"))
        self.initial = {"when": page.when}
        self.add_texts("title", _("Title"), page.title, required=True)
        self.add_texts("help", _("Help"), page.help, rows=2)
        self.order_fields([name for name in self.fields if name != "when"])

    def result(self) -> Page:
        """Return the page as it was changed."""
        return replace(
            self.page, title=self.texts("title"), help=self.texts("help"), when=self.cleaned_data["when"]
        )


class FieldForm(TextsForm):
    """One field: its words, whether it must be answered, when it is asked, and what its kind knows of."""

    def __init__(
        self,
        *args: Any,
        field: Field,
        languages: Sequence[str],
        earlier: Sequence[Question] = (),
        **options: Any,
    ) -> None:  # Any: as above
        super().__init__(*args, languages=languages, **options)
        self.field, self.earlier = field, earlier
        rows = 4 if field.type == "information" else 0
        self.add_texts(
            "label",
            _("Text") if field.type == "information" else _("Question"),
            field.label,
            rows=rows,
            required=True,
        )
        self.add_texts("help", _("Help"), field.help, rows=2)
        if KINDS[field.type].gives is not None and field.type != "computed":
            self.fields["required"] = forms.BooleanField(
                label=_("Must be answered"), required=False, initial=field.required
            )
        if field.type in ("choice", "multi-choice"):
            self._add_options()
        self._add_settings()
        self.fields["when"] = ConditionField(earlier, label=_("Ask when"), initial=field.when)
        if KINDS[field.type].gives is not None and field.type not in ("computed", "repeat"):
            self._add_check()

    def result(self) -> Field:
        """Return the field as it was changed."""
        given = self.cleaned_data
        source = given.get("prefill_source", "")
        return replace(
            self.field,
            label=self.texts("label"),
            help=self.texts("help"),
            required=given.get("required", False),
            when=given["when"],
            options=given.get("options", ()),
            settings=self._settings(given),
            checks=self._checks(given),
            prefill=Prefill(source, given["prefill_path"]) if source else None,
        )

    def clean_options(self) -> tuple[Option, ...]:
        """Read one choice a line: its value, then its text in each language, parted by bars."""
        options = []
        for line in self.cleaned_data["options"].splitlines():
            value, *texts = (part.strip() for part in line.split("|"))
            if value:
                options.append(Option(value, dict(zip(self.languages, texts, strict=False))))
        return tuple(options)

    def _add_options(self) -> None:
        lines = [
            " | ".join([one.value, *(one.label.get(code, "") for code in self.languages)])
            for one in self.field.options
        ]
        names = " | ".join(LANGUAGES[code].own_name for code in self.languages)
        self.fields["options"] = forms.CharField(
            label=_("Answers to choose from"), required=False, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
            initial="\n".join(lines), help_text=format_lazy(_("One a line: value | {}"), names),
        )  # fmt: skip

    def _add_settings(self) -> None:
        for name, wanted in KINDS[self.field.type].settings.items():
            label, held = SETTING_NAMES[name], self.field.settings.get(name)
            box: forms.Field
            if name == "value":
                box = ExpressionField(label=label, initial=held)
            elif name == "unit":
                self.add_texts("unit", label, held if isinstance(held, Mapping) else {})
                continue
            elif wanted is bool:
                box = forms.BooleanField(
                    label=label, required=False, initial=DEFAULTS[name] if held is None else held
                )
            elif wanted in (int, float):
                box = (forms.IntegerField if wanted is int else forms.FloatField)(
                    label=label, required=False, initial=held
                )
            else:
                box = forms.CharField(label=label, required=False, max_length=120, initial=held)
            self.fields[f"set_{name}"] = box

    def _add_check(self) -> None:
        first = self.field.checks[0] if self.field.checks else Check(None, {})
        own = question_of(self.field, str(KIND_NAMES[self.field.type]))
        self.fields["check"] = ConditionField(
            [own, *self.earlier], label=_("Must be true"), initial=first.that
        )
        self.add_texts("check", _("What to say when it is not"), first.message)
        prefill = self.field.prefill or Prefill("", "")
        self.fields["prefill_source"] = forms.CharField(
            label=_("Fetched from"),
            required=False,
            max_length=60,
            initial=prefill.source,
            help_text=_("identity, or the name of a connector."),
        )
        self.fields["prefill_path"] = forms.CharField(
            label=_("Name of the claim, or way into the answer"),
            required=False,
            max_length=120,
            initial=prefill.path,
        )

    def _settings(self, given: Mapping[str, Json]) -> dict[str, Json]:
        settings: dict[str, Json] = {}
        for name in KINDS[self.field.type].settings:
            value = self.texts("unit") if name == "unit" else given.get(f"set_{name}")
            if value not in (None, "", {}) and value is not DEFAULTS.get(name):
                settings[name] = _whole(value)
        return settings

    def _checks(self, given: Mapping[str, Json]) -> tuple[Check, ...]:
        if given.get("check") is None:
            return self.field.checks[1:]
        return (Check(given["check"], self.texts("check")), *self.field.checks[1:])


class JsonForm(forms.Form):
    """A whole definition as JSON."""

    definition = ExpressionField(label=_("Definition"))

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as above
        super().__init__(*args, **options)
        self.fields["definition"].widget.attrs["rows"] = 30
        self.fields["definition"].max_length = 500_000  # type: ignore[attr-defined]  # a CharField


def _whole(value: Json) -> Json:
    """Return a number without decimals as an integer, so that it is written as it was typed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
