"""Agreement against Krippendorff's own example; the range of a weight against trying weights."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bawaba.ai.portfolio.agreement import krippendorff_alpha
from bawaba.ai.portfolio.priorities import weight_range, weighted_order, wsjf

_ = None
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units.
EXAMPLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(("metric", "published"), [("nominal", 0.743), ("interval", 0.849), ("ratio", 0.797)])
def test_alpha_is_that_of_the_published_example(metric, published) -> None:
    assert krippendorff_alpha(EXAMPLE, metric=metric) == pytest.approx(published, abs=5e-4)


def test_alpha_says_nothing_where_nothing_can_be_said() -> None:
    assert krippendorff_alpha([[1, 2], [_, _]]) is None
    assert krippendorff_alpha([[3, 3], [3, 3]]) is None
    assert krippendorff_alpha([[1, 5], [1, 5]]) == 1
    assert (krippendorff_alpha([[1, 5], [5, 1]]) or 0) < 0


def test_the_shortest_job_of_the_greatest_delay_is_first() -> None:
    assert wsjf(value=8, urgency=3, risk_reduced=2, size=4) == 3.25
    with pytest.raises(ValueError, match="above zero"):
        wsjf(value=1, urgency=1, risk_reduced=1, size=0)


cells = st.integers(0, 20).map(lambda value: value / 20)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=2, max_size=8),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(1, 4),
)
def test_within_its_range_a_weight_keeps_the_first_and_beyond_it_does_not(
    rows, parts, criterion, top
) -> None:
    weights = [part / sum(parts) for part in parts]
    low, high = weight_range(rows, weights, criterion, top=top)
    assume(high - low > 1e-6)
    first = weighted_order(rows, weights)[:top]

    def first_with(weight: float) -> list[int]:
        others = 1 - weights[criterion]
        moved = [w * (1 - weight) / others for w in weights]
        moved[criterion] = weight
        return weighted_order(rows, moved)[:top]

    for share in (0.02, 0.3, 0.6, 0.98):
        assert first_with(low + share * (high - low)) == first
    step = 1e-7
    if low > step and high < 1 - step:
        assert first_with(low - step) != first
        assert first_with(high + step) != first
