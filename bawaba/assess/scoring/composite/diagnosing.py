"""What to look at twice in an index: correlations, Cronbach's alpha, and what would move one body most."""

from collections.abc import Iterator

import numpy as np

from bawaba.assess.scoring.composite.aggregating import Aggregating, climb
from bawaba.assess.scoring.composite.layout import Matrix, Table
from bawaba.assess.scoring.composite.running import Run
from bawaba.assess.types import Json

COLLINEAR = 0.92
OPPOSED = -0.4
LOW_ALPHA = 0.7
"""Thresholds of the warnings: OECD and JRC Handbook 2008, steps 4 and 5; COINr's flags."""


def correlate(first: Matrix, second: Matrix) -> float:
    """Return Pearson's correlation over the units that have both, NaN for fewer than three or no spread."""
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 3:
        return float("nan")
    left, right = first[both] - first[both].mean(), second[both] - second[both].mean()
    spread = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum()) / spread if spread else float("nan")


def cronbach_alpha(values: Matrix) -> float:
    """Return Cronbach's alpha (1951) over the units that have every column: k/(k−1) · (1 − Σ s²ᵢ / s²)."""
    whole = values[np.isfinite(values).all(axis=1)]
    count = values.shape[1]
    if count < 2 or len(whole) < 2:
        return float("nan")
    total = float(whole.sum(axis=1).var(ddof=1))
    return (
        count / (count - 1) * (1 - float(whole.var(axis=0, ddof=1).sum()) / total) if total else float("nan")
    )


def warn(run: Run) -> Iterator[dict[str, Json]]:
    """Yield what is doubtful: children that say the same or the opposite, groups that do not hold together."""
    table = run.tables["aggregate"]
    for code in run.layout.aggregates:
        below = [one for one in run.layout.children[code] if one in table.codes]
        values = np.column_stack([table.column(one) for one in below])
        alpha = cronbach_alpha(values)
        if alpha < LOW_ALPHA:
            yield {"warning": "low-alpha", "group": code, "value": alpha}
        for place, first in enumerate(below):
            for second in below[place + 1 :]:
                found = correlate(table.column(first), table.column(second))
                if found > COLLINEAR:
                    yield {"warning": "collinear", "group": code, "pair": [first, second], "value": found}
                elif found < OPPOSED:
                    yield {"warning": "opposed", "group": code, "pair": [first, second], "value": found}


def rank_movers(run: Run, how: Aggregating, *, unit: str) -> list[dict[str, Json]]:
    """Return, the strongest first, by how much a unit's index would rise if one indicator were the best's.

    Every other value stays as it is; an indicator that is missing is left out.
    """
    table = run.tables["normalise"]
    row = table.values[table.units.index(unit)]
    best = np.nanmax(table.values, axis=0)
    variants = np.vstack([row, np.where(np.eye(len(row), dtype=bool), best, row)])
    columns = {code: variants[None, :, place] for place, code in enumerate(table.codes)}
    weights = {
        code: np.array([how.weights.get(code, node.weight)]) for code, node in run.layout.nodes.items()
    }
    climb(columns, weights, run.layout, how)
    index = columns[run.layout.tops[0]][0]
    gains = index[1:] - index[0]
    order = np.argsort(-np.where(np.isnan(row), -np.inf, gains), kind="stable")
    return [
        {"indicator": table.codes[place], "gain": float(gains[place]), "value": float(row[place]),
         "best": float(best[place])}
        for place in order
        if not np.isnan(row[place])
    ]  # fmt: skip


def table_rows(table: Table) -> Iterator[list[str]]:
    """Yield the lines of a table as CSV cells: a header, then a unit a line; what is missing is empty."""
    yield ["uCode", *table.codes]
    for unit, values in zip(table.units, table.values, strict=True):
        yield [unit, *(write_number(value) for value in values)]


def write_number(value: Json) -> str:
    """Return a cell: numbers so that reading them gives the same ones, whole ones without a point."""
    if isinstance(value, str):
        return value
    number = float(value)
    if np.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
