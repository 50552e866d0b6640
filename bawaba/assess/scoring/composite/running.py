"""Run an index: its stages one after the other, each from the table that the one before left."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bawaba.assess.scoring.composite.aggregating import Aggregating, aggregate
from bawaba.assess.scoring.composite.configuring import (
    Configuration,
    Denominating,
    Levels,
    NormalisingStage,
    Screening,
    Stage,
    Treating,
)
from bawaba.assess.scoring.composite.imputing import Imputing, impute
from bawaba.assess.scoring.composite.layout import Layout, Matrix, Table
from bawaba.assess.scoring.composite.normalising import normalise_series, ranks
from bawaba.assess.scoring.composite.treating import treat_series
from bawaba.assess.types import Fault, Json, Refused

FILES: Mapping[str, str] = {
    "denominate": "denominated", "impute": "imputed", "screen": "screened", "treat": "treated",
    "normalise": "normalised", "aggregate": "aggregated",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """What an index gave. tables: stage → its table, in order; treated: indicator → what was done to it."""

    layout: Layout
    tables: Mapping[str, Table]
    treated: Mapping[str, str]
    removed: tuple[str, ...]

    @property
    def last(self) -> Table:
        return list(self.tables.values())[-1] if self.tables else self.layout.raw


def run_stages(layout: Layout, configuration: Configuration) -> Run:
    """Return every stage's table.

    raises: Refused where the data does not have what a stage needs
    """
    tables: dict[str, Table] = {}
    treated: dict[str, str] = {}
    table = layout.raw
    for name, stage in configuration.stages:
        table = apply_stage(table, layout, stage, treated)
        tables[name] = table
    removed = tuple(unit for unit in layout.raw.units if unit not in set(table.units))
    return Run(layout, tables, treated, removed)


def apply_stage(table: Table, layout: Layout, stage: Stage, treated: dict[str, str]) -> Table:
    """Return the table that one stage makes of another; `treated` is told what was done to outliers."""
    if isinstance(stage, Denominating):
        return _denominate(table, layout, stage)
    if isinstance(stage, Screening):
        return _screen(table, stage)
    if isinstance(stage, Imputing):
        return impute(table, layout, stage)
    if isinstance(stage, Treating):
        return _treat(table, stage, treated)
    if isinstance(stage, NormalisingStage):
        return _normalise(table, layout, stage)
    assert isinstance(stage, Aggregating)
    return aggregate(table, layout, stage)


def rank_results(run: Run, levels: Levels | None = None) -> list[dict[str, Json]]:
    """Return a row per unit: code, name, rank by the top of the tree, level, every aggregate from the top down.

    Ranks are from 1 for the best; ties share the best of theirs. The best come first; a unit without a
    result has no rank and comes last.
    """
    table, layout = run.tables["aggregate"], run.layout
    top = table.column(layout.tops[0])
    place = ranks(-top)
    order = sorted(range(len(table.units)), key=lambda row: (np.isnan(place[row]), place[row], row))
    codes = [*reversed(layout.aggregates)]
    return [
        {"uCode": table.units[row], "uName": layout.names[table.units[row]], "Rank": place[row],
         **({"Level": _level(top[row], levels)} if levels else {}),
         **{code: table.column(code)[row] for code in codes}}
        for row in order
    ]  # fmt: skip


def _level(value: float, levels: Levels) -> str:
    return "" if np.isnan(value) else levels.names[sum(value >= bound for bound in levels.bounds)]


def _denominate(table: Table, layout: Layout, stage: Denominating) -> Table:
    strange = [code for code in (*stage.by, *stage.factors) if code not in table.codes]
    if strange:
        raise Refused(Fault("unknown-indicator", 0, "denominate", strange[0]))
    values = table.values.copy()
    for place, code in enumerate(table.codes):
        name = stage.by.get(code, "") if stage.by else layout.nodes[code].denominator
        if not name:
            continue
        if name not in layout.denominators:
            raise Refused(Fault("unknown-denominator", 0, f"denominate.{code}", name))
        below = np.array([layout.denominators[name][unit] for unit in table.units])
        if (below == 0).any():
            unit = table.units[int(np.argmax(below == 0))]
            raise Refused(Fault("zero-denominator", 0, f"denominate.{code}", f"{name}, {unit}"))
        values[:, place] = values[:, place] / (below / stage.factors.get(code, 1.0))
    return table.having(values)


def _screen(table: Table, stage: Screening) -> Table:
    strange = [unit for unit in stage.forced if unit not in table.units]
    if strange:
        raise Refused(Fault("unknown-unit", 0, "screen.forced", strange[0]))
    absent = np.isnan(table.values).sum(axis=1)
    width = table.values.shape[1]
    zeros = (table.values == 0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = (1 - absent / width >= stage.available) & ~(1 - zeros / (width - absent) < stage.nonzero)
    for unit, stays in stage.forced.items():
        kept[table.units.index(unit)] = stays
    return table.keeping(kept)


def _treat(table: Table, stage: Treating, treated: dict[str, str]) -> Table:
    values = table.values.copy()
    for place, code in enumerate(table.codes):
        how = stage.apart.get(code, stage.all)
        if how is None:
            continue
        values[:, place], treated[code] = treat_series(table.values[:, place], how)
    return table.having(values)


def _normalise(table: Table, layout: Layout, stage: NormalisingStage) -> Table:
    columns: list[Matrix] = [
        normalise_series(
            table.values[:, place], layout.nodes[code], stage.apart.get(code, stage.all), table.units
        )
        for place, code in enumerate(table.codes)
    ]
    return table.having(np.column_stack(columns))
