"""The editor's forms for the parts of a procedure that stand in a row: times, appeals, alerts, routes."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.casework.desk_words import UNITS, WHO
from bawaba.casework.rules.editing import Item
from bawaba.casework.rules.workflow import KEY
from bawaba.casework.types import Alert, AnswerTime, AppealWay, Clock, Route
from bawaba.kernel.expressions.conditions import Question
from bawaba.ui.conditions import ConditionField

MOST_DAYS: Final = 730
TOLD: Final = ("agent", "supervisor", "person")


class PartForm(forms.Form):
    """One part of a procedure. questions: whose answers its condition may read; offices: to choose from"""

    def __init__(
        self,
        *args: Any,
        item: Any,
        questions: Sequence[Question],
        offices: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:  # Any: Django's own signature, and the part itself
        super().__init__(*args, **options)
        self.item, self.questions, self.offices = item, questions, offices
        self.prepare()

    def prepare(self) -> None:
        """Add what hangs on the procedure, and show the part as it is."""

    @abstractmethod
    def result(self) -> Item:
        """Return the part as it was written. Valid forms only."""

    def add_clock(self, clock: Clock | None) -> None:
        """Add days, unit and article of a time limit."""
        self.fields["days"] = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label=_("Days"))
        self.fields["unit"] = forms.ChoiceField(choices=list(UNITS.items()), label=_("Counted in"))
        self.fields["article"] = forms.CharField(
            max_length=200, required=False, label=_("Article of the law"),
            help_text=_("As in “Loi 55-19, article 16”: pages cite it in the reader’s language."),
            widget=forms.TextInput(attrs={"dir": "auto"}),
        )  # fmt: skip
        if clock is not None:
            self.initial.update(days=clock.days, unit=clock.unit, article=clock.article)

    def add_condition(self, when: Any, *, label: Any) -> None:  # Any: an expression, a lazy text
        """Add rows for a condition on the answers."""
        self.fields["when"] = ConditionField(self.questions, as_json=False, before=when, label=label)
        self.initial["when"] = when

    def clock(self) -> Clock:
        """Return the time limit that was written."""
        given = self.cleaned_data
        return Clock(given["days"], given["unit"], given["article"].strip())


class TimeForm(PartForm):
    """Another time to answer, for requests of which a condition holds."""

    item: AnswerTime | None

    def prepare(self) -> None:
        self.add_condition(self.item.when if self.item else None, label=_("For requests where"))
        asked = _("Say for which requests this time holds: fill in one row at least.")
        when = self.fields["when"]
        when.required, when.help_text = True, asked
        when.error_messages["required"] = asked
        self.add_clock(self.item.within if self.item else None)

    def result(self) -> AnswerTime:
        return AnswerTime(self.cleaned_data["when"], self.clock())


class AppealForm(PartForm):
    """One way to appeal."""

    item: AppealWay | None
    kind = forms.RegexField(
        KEY, max_length=30, label=_("Key"), help_text=_("Lower-case letters, digits and hyphens."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )  # fmt: skip
    to_ar = forms.CharField(
        max_length=200,
        label=_("Who hears it, in Arabic"),
        widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"}),
    )
    to_fr = forms.CharField(
        max_length=200,
        label=_("Who hears it, in French"),
        widget=forms.TextInput(attrs={"lang": "fr", "dir": "ltr"}),
    )

    def prepare(self) -> None:
        way = self.item
        self.add_clock(way.within if way else None)
        self.fields["days"].label = _("To be filed within, days from the decision")
        if way:
            self.initial.update(kind=way.kind, to_ar=way.to.get("ar", ""), to_fr=way.to.get("fr", ""))

    def result(self) -> AppealWay:
        given = self.cleaned_data
        others = dict(self.item.to) if self.item else {}
        return AppealWay(given["kind"], others | {"ar": given["to_ar"], "fr": given["to_fr"]}, self.clock())


class AlertForm(PartForm):
    """When to tell whom of the legal date."""

    item: Alert | None
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS, label=_("Days"))
    side = forms.ChoiceField(
        label=_("Before or after"),
        choices=[
            ("before", pgettext_lazy("alert", "before the legal date")),
            ("after", pgettext_lazy("alert", "after the legal date")),
        ],
    )
    tell = forms.MultipleChoiceField(
        label=_("Whom to tell"),
        choices=[(who, WHO[who]) for who in TOLD],
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        if self.item:
            side = "after" if self.item.days > 0 else "before"
            self.initial.update(days=abs(self.item.days), side=side, tell=list(self.item.tell))

    def result(self) -> Alert:
        given = self.cleaned_data
        days = given["days"] if given["side"] == "after" else -given["days"]
        return Alert(days, tuple(given["tell"]))


class RouteForm(PartForm):
    """Which office handles the requests of which a condition holds."""

    item: Route | None

    def prepare(self) -> None:
        here = self.item.office if self.item else ""
        known = list(self.offices)
        if here and here not in dict(known):
            known.append((here, here))
        self.fields["office"] = forms.ChoiceField(choices=known, label=_("Office"), initial=here)
        self.add_condition(self.item.when if self.item else None, label=_("For requests where"))

    def result(self) -> Route:
        return Route(self.cleaned_data["office"], self.cleaned_data["when"])
