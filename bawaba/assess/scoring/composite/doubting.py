"""How sure the ranks are: Monte-Carlo over methods, weights and missing values (Saisana et al. 2005)."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from bawaba.assess.scoring.composite.aggregating import Aggregating, climb
from bawaba.assess.scoring.composite.configuring import Configuration, Doubts, Stage
from bawaba.assess.scoring.composite.layout import Layout, Matrix, Table
from bawaba.assess.scoring.composite.normalising import ranks
from bawaba.assess.scoring.composite.running import Run, apply_stage
from bawaba.assess.types import Json

_AT_ONCE = 4_000_000  # values in memory


def rank_intervals(run: Run, configuration: Configuration, doubts: Doubts) -> list[dict[str, Json]]:
    """Return a row per unit: its rank, and the mean, median, 5th and 95th percentile of its ranks.

    Each replicate draws a method for each stage that has alternatives, moves every weight by up to
    ± noise, and takes the share `lost` of normalised values away. The same seed gives the same rows.
    raises: Refused where an alternative cannot take the data
    """
    draws = np.random.default_rng(doubts.seed)
    options = [_alternatives(name, stage, doubts) for name, stage in configuration.stages]
    combinations = list(product(*options))
    drawn = draws.integers(len(combinations), size=doubts.replicates)
    units = run.tables["aggregate"].units
    scores = np.full((doubts.replicates, len(units)), np.nan)
    for place in np.unique(drawn):
        rows = np.flatnonzero(drawn == place)
        table, how = _until_aggregation(run.layout, combinations[place])
        known = {unit: at for at, unit in enumerate(table.units)}
        columns = [known.get(unit, -1) for unit in units]
        found = _replicates(table, run.layout, how, doubts=doubts, count=len(rows), draws=draws)
        scores[rows] = np.where(np.array(columns) >= 0, found[:, columns], np.nan)
    placed = np.array([ranks(-one) for one in scores])
    nominal = ranks(-run.tables["aggregate"].column(run.layout.tops[0]))
    return [_row(unit, nominal[at], placed[:, at]) for at, unit in enumerate(units)]


def _alternatives(name: str, stage: Stage, doubts: Doubts) -> tuple[Stage, ...]:
    return doubts.choices.get(name) or (stage,)


def _until_aggregation(layout: Layout, stages: tuple[Stage, ...]) -> tuple[Table, Aggregating]:
    """Return the table that is aggregated, and how; the means are tried once, so that they may refuse it."""
    table = layout.raw
    for stage in stages:
        if isinstance(stage, Aggregating):
            apply_stage(table, layout, stage, {})
            return table, stage
        table = apply_stage(table, layout, stage, {})
    raise AssertionError("the configuration was checked to aggregate")


def _replicates(
    table: Table, layout: Layout, how: Aggregating, *, doubts: Doubts, count: int, draws: np.random.Generator
) -> Matrix:
    """Return the index of each unit in `count` replicates, a few at a time where values are taken away."""
    size = count if not doubts.lost else max(1, _AT_ONCE // table.values.size)
    parts = [
        _part(table, layout, how, doubts=doubts, count=min(size, count - start), draws=draws)
        for start in range(0, count, size)
    ]
    return np.concatenate(parts)


def _part(
    table: Table, layout: Layout, how: Aggregating, *, doubts: Doubts, count: int, draws: np.random.Generator
) -> Matrix:
    weights: Mapping[str, Matrix] = {
        code: how.weights.get(code, node.weight) * (1 + doubts.noise * (2 * draws.random(count) - 1))
        for code, node in layout.nodes.items()
        if node.parent
    }
    if doubts.lost:
        stays = draws.random((count, *table.values.shape)) >= doubts.lost
        values = np.where(stays, table.values, np.nan)
        columns = {code: values[:, :, place] for place, code in enumerate(table.codes)}
    else:
        columns = {code: table.values[None, :, place] for place, code in enumerate(table.codes)}
    climb(columns, weights, layout, how)
    return np.broadcast_to(columns[layout.tops[0]], (count, len(table.units)))


def _row(unit: str, nominal: float, placed: Matrix) -> dict[str, Json]:
    known = placed[~np.isnan(placed)]
    nothing = float("nan")
    quantiles = np.quantile(known, [0.05, 0.5, 0.95]) if len(known) else [nothing] * 3
    return {
        "uCode": unit, "Nominal": nominal, "Mean": known.mean() if len(known) else nothing,
        "Median": quantiles[1], "Q5": quantiles[0], "Q95": quantiles[2], "Replicates": len(known),
    }  # fmt: skip
