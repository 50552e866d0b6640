"""Bars of a chart stand where its grid says."""

from hypothesis import given
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
