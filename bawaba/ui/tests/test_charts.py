"""Bars of a chart stand where its grid says."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.ui import charts


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=24), st.booleans())
def test_bars_stay_on_the_chart_and_the_largest_reaches_its_top(
    pairs: list[tuple[int, int]], mirrored: bool
) -> None:
    labels = [str(number) for number in range(len(pairs))]
    below, above = [low for low, _high in pairs], [high for _low, high in pairs]
    columns = charts.stacked(labels, below, above, labels, mirrored=mirrored)
    bars = [bar for column in columns for bar in column.bars]
    assert all(charts.TOP - 2 <= bar.y <= charts.BASE and 0 <= bar.x <= charts.WIDTH for bar in bars)
    if any(below) or any(above):
        assert min(bar.y for bar in bars) <= charts.TOP + 2
    middles = [column.middle for column in columns]
    assert middles == sorted(middles, reverse=mirrored)


AXES = ["Plan", "People", "Data", "Services"]


def one_of_each(reader: charts.Reader) -> list[charts.Chart]:
    series = [charts.Series("2025", [10, 20, None, 40]), charts.Series("2026", [15, 25, 35, 45])]
    rows = [charts.Interval("A", 40, 30, 55, own=True), charts.Interval("B", None)]
    spans = [charts.Span("A", date(2026, 1, 1), date(2026, 1, 11), 0.5, "Begun")]
    return [
        charts.radar(key="a", title="T", axes=AXES, series=series, reader=reader, heading="Axis"),
        charts.heat_map(
            key="b", title="T", rows=["A"], columns=AXES, values=[[0, 50, None, 100]], reader=reader, heading="Body"
        ),
        charts.intervals(key="c", title="T", rows=rows, reader=reader, heading="Body", value_heading="Score", most=100),
        charts.distribution(
            key="d", title="T", bins=[charts.Bin("0–10", 3, own=True), charts.Bin("10–20", None)], reader=reader,
            heading="Score", count_heading="Bodies",
        ),
        charts.lines(key="e", title="T", points=AXES, series=series, reader=reader, heading="Wave"),
        charts.burn_down(key="f", title="T", points=["1", "2"], left=[4, None], planned=[4, 2], reader=reader, heading="M"),
        charts.gantt(key="g", title="T", spans=spans, reader=reader, heading="Action", today=date(2026, 1, 6)),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_each_chart_says_its_title_and_has_every_figure_in_its_table(code: str) -> None:
    reader = charts.Reader(code)
    for one in one_of_each(reader):
        page = Template("{% load charts %}{% chart one %}").render(Context({"one": one, "language": code}))
        tree = ElementTree.fromstring(re.search(r"<svg role.*?</desc>.*</svg>(?=</div>)", page, re.DOTALL)[0])
        assert tree.attrib["aria-labelledby"] == f"chart-{one.key}-title chart-{one.key}-about"
        assert tree.find("title").text == "T"
        assert page.count("<tr>") == len(one.table.rows) + 1
        assert all(len(row) == len(one.table.headings) for row in one.table.rows)
        assert "style=" not in page


def test_a_table_tells_what_is_missing_and_who_one_is() -> None:
    with override("en"):
        tables = {one.key: one.table for one in one_of_each(charts.Reader("en"))}
    assert tables["a"].rows[2] == ("Data", "–", "35")
    assert tables["c"].rows == (("A (You)", "40", "30", "55"), ("B", "–", "–", "–"))
    assert tables["d"].rows == (("0–10 (You)", "3"), ("10–20", "too few to tell"))
    assert tables["g"].rows == (("A", "1 January 2026", "11 January 2026", "50\u00a0%", "Begun"),)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
    st.floats(-1e3, 1e3),
    st.floats(0.1, 1e3),
    st.booleans(),
)
@settings(max_examples=40)
def test_whatever_the_values_nothing_is_drawn_outside(
    values: list[float], least: float, room: float, mirrored: bool
) -> None:
    reader = charts.Reader("ar" if mirrored else "fr")
    rows = [charts.Interval(str(place), value, value - 1, value + 1) for place, value in enumerate(values)]
    chart = charts.intervals(
        key="k",
        title="T",
        rows=rows,
        reader=reader,
        heading="H",
        value_heading="V",
        least=least,
        most=least + room,
    )
    for mark in chart.marks:
        x, width = float(mark.at.get("x", "0%").rstrip("%")), float(mark.at.get("width", "0%").rstrip("%"))
        assert -0.01 <= x <= x + width <= 100.01


def test_arabic_begins_on_the_right() -> None:
    chart = charts.intervals(
        key="k", title="T", rows=[charts.Interval("A", 25)], reader=charts.Reader("ar"), heading="H", value_heading="V",
        most=100,
    )  # fmt: skip
    bar = next(mark for mark in chart.marks if mark.look == "bar-plain")
    assert (bar.at["x"], bar.at["width"]) == ("75%", "25%")


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [(2.25, "fr", "2,3"), (-0.04, "en", "0"), (-0.25, "en", "-0.3"), (1234.5, "fr", "1\u202f234,5"), (None, "ar", "–"), (3.0, "ar", "3")],
)  # fmt: skip
def test_a_number_is_told_as_the_reader_reads_it(value: float | None, code: str, told: str) -> None:
    assert charts.Reader(code).number(value) == told


def test_classes_of_values_hold_both_ends_of_the_scale() -> None:
    bins = charts.bins_of([0, 9.9, 10, 100], reader=charts.Reader("en"), own=100)
    assert [one.count for one in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [one.own for one in bins] == [False] * 9 + [True]
