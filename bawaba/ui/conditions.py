"""A condition on answers as a form field: rows of question, comparison and value that anyone can fill in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.kernel.errors import Text
from bawaba.kernel.expressions.conditions import (
    WITHOUT_VALUE,
    Condition,
    Json,
    Question,
    Term,
    read_condition,
    write_condition,
)

SPARE_ROWS: Final = 2
MOST_ROWS: Final = 12
OPERATOR_NAMES: Final[dict[str, Text]] = {
    "is": pgettext_lazy("comparison", "is"),
    "is-not": pgettext_lazy("comparison", "is not"),
    "less": pgettext_lazy("comparison", "is less than, or before"),
    "at-most": pgettext_lazy("comparison", "is at most, or not after"),
    "more": pgettext_lazy("comparison", "is more than, or after"),
    "at-least": pgettext_lazy("comparison", "is at least, or not before"),
    "one-of": pgettext_lazy("comparison", "is one of (parted by commas)"),
    "contains": pgettext_lazy("comparison", "contains"),
    "answered": pgettext_lazy("comparison", "is answered"),
    "not-answered": pgettext_lazy("comparison", "is not answered"),
    "yes": pgettext_lazy("comparison", "is yes"),
    "no": pgettext_lazy("comparison", "is no"),
}


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


@dataclass(frozen=True, slots=True)
class ToldCondition:
    """A condition in words. join: `and` or `or`; rows: question, comparison, value; whole: rows say all of it"""

    join: str
    rows: tuple[tuple[str, Text, str], ...]
    whole: bool


def tell_condition(expression: Json, questions: Sequence[Question]) -> ToldCondition:
    """Return a condition in the words of the questions that it reads."""
    condition = read_condition(expression)
    if condition is None:
        return ToldCondition("and", (), whole=False)
    by_key = {one.key: one for one in questions}
    rows = tuple(_told(term, by_key.get(term.field, Question(term.field, ""))) for term in condition.terms)
    return ToldCondition(condition.join, rows, whole=True)


class ConditionWidget(forms.Widget):
    """Rows of question, comparison and value.

    as_json: below them the same as JSON, which wins where it was changed
    """

    use_fieldset = True

    def __init__(self, earlier: Sequence[Question], *, as_json: bool = True) -> None:
        super().__init__()
        self.earlier, self.as_json = earlier, as_json

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
            data.get(name, "") if self.as_json else "",
            data.get(f"{name}_was", "") if self.as_json else "",
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
            "ui/components/condition.html",
            {
                "name": name,
                "id": (attrs or {}).get("id", f"id_{name}"),
                "attrs": attrs or {},
                "posted": posted,
                "simple": simple and bool(self.earlier),
                "rows": [*posted.rows, *spare][:MOST_ROWS],
                "earlier": self.earlier,
                "operators": OPERATOR_NAMES.items(),
                "values": [option for one in self.earlier for option in one.options],
                "as_json": self.as_json,
            },
        )


class ConditionField(forms.Field):
    """A condition on answers; its value is the expression, None for none.

    as_json: whether the expression may be written as JSON; where it may not, one that rows cannot say stays
    as it was (`before`)
    """

    def __init__(
        self, earlier: Sequence[Question], *, as_json: bool = True, before: Json = None, **options: Any
    ) -> None:  # Any: Django's own signature
        help_text = _(
            "Leave the rows empty for always. Write “today” for the day on which the form is filled in."
        )
        widget = ConditionWidget(earlier, as_json=as_json)
        super().__init__(required=False, widget=widget, help_text=help_text, **options)
        self._types = {one.key: one.type for one in earlier}
        self._as_json, self._before = as_json, before

    def to_python(self, value: Json) -> Json:
        if not isinstance(value, Posted):
            return value
        if not value.by_rows:
            return read_json(value.json) if self._as_json else self._before
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


def read_json(text: str) -> Json:
    """Return what a box of JSON says, None when it is empty.

    raises: ValidationError
    """
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as fault:
        raise forms.ValidationError(_("This is not JSON. Check brackets, commas and quotes.")) from fault


def write_json(value: Json) -> str:
    """Return an expression as its box shows it."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _shown(expression: Json) -> Posted:
    condition = read_condition(expression)
    text = write_json(expression)
    rows = [(one.field, one.operator, one.value) for one in condition.terms] if condition else []
    return Posted(condition.join if condition else "", rows, text, text)


def _told(term: Term, question: Question) -> tuple[str, Text, str]:
    words = dict(question.options)
    values = [words.get(one.strip(), one.strip()) for one in term.value.split(",")] if term.value else []
    return question.label or question.key, OPERATOR_NAMES[term.operator], ", ".join(values)
