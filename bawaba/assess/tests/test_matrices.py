"""AHP and multi-criteria methods against pymcdm 1.4.0, the field's library, within 1e-8."""

import json
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import PROMETHEE_II, SPOTIS, TOPSIS, WSM
from pymcdm.weights.subjective import AHP

from bawaba.assess.scoring.matrices import METHODS, compare_pairs, rank_alternatives
from bawaba.assess.scoring.reading import Document, read_json
from bawaba.assess.types import Refused

SAATY = [1 / 9, 1 / 7, 1 / 5, 1 / 3, 1 / 2, 1, 2, 3, 5, 7, 9]


def document(**parts: object) -> Document:
    return read_json(json.dumps(parts))


def oracle(method: str, rows: np.ndarray, weights: np.ndarray, types: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of alternatives that dominate
        bodies = {"topsis": TOPSIS(), "promethee-ii": PROMETHEE_II("usual"), "wsm": WSM(), "spotis": None}
        body = bodies[method] or SPOTIS(SPOTIS.make_bounds(rows))
        return body(rows, weights, types)


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("seed", range(6))
def test_preferences_agree_with_pymcdm(method: str, seed: int) -> None:
    draws = np.random.default_rng(seed)
    rows = draws.uniform(0.1, 100, (int(draws.integers(2, 30)), int(draws.integers(1, 9)))).round(2)
    rows[-1] = rows[0]  # equal alternatives
    weights = draws.uniform(0.1, 1, rows.shape[1])
    weights /= weights.sum()
    types = draws.choice([-1, 1], rows.shape[1])
    if (rows.max(axis=0) == rows.min(axis=0)).any():
        return  # pymcdm has no answer where a column has one value
    given_here = document(matrix=rows.tolist(), weights=weights.tolist(), types=types.tolist())
    found = rank_alternatives(given_here, method=method)
    expected = oracle(method, rows, weights, types)
    assert np.abs(np.array(found.preference) - expected).max() < 1e-8
    best = expected if method == "spotis" else -expected
    assert list(np.round(best[list(found.order)], 9)) == sorted(np.round(best, 9))


@settings(max_examples=30, deadline=None)
@given(size=st.integers(3, 7), data=st.data())
def test_weights_of_comparisons_agree_with_pymcdm(size: int, data: st.DataObject) -> None:
    rows = np.ones((size, size))
    for row in range(size):
        for column in range(row + 1, size):
            rows[row, column] = data.draw(st.sampled_from(SAATY))
            rows[column, row] = 1 / rows[row, column]
    found, expected = compare_pairs(document(matrix=rows.tolist())), AHP(matrix=rows)
    assert np.abs(np.array(found.weights) - expected()).max() < 1e-8
    assert abs(found.consistency_ratio - expected.get_cr()) < 1e-8


def test_consistent_comparisons_give_back_their_weights() -> None:
    weights = [0.5, 0.3, 0.2]
    found = compare_pairs(document(matrix=[[left / right for right in weights] for left in weights]))
    assert found.weights == pytest.approx(weights, abs=1e-12)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert compare_pairs(document(matrix=[[1, 3], [1 / 3, 1]])).weights == pytest.approx([0.75, 0.25])


def test_a_criterion_on_which_all_are_equal_decides_nothing() -> None:
    for method in METHODS:
        found = rank_alternatives(
            document(matrix=[[1, 5], [1, 7]], weights=[1, 1], types=[1, 1]), method=method
        )
        assert found.order == (1, 0)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"matrix": [[1, 2],\n [0.5]]}', "row-length", 2),
        ('{"matrix": [[1, 2, 3],\n [0.5, 1, 1]]}', "not-square", 1),
        ('{"matrix": [[1, 2],\n [2, 1]]}', "not-reciprocal", 1),
        ('{"matrix": [[1, -2],\n [-0.5, 1]]}', "not-positive", 1),
        ('{"matrix": [[1, 2],\n [NaN, 1]]}', "not-a-number", 2),
        ('{"matrix": [[1, 2],\n ["0.5", 1]]}', "not-a-number", 2),
        ('{"matrix": []}', "no-matrix", 1),
        ('{}', "no-matrix", 1),
        ('[[1]]', "not-a-map", 1),
    ],
)  # fmt: skip
def test_impossible_comparisons_are_refused_with_their_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        compare_pairs(read_json(text))
    assert (refused.value.faults[0].code, refused.value.faults[0].line) == (code, line)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"weights": [1], "types": [1, 1]}, "row-length"),
        ({"weights": [1, -1], "types": [1, 1]}, "negative-weight"),
        ({"weights": [0, 0], "types": [1, 1]}, "no-weight"),
        ({"weights": [1, 1], "types": [1, 2]}, "not-a-type"),
        ({"weights": [1, 1], "types": [1, 1], "matrix": [[1, 2]]}, "too-few-rows"),
        ({"weights": [1, 1], "types": [1, 1], "matrix": [[1, 2], [3, 0]]}, "not-positive"),
    ],
)
def test_impossible_decisions_are_refused(parts: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        rank_alternatives(document(**{"matrix": [[1, 2], [3, 4]], **parts}), method="wsm")
    with pytest.raises(Refused, match="unknown-ranking"):
        rank_alternatives(document(), method="electre")
