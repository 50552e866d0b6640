"""Aggregate a tree of any depth, for one set of weights or for many at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bawaba.assess.scoring.composite.layout import Layout, Matrix, Table
from bawaba.assess.types import Fault, Refused


@dataclass(frozen=True, slots=True)
class Aggregating:
    """How children become their parent's value.

    methods: arithmetic, geometric or harmonic, one for all levels or one for each level from the second
    needed:  least share of children that must be present, one for all levels or one for each
    weights: code → weight in place of iMeta's
    """

    methods: tuple[str, ...] = ("arithmetic",)
    needed: tuple[float, ...] = (0.0,)
    weights: Mapping[str, float] = field(default_factory=dict)

    def method(self, level: int) -> str:
        return self.methods[min(level - 2, len(self.methods) - 1)]

    def share(self, level: int) -> float:
        return self.needed[min(level - 2, len(self.needed) - 1)]


def aggregate(table: Table, layout: Layout, how: Aggregating) -> Table:
    """Return the table with a column for each aggregate after the indicators.

    Each is the weighted mean of its children that are present; without any it is missing.
    raises: Refused where a geometric or harmonic mean meets a value that it cannot take
    """
    columns = {code: table.values[None, :, place] for place, code in enumerate(table.codes)}
    weights = {code: np.array([how.weights.get(code, node.weight)]) for code, node in layout.nodes.items()}
    climb(columns, weights, layout, how)
    _check_values(columns, table, layout, how)
    codes = (*table.codes, *layout.aggregates)
    return Table(table.units, codes, np.column_stack([columns[code][0] for code in codes]))


def climb(
    columns: dict[str, Matrix], weights: Mapping[str, Matrix], layout: Layout, how: Aggregating
) -> None:
    """Add a column for each aggregate to `columns`.

    columns: code → values, replicates (or 1) by units; weights: code → weights, one a replicate (or one)
    """
    for code in layout.aggregates:
        level, below = layout.nodes[code].level, layout.children[code]
        values = np.stack(np.broadcast_arrays(*(columns[one] for one in below)), axis=-1)
        weight = np.stack(np.broadcast_arrays(*(weights[one] for one in below)), axis=-1)
        columns[code] = _mean(values, weight, how.method(level), how.share(level))


def _mean(values: Matrix, weights: Matrix, method: str, needed: float) -> Matrix:
    """Return weighted means over the last axis; weights are shared anew among what is present."""
    known = ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "geometric":
            carried = np.log(values)
        elif method == "harmonic":
            carried = 1 / values
        else:
            carried = values
        carried = np.where(known, carried, 0.0)
        total = _weigh(known.astype(np.float64), weights)
        mean = _weigh(carried, weights) / np.where(total > 0, total, np.nan)
        if method == "geometric":
            mean = np.exp(mean)
        elif method == "harmonic":
            mean = 1 / mean
    enough = known.mean(axis=-1) >= needed
    return np.where(enough, mean, np.nan)


def _weigh(values: Matrix, weights: Matrix) -> Matrix:
    """Return Σ w·v over the last axis, replicates by units. values: replicates (or 1) × units × children."""
    if len(values) == 1:
        one: Matrix = weights @ values[0].T
        return one
    found: Matrix = np.einsum("ruc,rc->ru", values, np.broadcast_to(weights, (len(values), weights.shape[1])))
    return found


def _check_values(columns: Mapping[str, Matrix], table: Table, layout: Layout, how: Aggregating) -> None:
    """Refuse values that a mean cannot take: zero and below for geometric, zero for harmonic.

    raises: Refused, naming the code and the unit
    """
    for code in layout.aggregates:
        level = layout.nodes[code].level
        method = how.method(level)
        below = np.stack([columns[one][0] for one in layout.children[code]], axis=-1)
        counted = (~np.isnan(below)).mean(axis=-1) >= how.share(level)
        for place, one in enumerate(layout.children[code]):
            series = below[:, place]
            bad: npt.NDArray[np.bool_] = counted & (series <= 0 if method == "geometric" else series == 0)
            if method != "arithmetic" and bad.any():
                unit = table.units[int(np.argmax(bad))]
                raise Refused(Fault("not-positive-for-mean", 0, f"aggregate.{one}", f"{method}, {unit}"))
