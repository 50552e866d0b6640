"""Form fields of the builder for expressions: JSON, and conditions as rows that anyone can fill in."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bawaba.forms.rules.conditions import WITHOUT_VALUE, Condition, Term, read_condition, write_condition
from bawaba.forms.types import Field, Json
from bawaba.forms.words import OPERATOR_NAMES

SPARE_ROWS: Final = 2
MOST_ROWS: Final = 12


class Earlier(NamedTuple):
    """A question that a condition may read, with its words in the editor's language."""

    key: str
    label: str
    field: Field


class ExpressionField(forms.CharField):
    """An expression as JSON; empty is none."""

    def __init__(self, **options: Any) -> None:  # Any: Django's own signature
        widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false", "class": "code"})
        super().__init__(required=False, widget=widget, max_length=20_000, **options)

    def to_python(self, value: Json) -> Json:
        return _read_json(super().to_python(value) or "")

    def prepare_value(self, value: Json) -> Json:
        return value if isinstance(value, str) else _write_json(value)


class Posted(NamedTuple):
    """What came back of a condition. json: as it stands in its box; was: as it stood before"""

    join: str
    rows: list[tuple[str, str, str]]
    json: str
    was: str

    @property
    def by_rows(self) -> bool:
        """Say whether the rows count: they were drawn, and the JSON was left alone."""
        return bool(self.join) and self.json.strip() == self.was.strip()


class ConditionWidget(forms.Widget):
    """Rows of question, comparison and value; below them the same as JSON, which wins where it was changed."""

    use_fieldset = True

    def __init__(self, earlier: Sequence[Earlier]) -> None:
        super().__init__()
        self.earlier = earlier

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        return f"{id_}_field_0" if id_ else ""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Posted:
        rows = [
            (data.get(f"{name}_field_{at}", ""), data.get(f"{name}_operator_{at}", ""), data.get(f"{name}_value_{at}", "").strip())
            for at in range(MOST_ROWS)
        ]  # fmt: skip
        return Posted(
            data.get(f"{name}_join", ""),
            [row for row in rows if row[0] or row[2]],
            data.get(name, ""),
            data.get(f"{name}_was", ""),
        )

    def render(
        self, name: str, value: Json, attrs: Mapping[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        """Draw the rows with two spare ones, unless rows cannot say what the expression says."""
        posted = value if isinstance(value, Posted) else _shown(value)
        known = {one.key for one in self.earlier}
        simple = bool(posted.join) and all(
            field in known for field, _operator, _value in posted.rows if field
        )
        spare = [("", "", "")] * SPARE_ROWS
        return render_to_string(
            "forms/parts/condition.html",
            {
                "name": name,
                "id": (attrs or {}).get("id", f"id_{name}"),
                "attrs": attrs or {},
                "posted": posted,
                "simple": simple and bool(self.earlier),
                "rows": [*posted.rows, *spare][:MOST_ROWS],
                "earlier": self.earlier,
                "operators": OPERATOR_NAMES.items(),
                "values": _values(self.earlier),
            },
        )


class ConditionField(forms.Field):
    """A condition on earlier answers; its value is the expression, None for none."""

    def __init__(self, earlier: Sequence[Earlier], **options: Any) -> None:  # Any: Django's own signature
        help_text = _(
            "Leave the rows empty for always. Write “today” for the day on which the form is filled in."
        )
        super().__init__(required=False, widget=ConditionWidget(earlier), help_text=help_text, **options)
        self._types = {one.key: one.field.type for one in earlier}

    def to_python(self, value: Json) -> Json:
        if not isinstance(value, Posted):
            return value
        if not value.by_rows:
            return _read_json(value.json)
        for field, operator, typed in value.rows:
            if (
                field not in self._types
                or operator not in OPERATOR_NAMES
                or not (typed or operator in WITHOUT_VALUE)
            ):
                raise forms.ValidationError(_("Complete each row: a question, a comparison and a value."))
        terms = tuple(
            Term(field, operator, "" if operator in WITHOUT_VALUE else typed)
            for field, operator, typed in value.rows
        )
        return write_condition(Condition("or" if value.join == "or" else "and", terms), self._types)


def _shown(expression: Json) -> Posted:
    condition = read_condition(expression)
    text = _write_json(expression)
    rows = [(one.field, one.operator, one.value) for one in condition.terms] if condition else []
    return Posted(condition.join if condition else "", rows, text, text)


def _values(earlier: Sequence[Earlier]) -> list[tuple[str, str]]:
    """Return the answers to choose from among earlier questions, to be offered while a value is written."""
    return [(option.value, one.label) for one in earlier for option in one.field.options]


def _read_json(text: str) -> Json:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as fault:
        raise forms.ValidationError(_("This is not JSON. Check brackets, commas and quotes.")) from fault


def _write_json(value: Json) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
