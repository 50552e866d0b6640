"""Repeating rows of a sheet, that grow without a script: the page comes back with one row more."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.catalogue.forms.fields import MOST_ROWS, ChannelRow, ItemRow, LegalRow, QuietForm, SourceRow
from bawaba.kernel.errors import Text

Data = Mapping[str, Any]  # Any: what a browser sends


class Part(NamedTuple):
    """A repeating part of a record: its name, its row, and its words."""

    name: str
    row: type[QuietForm]
    title: Text
    one: Text
    add: Text
    help: Text = ""


PARTS: Final[tuple[Part, ...]] = (
    Part(
        "documents", ItemRow, _("Documents to bring"), _("Document"), _("Add a document"),
        _("Only what the law asks for: an agent may not ask for anything else."),
    ),
    Part("steps", ItemRow, _("Steps"), _("Step"), _("Add a step")),
    Part("channels", ChannelRow, _("How to apply"), _("Way"), _("Add a way to apply")),
    Part("outputs", ItemRow, _("What one receives"), _("Result"), _("Add a result")),
    Part("rules", ItemRow, _("Conditions and rules"), _("Rule"), _("Add a rule")),
    Part("legal", LegalRow, _("Legal basis"), _("Text of law"), _("Add a text of law")),
    Part("sources", SourceRow, _("Sources"), _("Source"), _("Add a source")),
)  # fmt: skip
ITEM_PARTS: Final = ("documents", "steps", "outputs", "rules")


class RowSet(forms.BaseFormSet[QuietForm]):
    """The rows of one part, in the order that the editor gives them."""

    part: Part

    @property
    def grown_name(self) -> str:
        return f"add-{self.part.name}"

    @property
    def next_anchor(self) -> str:
        """Return where the page should open when one row more was asked for."""
        return f"#row-{self.part.name}-{min(len(self.forms) + 1, MOST_ROWS)}"

    def add_fields(self, form: QuietForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = _("Place")
            form.fields["ORDER"].widget.attrs |= {"class": "place"}
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def leave_unchecked(self) -> None:
        """Show the rows as they were sent, without a word on what is wrong."""
        for form in self.forms:
            form.leave_unchecked()
        self._errors: list[Any] = []  # Any: Django's own rows of errors
        self._non_form_errors = self.error_class()

    def kept(self) -> list[QuietForm]:
        """Return the valid rows that say something, in their order, without those to remove."""
        rows = [
            form
            for form in self.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE") and form.says_something()  # type: ignore[attr-defined]  # every row of PARTS says
        ]
        return sorted(rows, key=lambda form: _place(form, self.forms.index(form)))


def _place(form: QuietForm, index: int) -> tuple[int, int]:
    """Return where a row goes: at the place it was given; a row that did not move yields to one that did."""
    place = form.cleaned_data.get("ORDER")
    if place is None:
        return (index + 1, 1)
    return (place, 0 if place != index + 1 else 1)


def row_set(
    part: Part, *, initial: list[dict[str, Any]], data: Data | None, add: bool
) -> RowSet:  # Any: form values
    """Return the rows of a part: from a record, or as they were sent and one more when `add`.

    initial: one mapping a row; an empty row follows when there is none
    """
    made = forms.formset_factory(
        part.row,
        formset=RowSet,
        extra=0,
        can_delete=True,
        can_order=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 20,
    )
    made.part = part  # type: ignore[attr-defined]  # what formset_factory returns is a RowSet
    if data is None:
        rows: Any = made(prefix=part.name, initial=initial or [{}])  # Any: Django types the factory loosely
        return _as_rows(rows)
    return _as_rows(made(_grown(data, part.name) if add else data, prefix=part.name, initial=[]))


def _as_rows(rows: Any) -> RowSet:  # Any: Django types the factory loosely
    assert isinstance(rows, RowSet)
    return rows


def _grown(data: Data, name: str) -> dict[str, Any]:  # Any: what a browser sends
    """Return the data with one more row in `name`, as long as there is room."""
    grown = {key: data.get(key) for key in data}
    sent = str(grown.get(f"{name}-TOTAL_FORMS") or "0")
    total = int(sent) if sent.isdecimal() and len(sent) < 6 else 0
    grown[f"{name}-TOTAL_FORMS"] = str(min(total + 1, MOST_ROWS))
    return grown
