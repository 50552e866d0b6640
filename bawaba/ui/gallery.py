"""Made-up samples for the gallery of components; the page says that they are made up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from bawaba.ui import charts


@dataclass(frozen=True, slots=True)
class SampleCard:
    """A card of the shape of a catalogue's service card."""

    identifier: str
    title: str
    summary: str
    authority_name: str
    is_free: bool | None
    is_online: bool
    delay_days: int | None
    confidence: str
    title_language: str
    summary_language: str


@dataclass(frozen=True, slots=True)
class SampleOption:
    """One option of a facet."""

    value: str
    label: str
    count: int


class SampleForm(forms.Form):
    """A form with every kind of field, sent with faults so that errors show."""

    name = forms.CharField(
        label=gettext_lazy("Full name"), help_text=gettext_lazy("As on the identity card.")
    )
    mail = forms.EmailField(label=gettext_lazy("Email address"), required=False)
    about = forms.CharField(label=gettext_lazy("What happened?"), widget=forms.Textarea(attrs={"rows": 3}))
    who = forms.ChoiceField(
        label=gettext_lazy("Who are you?"),
        choices=[("citizen", gettext_lazy("A citizen")), ("business", gettext_lazy("A business"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read the legal notice."))


def _cards() -> list[SampleCard]:
    code = get_language() or "ar"
    common = {"title_language": code, "summary_language": code}
    return [
        SampleCard(
            "sample-1", gettext("Ask for a copy of a birth certificate"),
            gettext("The commune where the birth was registered gives a copy to the person, their parents or their children."),
            gettext("Commune, civil status office"), False, True, 3, "official", **common,
        ),
        SampleCard(
            "sample-2", gettext("Create a business"), gettext("One file opens the register, the tax and the social security accounts."),
            gettext("Regional investment centre"), True, False, None, "general-knowledge", **common,
        ),
    ]  # fmt: skip


def _charts(reader: charts.Reader) -> list[charts.Chart]:
    """Return a chart of each kind, over made-up figures."""
    audience, service = gettext("Audience"), gettext("Service")
    names = [gettext("Citizens"), gettext("Businesses"), gettext("Public institutions")]
    axes = [
        gettext("Birth"),
        gettext("Housing"),
        gettext("Create a business"),
        gettext("Identity card"),
        gettext("Family booklet"),
    ]
    first, second = charts.Series("2025", [62, 40, 75, 81, 30]), charts.Series("2026", [70, 55, 74, 90, None])
    years = [str(year) for year in range(2022, 2027)]
    spans = [
        charts.Span(axes[0], date(2026, 1, 5), date(2026, 3, 1), 1.0, gettext("Done")),
        charts.Span(axes[1], date(2026, 2, 1), date(2026, 6, 15), 0.4, gettext("In review")),
        charts.Span(axes[2], date(2026, 5, 1), date(2026, 9, 30), 0.0, gettext("Draft")),
    ]
    rows = [
        charts.Interval(names[0], 72.4, 66, 78),
        charts.Interval(names[1], 55, 49.5, 60, own=True),
        charts.Interval(names[2], None),
    ]
    marks = [12, 18, 22, 31, 35, 41, 44, 46, 48, 52, 53, 55, 58, 61, 63, 66, 72, 75, 83, 91]
    bins = charts.bins_of(marks, reader=reader, own=55)
    return [
        charts.radar(key="radar", title=gettext("A radar"), axes=axes, series=[first, second], reader=reader, heading=service),
        charts.heat_map(key="heat", title=gettext("A heat map"), rows=names, columns=axes, reader=reader, heading=audience,
                        values=[[12, 34, 56, 78, 95], [22, 48, None, 61, 80], [5, 15, 25, 35, 45]]),
        charts.intervals(key="rows", title=gettext("Bars, and where the true value may lie"), rows=rows, reader=reader,
                         heading=audience, value_heading=gettext("Completeness"), most=100),
        charts.distribution(key="spread", title=gettext("How values are spread"), bins=bins, reader=reader,
                            heading=gettext("Completeness"), count_heading=gettext("How many")),
        charts.lines(key="lines", title=gettext("Progress from year to year"), points=years, reader=reader, heading=gettext("Year"), most=100,
                     series=[charts.Series(names[0], [20, 31, 44, 58, 71]), charts.Series(names[1], [12, None, 30, 41, 60])]),
        charts.burn_down(key="left", title=gettext("What is left to do"), points=years, left=[40, 33, 20, 12, None],
                         planned=[40, 30, 20, 10, 0], reader=reader, heading=gettext("Year")),
        charts.gantt(key="plan", title=gettext("What is done when"), spans=spans, reader=reader, heading=service, today=date(2026, 5, 20)),
    ]  # fmt: skip


def samples(reader: charts.Reader) -> dict[str, object]:
    """Return the context of the gallery page."""
    return {
        "charts": _charts(reader),
        "cards": _cards(),
        "form": SampleForm({"name": "", "mail": "not an address", "about": "", "who": "citizen", "agreed": "on"}),
        "options": [
            SampleOption("citizen", gettext("Citizens"), 432),
            SampleOption("business", gettext("Businesses"), 288),
            SampleOption("institution", gettext("Public institutions"), 144),
        ],
        "amount": Decimal("1250.50"),
        "small_amount": Decimal(50),
        "sample_day": date(2026, 3, 3),
        "tones": ["paper", "sand", "sand-deep", "line", "edge", "ink", "ink-soft", "green", "green-deep",
                  "green-wash", "red", "red-wash", "amber", "amber-wash", "blue", "blue-wash"],
    }  # fmt: skip
