"""The charts of the study's pages, from what queries return."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bawaba.assess.types import Method
from bawaba.kernel.languages import pick
from bawaba.maturity import shipped
from bawaba.maturity.queries.indices import PeerTable
from bawaba.maturity.queries.roadmaps import RoadmapInfo
from bawaba.maturity.types import GroupFigures
from bawaba.maturity.wording import STEP_STATES, kind_name
from bawaba.ui import charts

Json = Mapping[str, Any]  # Any: a frozen outcome
YEAR = timedelta(days=365)


def draw_classes(counts: Sequence[int | None], reader: charts.Reader) -> charts.Chart:
    """Return how many administrations are in each ten of the index."""
    empty = charts.bins_of([], reader=reader)
    bins = [charts.Bin(one.label, count, False) for one, count in zip(empty, counts, strict=True)]
    return charts.distribution(
        key="classes", title=_("How many administrations have which index"), bins=bins, reader=reader,
        heading=_("Index"), count_heading=_("Administrations"),
    )  # fmt: skip


def draw_groups(groups: Sequence[GroupFigures], reader: charts.Reader) -> charts.Chart | None:
    """Return the median of each kind with its quartiles; none where every kind is too small to tell of."""
    rows = [
        charts.Interval(kind_name(one.group), one.median, one.low, one.high)
        for one in groups
        if one.median is not None
    ]
    if not rows:
        return None
    return charts.intervals(
        key="kinds", title=_("By kind: the median, and where the middle half is"), rows=rows, reader=reader,
        heading=_("Kind"), value_heading=_("Median"), least=0, most=100,
    )  # fmt: skip


def draw_aspects(outcome: Json, method: Method, reader: charts.Reader) -> charts.Chart:
    """Return the mean of each dimension, best first."""
    titles = {one.id: pick(one.titles, reader.code).text for one in method.sections}
    found = [(titles.get(name, ""), means.get("")) for name, means in outcome["dimensions"].items()]
    ordered = sorted(found, key=lambda pair: -1.0 if pair[1] is None else pair[1], reverse=True)
    return charts.intervals(
        key="dimensions", title=_("The mean of each dimension, the best first"), reader=reader,
        rows=[charts.Interval(name, value) for name, value in ordered], heading=_("Dimension"),
        value_heading=_("Mean"), least=0, most=100,
    )  # fmt: skip


def draw_heat(outcome: Json, method: Method, reader: charts.Reader) -> charts.Chart | None:
    """Return dimensions by kinds of administrations; none where only one kind can be told of."""
    kinds = sorted({kind for means in outcome["dimensions"].values() for kind, value in means.items() if kind and value is not None})  # fmt: skip
    if len(kinds) < 2:
        return None
    sections = [one for one in method.sections if one.id in outcome["dimensions"]]
    return charts.heat_map(
        key="heat", title=_("Dimensions by kind of administration"), reader=reader, heading=_("Dimension"),
        rows=[pick(one.titles, reader.code).text for one in sections], columns=[kind_name(kind) for kind in kinds],
        values=[[outcome["dimensions"][one.id].get(kind) for kind in kinds] for one in sections],
    )  # fmt: skip


def draw_progress(points: Sequence[tuple[str, float | None]], reader: charts.Reader) -> charts.Chart | None:
    """Return the index over the waves that can be compared; none for a single one."""
    if len([value for _name, value in points if value is not None]) < 2:
        return None
    return charts.lines(
        key="progress", title=_("The index from wave to wave"), points=[name for name, _value in points], most=100,
        series=[charts.Series(_("Index"), [value for _name, value in points])], reader=reader, heading=_("Wave"),
    )  # fmt: skip


def draw_peers(table: PeerTable, reader: charts.Reader) -> charts.Chart:
    """Return the scores of a country and its peers, the best first."""
    rows = [
        charts.Interval(pick(one.names, reader.code).text, one.value, own=one.own) for one in table.standings
    ]
    own = next((row.label for row in rows if row.own), "")
    return charts.intervals(
        own_label=own, key="peers", title=_("The country among its peers, the best first"), rows=rows, reader=reader,
        heading=_("Country"), value_heading=_("Score"), least=0, most=table.index.scale, decimals=3 if table.index.scale == 1 else 1,
    )  # fmt: skip


def draw_trend(table: PeerTable, reader: charts.Reader) -> charts.Chart | None:
    """Return the score of the country over the years that are kept; none for a single year."""
    if len(table.trend) < 2:
        return None
    return charts.lines(
        key="trend", title=_("The country’s score over the years"), points=[str(year) for year in table.trend],
        series=[charts.Series(_("Score"), list(table.trend.values()))], reader=reader, heading=_("Year"),
        most=table.index.scale, decimals=3 if table.index.scale == 1 else 1,
    )  # fmt: skip


def draw_components(table: PeerTable, reader: charts.Reader) -> charts.Chart | None:
    """Return the components of the country beside the median of its peers."""
    if table.own is None:
        return None
    names = list(table.index.components)
    others = [one.components for one in table.standings if not one.own]
    own = [table.own.components.get(name) for name in names]
    median = [_middle([one.get(name) for one in others]) for name in names]
    return charts.radar(
        key="components", title=_("Its components beside the median of its peers"), reader=reader,
        axes=[pick(table.index.components[name], reader.code).text for name in names],
        series=[charts.Series(pick(table.own.names, reader.code).text, own), charts.Series(_("Median of the peers"), median)],
        heading=_("Component"), most=table.index.scale,
    )  # fmt: skip


def draw_roadmap(found: RoadmapInfo, begin: date, reader: charts.Reader) -> charts.Chart | None:
    """Return the steps over the years, a wave a year."""
    live = [one for one in found.steps if one.state != "dropped"]
    if not live:
        return None
    parts = {"planned": 0.0, "started": 0.5, "done": 1.0}
    spans = [
        charts.Span(
            pick(one.action.titles, reader.code).text, begin + YEAR * (one.wave - 1), begin + YEAR * one.wave,
            parts[one.state], str(STEP_STATES[one.state]),
        )
        for one in live
    ]  # fmt: skip
    return charts.gantt(
        key="roadmap",
        title=_("When each step is done, and how far it is"),
        spans=spans,
        reader=reader,
        heading=_("Step"),
    )


def aspect_means(outcome: Json, method: Method) -> list[tuple[Mapping[str, str], float | None]]:
    """Return the three aspects with the mean of their dimensions by weight; None where one is not known."""
    weights = {one.id: one.weight for one in method.sections}
    found = []
    for aspect in shipped.aspects():
        values = [
            (weights.get(name, 0.0), outcome["dimensions"].get(name, {}).get("")) for name in aspect.sections
        ]
        whole = bool(values) and all(weight and value is not None for weight, value in values)
        total = sum(weight for weight, _value in values)
        mean = sum(weight * (value or 0.0) for weight, value in values) / total if whole else None
        found.append((aspect.titles, mean))
    return found


def _middle(values: Sequence[float | None]) -> float | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    half = len(known) // 2
    return known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
