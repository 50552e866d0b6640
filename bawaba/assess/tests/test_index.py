"""Composite indices against COINr 1.1.14's published results, its documented formulas, and scipy."""

import csv
import io
import json
from collections.abc import Mapping

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bawaba.assess.errors import InputRefused
from bawaba.assess.queries import compute_index
from bawaba.assess.scoring.composite import configuring, doubting, layout, normalising, running
from bawaba.assess.scoring.composite.diagnosing import cronbach_alpha, rank_movers
from bawaba.assess.scoring.composite.treating import Treatment, excess_kurtosis, skewness, treat_series
from bawaba.assess.scoring.composite.weighing import share_budget
from bawaba.assess.scoring.reading import read_yaml
from bawaba.assess.tests.shared_data import shared_text
from bawaba.assess.types import Refused

EXAMPLE = """
denominate: {}
impute: {method: group-mean, group: EurAsia_group}
screen: {threshold: 0.9}
treat: {winsorise: 5}
normalise: {method: min-max, range: [0, 100]}
aggregate: {method: arithmetic}
"""
# COINr 1.1.14's documentation of get_results, in two decimals: the index that EXAMPLE spells
PUBLISHED = """
uCode Rank Index Conn Sust Physical ConEcFin Political Instit P2P Environ Social SusEcFin
CHE 1 68.38 62.79 73.98 63.41 32.87 74.78 85.94 56.93 77.21 87.85 56.88
NLD 2 64.82 61.94 67.70 64.87 46.62 84.55 71.74 41.92 58.73 86.58 57.78
DNK 3 64.80 57.10 72.51 50.52 30.43 78.13 75.35 51.04 69.83 86.40 61.29
NOR 4 64.47 57.44 71.50 58.18 25.70 80.03 89.46 33.80 70.90 87.00 56.59
BEL 5 63.54 63.99 63.09 71.97 48.22 80.84 75.60 43.32 53.01 86.17 50.09
SWE 6 63.00 53.87 72.12 51.51 23.87 80.98 74.51 38.50 66.37 87.74 62.27
"""
META = """iCode,Type,Direction,Weight,Parent,Denominator,Target
a,Indicator,1,1,low,,10
b,Indicator,-1,3,low,people,0
c,Indicator,1,1,top,,
low,Aggregate,1,2,top,,
top,Aggregate,1,1,,,
people,Denominator,,,,,
kind,Group,,,,,
"""
DATA = """uCode,uName,a,b,c,people,kind
u,Unit U,0,1,5,1,x
v,Unit V,5,20,,2,x
w,Unit W,11,,8,4,y
z,Unit Z,,30,2,3,y
"""
NAN = float("nan")


def run(configuration: str, *, data: str = DATA, meta: str = META) -> running.Run:
    plan = configuring.read_configuration(read_yaml(configuration))
    return running.run_stages(layout.read_layout(data=data, meta=meta), plan)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def asem(configuration: str) -> Mapping[str, str]:
    meta, data = (
        shared_text("governance/coinr/asem_iMeta.csv"),
        shared_text("governance/coinr/asem_iData.csv"),
    )
    return compute_index(data=data, meta=meta, configuration=configuration).files


def test_coinrs_published_index_comes_out() -> None:
    found = {row["uCode"]: row for row in rows_of(asem(EXAMPLE)["results"])}
    for expected in csv.DictReader(io.StringIO(PUBLISHED.strip()), delimiter=" "):
        for name, value in expected.items():
            if name != "uCode":
                assert abs(float(found[expected["uCode"]][name]) - float(value)) <= 0.00501, (name, expected)


def test_each_stage_has_its_file_and_a_stage_left_out_has_none() -> None:
    files = asem(EXAMPLE)
    assert list(files) == [
        "denominated",
        "imputed",
        "screened",
        "treated",
        "normalised",
        "aggregated",
        "results",
    ]
    assert list(asem("normalise: z-score\n")) == ["normalised"]
    raw = {row["uCode"]: row for row in rows_of(shared_text("governance/coinr/asem_iData.csv"))}
    for row in rows_of(files["denominated"]):
        unit = raw[row["uCode"]]
        assert float(row["Goods"]) == pytest.approx(float(unit["Goods"]) / float(unit["GDP"]), rel=1e-12)
        assert row["LPI"] == unit["LPI"] or float(row["LPI"]) == float(unit["LPI"])
    assert all(value for row in rows_of(files["imputed"]) for value in row.values())


def test_means_share_weights_anew_among_what_is_present() -> None:
    table = run("normalise: none\naggregate: arithmetic\n").tables["aggregate"]
    assert table.column("low") == pytest.approx([(0 - 3 * 1) / 4, (5 - 3 * 20) / 4, 11, -30])
    assert table.column("top") == pytest.approx(
        [(2 * -0.75 + 5) / 3, -13.75, (2 * 11 + 8) / 3, (2 * -30 + 2) / 3]
    )


def test_a_group_with_too_little_data_has_no_value() -> None:
    table = run("normalise: none\naggregate: {method: arithmetic, dat_thresh: 0.6}\n").tables["aggregate"]
    assert np.isnan(table.column("low")).tolist() == [False, False, True, True]


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_other_means_are_scipys(method: str) -> None:
    table = run(f"normalise: {{method: min-max, range: [1, 100]}}\naggregate: {method}\n").tables["aggregate"]
    mean = {"geometric": stats.gmean, "harmonic": stats.hmean}[method]
    low = mean([table.column("a")[1], table.column("b")[1]], weights=[1, 3])
    assert table.column("low")[1] == pytest.approx(low)
    assert table.column("low")[2] == pytest.approx(table.column("a")[2])


def test_zero_has_no_geometric_mean_and_the_refusal_names_the_unit() -> None:
    with pytest.raises(Refused, match=r"not-positive-for-mean aggregate\.a geometric, u"):
        run("normalise: min-max\naggregate: geometric\n")


def node(direction: int = 1, **more: str) -> layout.Node:
    return layout.Node("i", "Indicator", "", "", 1, direction, 1.0, "", 2, more)


@pytest.mark.parametrize(
    ("how", "direction", "series", "expected"),
    [
        # the first six are the cases of COINr's own tests
        ({"method": "distance-to-target", "target": 10}, 1, [0, 5, 11], [0, 0.5, 1.1]),
        ({"method": "distance-to-target", "target": 10, "capped": True}, 1, [0, 5, 11], [0, 0.5, 1]),
        ({"method": "distance-to-target", "target": 0}, -1, [-1, 1, 10], [1.1, 0.9, 0]),
        ({"method": "goalposts", "low": 0, "high": 10}, 1, [1, 11, -1], [0.1, 1, 0]),
        ({"method": "goalposts", "low": 0, "high": 10}, -1, [1, -1, 11], [0.9, 1, 0]),
        ({"method": "borda"}, 1, [30, 10, 20], [2, 0, 1]),
        ({"method": "rank"}, 1, [5, NAN, 5, 1], [2, NAN, 2, 1]),
        ({"method": "percentile-rank"}, -1, [5, 1, 3], [0, 1, 0.5]),
        ({"method": "z-score"}, 1, [1, 2, 3], [-1, 0, 1]),
        ({"method": "z-score", "mean": 10, "deviation": 2}, -1, [1, 2, 3], [12, 10, 8]),
        ({"method": "distance-to-best"}, 1, [0, 5, 20], [0, 0.25, 1]),
        ({"method": "distance-to-reference", "reference": "u1"}, 1, [0, 5, 20], [0, 1, 4]),
        ({"method": "share-of-best"}, 1, [1, 4], [0.25, 1]),
        ({"method": "scaled", "low": 1, "high": 10, "factor": 100}, 1, [1, 10, 5.5], [0, 100, 50]),
        ({"method": "min-max", "low": 2, "high": 7}, -1, [1, NAN, 3], [7, NAN, 2]),
        ({"method": "min-max"}, 1, [4, 4], [NAN, NAN]),
    ],
)
def test_normalising_follows_the_documented_formulas(
    how: dict[str, object], direction: int, series: list[float], expected: list[float]
) -> None:
    units = tuple(f"u{place}" for place in range(len(series)))
    found = normalising.normalise_series(
        np.array(series, float), node(direction), normalising.Normalising(**how), units
    )
    assert found == pytest.approx(expected, nan_ok=True)


def test_the_target_of_an_indicator_comes_from_its_line() -> None:
    table = run("normalise: {method: dist2targ, f_n_para: use_iMeta, indicators: {c: rank}}\n").last
    assert table.column("a") == pytest.approx([0, 0.5, 1.1, NAN], nan_ok=True)
    assert table.column("b") == pytest.approx([29 / 30, 1 / 3, NAN, 0], nan_ok=True)
    with pytest.raises(Refused, match="4: no-target"):
        run("normalise: distance-to-target\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=4, max_size=30))
def test_skewness_and_kurtosis_are_the_unbiased_ones(values: list[int]) -> None:
    series = np.array([*values, NAN], float)
    if len(set(values)) < 2:
        assert np.isnan(skewness(series))
        return
    assert skewness(series) == pytest.approx(stats.skew(values, bias=False), abs=1e-9)
    assert excess_kurtosis(series) == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-9)


def test_outliers_are_drawn_in_one_by_one_or_else_logged() -> None:
    one = np.array([*range(1, 11), 100], float)  # COINr's own test: 100 becomes 10
    assert treat_series(one, Treatment())[0].tolist() == [*range(1, 11), 10]
    assert treat_series(-one, Treatment())[0].tolist() == [-value for value in [*range(1, 11), 10]]
    two = np.array([*range(1, 21), 100, 200], float)
    assert treat_series(two, Treatment(points=1, then="none"))[0].tolist() == [*range(1, 21), 100, 100]
    logged, done = treat_series(two, Treatment(points=1))
    assert done == "log-ct"
    assert logged == pytest.approx(np.log(two - 1 + 1.99))
    assert (
        treat_series(np.arange(20.0), Treatment(points=3, force=True))[1] == "kept"
    )  # a series that passes is let be, as COINr lets it
    flat = np.array([1.0] * 20 + [5.0])
    assert treat_series(flat, Treatment())[0].tolist() == flat.tolist()


def test_imputing_fills_from_groups_rows_and_neighbours_and_leaves_what_it_cannot_fill() -> None:
    by_group = run("impute: {method: group-mean, group: kind}\n").last
    assert by_group.column("c").tolist() == [5, 5, 8, 2]
    assert by_group.column("a")[3] == 11
    means = run("impute: mean\n").last
    assert means.column("a")[3] == pytest.approx(16 / 3)
    nearest = run("impute: {method: knn, k: 1}\n").last
    # z is at 28/29 of b's span from u, 10/29 from v and has nothing of w's: v is nearest
    assert nearest.column("a")[3] == 5
    by_row = run("impute: {method: mean, by: row}\n").last
    # v: a at 5/11, b at 10/29 of the way in its direction; c from 2 to 8
    assert by_row.column("c")[1] == pytest.approx(2 + 6 * (5 / 11 + 10 / 29) / 2)
    lonely = DATA.replace("z,Unit Z,,30,2,3,y", "z,Unit Z,,30,2,3,q")
    assert np.isnan(run("impute: {method: group-mean, group: kind}\n", data=lonely).last.column("a")[3])


def test_screening_drops_units_and_keeps_those_that_are_forced() -> None:
    assert run("screen: {threshold: 0.7}\n").last.units == ("u",)
    kept = run("screen: {threshold: 0.7, force: {z: true, u: false}}\n")
    assert (kept.last.units, kept.removed) == (("z",), ("u", "v", "w"))


def test_weights_may_be_equal_given_shared_budgets_or_comparisons() -> None:
    base = "normalise: none\naggregate: arithmetic\n"
    assert run(base + "weights: equal\n").last.column("low")[0] == pytest.approx(-0.5)
    assert run(base + "weights: {a: 9, b: 1}\n").last.column("low")[0] == pytest.approx(-0.1)
    pairs = "weights: {pairs: [{codes: [a, b], matrix: [[1, 3], [0.3333333333, 1]]}]}\n"
    assert run(base + pairs).last.column("low")[0] == pytest.approx(-0.25)
    assert share_budget({"one": {"a": 60, "b": 40}, "two": {"a": 1, "b": 3}}) == pytest.approx(
        {"a": 0.425, "b": 0.575}
    )


def test_rank_intervals_hold_the_nominal_rank_and_repeat_with_their_seed() -> None:
    text = (
        EXAMPLE
        + "uncertainty: {replicates: 60, seed: 7, weights: 0.1, missing: 0.02, normalise: [min-max, z-score]}\n"
    )
    first, again = asem(text)["uncertainty"], asem(text)["uncertainty"]
    assert first == again
    for row in rows_of(first):
        low, middle, high = (float(row[name]) for name in ("Q5", "Median", "Q95"))
        assert 1 <= low <= middle <= high <= 51
        assert abs(float(row["Mean"]) - float(row["Nominal"])) < 8


def test_without_doubt_every_replicate_is_the_nominal_index() -> None:
    text = "normalise: min-max\naggregate: arithmetic\nuncertainty: {replicates: 5, weights: 0}\n"
    plan = configuring.read_configuration(read_yaml(text))
    found = running.run_stages(layout.read_layout(data=DATA, meta=META), plan)
    assert plan.doubts is not None
    for row in doubting.rank_intervals(found, plan, plan.doubts):
        assert row["Q5"] == row["Q95"] == row["Nominal"]


def test_what_moves_a_body_most_is_what_weighs_most_and_lacks_most() -> None:
    found = run("normalise: min-max\naggregate: arithmetic\n")
    movers = rank_movers(
        found, configuring.Aggregating(), unit="z"
    )  # b: 3/3 of low, 2/3 of top; c: 1/3 of top
    assert [(one["indicator"], round(one["gain"], 6)) for one in movers] == [
        ("b", 66.666667),
        ("c", 33.333333),
    ]


def test_cronbachs_alpha_of_equal_columns_is_one_and_of_unrelated_ones_none() -> None:
    column = np.arange(10.0)
    assert cronbach_alpha(np.column_stack([column, column])) == pytest.approx(1)
    assert cronbach_alpha(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])) == pytest.approx(0)


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("low,Aggregate,1,2,top", "low,Aggregate,1,2,low"), "circle", 5),
        (("top,Aggregate,1,1,,", "top,Aggregate,1,1,low,"), "circle", 5),
        (("c,Indicator,1,1,top", "c,Indicator,1,1,nowhere"), "unknown-parent", 4),
        (("c,Indicator,1,1,top", "c,Indicator,2,1,top"), "not-a-direction", 4),
        (("c,Indicator,1,1,top", "c,Indicator,1,-1,top"), "negative-weight", 4),
        (("c,Indicator,1,1,top", "d,Indicator,1,1,top"), "no-column", 4),
        (("people,Denominator", "crowd,Denominator"), "unknown-denominator", 3),
        (("kind,Group", "a,Group"), "name-twice", 8),
        (("kind,Group", "kind,Tribe"), "unknown-type", 8),
        (("kind,Group,,,,,", "kind,Group"), "row-length", 8),
    ],
)
def test_a_malformed_tree_is_refused_with_its_line(change: tuple[str, str], code: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        run("normalise: min-max\n", meta=META.replace(*change))
    assert (code, line) in [(one.code, one.line) for one in refused.value.faults]


@pytest.mark.parametrize(
    ("configuration", "code", "line"),
    [
        ("normalise: min-max\nbake: {}\n", "unknown-stage", 2),
        ("normalise:\n  method: min-max\n  spam: 1\n", "unknown-name", 3),
        ("normalise: {method: minimax}\n", "unknown-method", 1),
        ("impute:\n  method: group-mean\n", "no-group", 2),
        ("screen:\n  threshold: 85\n", "out-of-range", 2),
        ("normalise: {range: [0]}\n", "row-length", 1),
        ("uncertainty: {replicates: 10}\n", "needs-stages", 1),
        ("- a\n- b\n", "not-a-map", 1),
    ],
)
def test_a_malformed_configuration_is_refused_with_its_line(configuration: str, code: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        run(configuration)
    assert (code, line) in [(one.code, one.line) for one in refused.value.faults]


def test_bad_cells_and_impossible_data_say_where() -> None:
    with translation.override("en"), pytest.raises(InputRefused, match=r"line 3, iData\.b: .*\(many\)"):
        compute_index(
            data=DATA.replace("v,Unit V,5,20", "v,Unit V,5,many"), meta=META, configuration="screen: {}\n"
        )
    with pytest.raises(InputRefused, match="people, u"):
        compute_index(data=DATA.replace("5,1,x", "5,0,x"), meta=META, configuration="denominate: {}\n")
    with pytest.raises(Refused, match="unit-twice"):
        run("screen: {}\n", data=DATA.replace("z,Unit Z", "u,Unit Z"))
    assert json.dumps(run("screen: {}\n").removed) == "[]"
