"""Fill what is missing, where the method says so: mean, median, of a group, of the nearest units."""

from dataclasses import dataclass

import numpy as np

from bawaba.assess.scoring.composite.layout import MISSING, Layout, Matrix, Table
from bawaba.assess.types import Fault, Refused


@dataclass(frozen=True, slots=True)
class Imputing:
    """A method and its numbers.

    method: none, mean, median, group-mean, group-median, nearest
    group:  code of the grouping column, of the methods by group
    by_row: from the unit's other indicators instead of from other units
    level:  of the tree, in whose groups a row is read; 0 takes the whole row
    scaled: whether columns are brought to 0..1 and their direction first, which rows need
    nearest: how many units a missing value is the mean of
    """

    method: str = "mean"
    group: str = ""
    by_row: bool = False
    level: int = 0
    scaled: bool | None = None
    nearest: int = 5


def impute(table: Table, layout: Layout, how: Imputing) -> Table:
    """Return the table with what could be filled; what could not stays missing.

    raises: Refused for a group that the data does not have
    """
    if how.method == "none" or not np.isnan(table.values).any():
        return table
    if how.method == "nearest":
        filled = _from_nearest(table, layout, how.nearest)
    elif how.by_row:
        filled = _by_row(table, layout, how)
    else:
        filled = _by_column(table, layout, how)
    return table.having(np.where(np.isnan(table.values), filled, table.values))


def _by_column(table: Table, layout: Layout, how: Imputing) -> Matrix:
    middle = np.nanmedian if how.method.endswith("median") else np.nanmean
    found = table.values.copy()
    for rows in _groups(table, layout, how):
        part = table.values[rows]
        known = ~np.isnan(part).all(axis=0)
        centre = np.full(part.shape[1], np.nan)
        centre[known] = middle(part[:, known], axis=0)
        found[rows] = centre
    return found


def _groups(table: Table, layout: Layout, how: Imputing) -> list[list[int]]:
    """Return the rows of each group; a unit without a group is in none."""
    if not how.method.startswith("group"):
        return [list(range(len(table.units)))]
    belongs = layout.groups.get(how.group)
    if belongs is None:
        raise Refused(Fault("unknown-group", 0, "impute.group", how.group))
    found: dict[str, list[int]] = {}
    for row, unit in enumerate(table.units):
        if belongs[unit] not in MISSING:
            found.setdefault(belongs[unit], []).append(row)
    return list(found.values())


def _by_row(table: Table, layout: Layout, how: Imputing) -> Matrix:
    scaled = how.scaled is not False
    least, spread, direction = _scale(table, layout)
    values = (table.values * direction - least) / spread if scaled else table.values
    found = values.copy()
    middle = np.nanmedian if how.method == "median" else np.nanmean
    for columns in _column_groups(table, layout, how.level):
        part = values[:, columns]
        known = ~np.isnan(part).all(axis=1)
        centre = np.full(len(part), np.nan)
        centre[known] = middle(part[known], axis=1)
        found[:, columns] = centre[:, None]
    return (found * spread + least) * direction if scaled else found


def _column_groups(table: Table, layout: Layout, level: int) -> list[list[int]]:
    if level < 2:
        return [list(range(len(table.codes)))]
    found: dict[str, list[int]] = {}
    for place, code in enumerate(table.codes):
        above = layout.nodes[code]
        while above.level < level and above.parent:
            above = layout.nodes[above.parent]
        found.setdefault(above.code, []).append(place)
    return list(found.values())


def _scale(table: Table, layout: Layout) -> tuple[Matrix, Matrix, Matrix]:
    """Return each column's least value and spread in its direction, and the directions; no spread is NaN."""
    direction = np.array([layout.nodes[code].direction for code in table.codes], dtype=np.float64)
    least, most = np.full(len(table.codes), np.nan), np.full(len(table.codes), np.nan)
    directed = table.values * direction
    known = ~np.isnan(directed).all(axis=0)
    least[known], most[known] = np.nanmin(directed[:, known], axis=0), np.nanmax(directed[:, known], axis=0)
    return least, np.where(most > least, most - least, np.nan), direction


def _from_nearest(table: Table, layout: Layout, count: int) -> Matrix:
    """Return means over the nearest units that have the value.

    The distance of two units is the root mean square difference over the indicators that both have,
    each brought to 0..1; units that share none are infinitely far. Ties go to the first in the file.
    """
    least, spread, direction = _scale(table, layout)
    scaled = (table.values * direction - least) / spread
    known = ~np.isnan(scaled)
    zeroed = np.where(known, scaled, 0.0)
    both = known.astype(np.float64) @ known.T.astype(np.float64)
    squares = zeroed**2 @ known.T + known @ (zeroed**2).T - 2 * zeroed @ zeroed.T
    distance = np.where(both > 0, np.maximum(squares, 0) / np.where(both > 0, both, 1), np.inf)
    np.fill_diagonal(distance, np.inf)
    order = np.argsort(distance, axis=1, kind="stable")
    found = table.values.copy()
    for row, column in np.argwhere(np.isnan(table.values)):
        near = [
            one
            for one in order[row]
            if not np.isnan(table.values[one, column]) and np.isfinite(distance[row, one])
        ][:count]
        if near:
            found[row, column] = table.values[near, column].mean()
    return found
