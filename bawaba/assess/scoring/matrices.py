"""Multi-criteria decisions on small matrices: AHP weights, TOPSIS, PROMETHEE II, weighted sum, SPOTIS.

Sources: Saaty 1980 with the random indices of Rao Tummala and Ling 1998 (Theory and Decision 44);
Hwang and Yoon 1981; Brans and Mareschal 2005; Fishburn 1967; Dezert et al. 2020 (FUSION).
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Fault, Json, Path, Ranking, Refused, Weights

Matrix = npt.NDArray[np.float64]
RANDOM_INDEX: Final = (
    0.0, 0.0, 0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882, 1.5117, 1.5356, 1.5571, 1.5714,
    1.5831,
)  # fmt: skip
"""Mean consistency index of random comparison matrices, by size from 1."""

_ROUNDED: Final = 0.02  # people write 0.33 for a third
MOST_CELLS: Final = 2_000_000
MOST_NUMBER: Final = 1e100  # its square and sums of it are still numbers


def compare_pairs(document: Document) -> Weights:
    """Return the weights of `{"matrix": [[…]]}`, pairwise comparisons on Saaty's scale.

    The principal eigenvector, summing to 1. consistency_ratio is ((λmax − n)/(n − 1)) / RI(n), 0 for
    fewer than three.
    raises: Refused for a matrix that is not square, positive and reciprocal
    """
    value = _map(document)
    rows = _matrix(document, ("matrix",), value.get("matrix"))
    faults = _pair_faults(document, rows)
    if faults:
        raise Refused(*faults)
    return weigh_pairs(rows)


def weigh_pairs(rows: Matrix) -> Weights:
    """Return the principal eigenvector of a reciprocal matrix, and its consistency ratio."""
    count = len(rows)
    values, vectors = np.linalg.eig(rows)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    ratio = 0.0
    if count > 2:
        ratio = float((values[first].real - count) / (count - 1) / RANDOM_INDEX[count - 1])
    return Weights(tuple(map(float, vector / vector.sum())), ratio)


def _pair_faults(document: Document, rows: Matrix) -> list[Fault]:
    if rows.shape[0] != rows.shape[1]:
        return [document.fault("not-square", ("matrix",), f"{rows.shape[0]} × {rows.shape[1]}")]
    if len(rows) > len(RANDOM_INDEX):
        return [document.fault("matrix-too-large", ("matrix",), len(RANDOM_INDEX))]
    faults = []
    for row, column in np.argwhere(rows <= 0):
        faults.append(document.fault("not-positive", ("matrix", int(row), int(column)), rows[row, column]))
    for row, column in np.argwhere(np.abs(rows * rows.T - 1) > _ROUNDED):
        if row <= column and not faults:
            detail = f"{rows[row, column]:g} × {rows[column, row]:g}"
            faults.append(document.fault("not-reciprocal", ("matrix", int(row), int(column)), detail))
    return faults


def rank_alternatives(document: Document, *, method: str) -> Ranking:
    """Return the alternatives of `{"matrix", "weights", "types"}` in order of preference.

    matrix:  a row per alternative, a column per criterion
    weights: one per criterion, not negative; they are divided by their sum
    types:   1 where more is better, -1 where less is
    raises:  Refused
    """
    if method not in METHODS:
        raise Refused(Fault("unknown-ranking", 0, "method", method))
    value = _map(document)
    rows = _matrix(document, ("matrix",), value.get("matrix"))
    weights = _row(document, ("weights",), value.get("weights"), rows.shape[1])
    types = _row(document, ("types",), value.get("types"), rows.shape[1])
    faults = [
        document.fault("not-a-type", ("types", place), one)
        for place, one in enumerate(types)
        if abs(one) != 1
    ]
    faults += [
        document.fault("negative-weight", ("weights", place), one)
        for place, one in enumerate(weights)
        if one < 0
    ]
    if not faults and not weights.sum():
        faults.append(document.fault("no-weight", ("weights",)))
    if len(rows) < 2:
        faults.append(document.fault("too-few-rows", ("matrix",), len(rows)))
    if method == "wsm":
        faults += [
            document.fault("not-positive", ("matrix", int(row), int(column)), rows[row, column])
            for row, column in np.argwhere(rows <= 0)[:1]
        ]
    if faults:
        raise Refused(*faults)
    preference = METHODS[method](rows, weights / weights.sum(), types)
    best = preference if method == "spotis" else -preference
    order = np.argsort(best, kind="stable")
    return Ranking(tuple(map(float, preference)), tuple(map(int, order)))


def _topsis(rows: Matrix, weights: Matrix, types: Matrix) -> Matrix:
    """Return closeness to the ideal, 0 to 1: min-max normalised, Euclidean distances."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    span = high - low
    gained = np.where(types > 0, rows - low, high - rows)
    normal = np.where(span == 0, 1.0, gained / np.where(span == 0, 1.0, span)) * weights
    to_best = np.sqrt(((normal - normal.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((normal - normal.min(axis=0)) ** 2).sum(axis=1))
    both = to_best + to_worst
    return np.where(both == 0, 0.5, to_worst / np.where(both == 0, 1.0, both))


def _promethee(rows: Matrix, weights: Matrix, types: Matrix) -> Matrix:
    """Return net outranking flows, -1 to 1, with the usual preference: better by any difference."""
    ahead = np.zeros((len(rows), len(rows)))
    for values, weight, kind in zip(rows.T, weights, types, strict=True):
        directed = values * kind
        ahead += weight * (directed[:, None] > directed[None, :])
    flows: Matrix = (ahead.sum(axis=1) - ahead.sum(axis=0)) / (len(rows) - 1)
    return flows


def _weighted_sum(rows: Matrix, weights: Matrix, types: Matrix) -> Matrix:
    """Return weighted sums of shares: each column divided by its sum, reciprocals where less is better."""
    better = np.where(types > 0, rows, 1 / rows)
    found: Matrix = (better / better.sum(axis=0) * weights).sum(axis=1)
    return found


def _spotis(rows: Matrix, weights: Matrix, types: Matrix) -> Matrix:
    """Return distances from the ideal, 0 to 1, smaller is better; the bounds are each column's own.

    A column in which all are equal tells nothing and counts as no distance.
    """
    low, high = rows.min(axis=0), rows.max(axis=0)
    span = np.where(high == low, 1.0, high - low)
    ideal = np.where(types > 0, high, low)
    found: Matrix = (np.abs(rows - ideal) / span * weights).sum(axis=1)
    return found


METHODS: Final[Mapping[str, Callable[[Matrix, Matrix, Matrix], Matrix]]] = {
    "topsis": _topsis, "promethee-ii": _promethee, "wsm": _weighted_sum, "spotis": _spotis,
}  # fmt: skip


def _map(document: Document) -> Mapping[str, Json]:
    """Return the map of a file; names that mean nothing here, such as labels, are let be."""
    if not isinstance(document.value, Mapping):
        raise Refused(document.fault("not-a-map", ()))
    return document.value


def _matrix(document: Document, path: Path, value: Json) -> Matrix:
    """Return a matrix of finite numbers.

    raises: Refused
    """
    if not isinstance(value, list) or not value:
        raise Refused(document.fault("no-matrix", path))
    width = len(value[0]) if isinstance(value[0], list) else 0
    if len(value) * max(width, 1) > MOST_CELLS:
        raise Refused(document.fault("matrix-too-large", path, MOST_CELLS))
    return np.array([_row(document, (*path, place), row, width) for place, row in enumerate(value)])


def _row(document: Document, path: Path, value: Json, width: int) -> Matrix:
    if not isinstance(value, list) or not value:
        raise Refused(document.fault("not-a-row", path))
    if len(value) != width:
        raise Refused(document.fault("row-length", path, f"{len(value)}, {width}"))
    for place, one in enumerate(value):
        known = type(one) is int or (isinstance(one, float) and math.isfinite(one))
        if not known:
            raise Refused(document.fault("not-a-number", (*path, place), one))
        if abs(one) > MOST_NUMBER:
            raise Refused(document.fault("out-of-range", (*path, place), f"{str(one)[:20]}…"))
    return np.array(value, dtype=np.float64)
