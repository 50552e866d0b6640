"""Weights of an index: equal, given, budgets of points by several experts, comparisons by pairs."""

from collections.abc import Mapping

import numpy as np

from bawaba.assess.scoring.matrices import weigh_pairs
from bawaba.assess.scoring.options import Options
from bawaba.assess.types import Json, Path

USUAL_CONSISTENCY = 0.1


class EqualWeights(dict[str, float]):
    """Every code weighs 1, whatever iMeta says."""

    def get(self, _key: str, _default: float | None = None) -> float:  # type: ignore[override]  # one answer for every code
        return 1.0

    def __bool__(self) -> bool:
        return True


def read_weights(options: Options, below: Path, value: Json) -> Mapping[str, float]:
    """Return code → weight from `equal`, `meta` (those of iMeta), `{code: number}`, `{budget: …}` or `{pairs: …}`.

    budget: expert → {code: points}; each expert's points become shares, and the shares' mean the weight
    pairs:  list of {codes: [...], matrix: [[...]]}; the principal eigenvector (AHP)
    """
    if value in ("equal", "none"):
        return EqualWeights()
    if value in ("original", "meta", "iMeta", "given"):
        return {}
    if not isinstance(value, Mapping):
        options.fault("not-a-map", below, value)
        return {}
    if "budget" in value:
        return share_budget(_budgets(options, (*below, "budget"), value["budget"]))
    if "pairs" in value or "ahp" in value:
        name = "pairs" if "pairs" in value else "ahp"
        return _from_pairs(options, (*below, name), value[name])
    return {
        str(code): options.one_number(one, (*below, code), 0, 1_000_000_000) for code, one in value.items()
    }


def share_budget(budgets: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the mean over experts of the share of points that each gave to a code; no points count 0."""
    codes = list(dict.fromkeys(code for points in budgets.values() for code in points))
    shares = [
        {code: points.get(code, 0.0) / total for code in codes}
        for points in budgets.values()
        if (total := sum(points.values())) > 0
    ]
    return {code: sum(one[code] for one in shares) / len(shares) for code in codes} if shares else {}


def _budgets(options: Options, below: Path, value: Json) -> dict[str, dict[str, float]]:
    if not isinstance(value, Mapping):
        options.fault("not-a-map", below, value)
        return {}
    return {
        str(expert): {
            str(code): options.one_number(one, (*below, expert, code), 0, 1_000_000_000)
            for code, one in points.items()
        }
        for expert, points in value.items()
        if isinstance(points, Mapping) or options.fault("not-a-map", (*below, expert), points)  # type: ignore[func-returns-value]  # tells, then leaves it out
    }


def _from_pairs(options: Options, below: Path, value: Json) -> dict[str, float]:
    found: dict[str, float] = {}
    for place, group in enumerate(value if isinstance(value, list) else [value]):
        path = (*below, place)
        codes = group.get("codes") if isinstance(group, Mapping) else None
        rows = group.get("matrix") if isinstance(group, Mapping) else None
        if not isinstance(codes, list) or not isinstance(rows, list) or len(codes) != len(rows):
            options.fault("no-matrix", path)
            continue
        numbers = [
            [
                options.one_number(one, (*path, "matrix", at, column), 1e-9, 1e9)
                for column, one in enumerate(row)
            ]
            for at, row in enumerate(rows)
            if isinstance(row, list)
        ]
        matrix = np.array(numbers) if all(len(row) == len(codes) for row in numbers) else np.zeros((0, 0))
        if matrix.shape != (len(codes), len(codes)) or np.abs(matrix * matrix.T - 1).max() > 0.02:
            options.fault("not-reciprocal", (*path, "matrix"))
            continue
        weighed = weigh_pairs(matrix)
        if weighed.consistency_ratio > USUAL_CONSISTENCY:
            options.fault("inconsistent", (*path, "matrix"), f"{weighed.consistency_ratio:.3f}")
        found |= dict(zip(map(str, codes), weighed.weights, strict=True))
    return found
