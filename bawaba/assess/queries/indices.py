"""Compute a composite index from its data, its meta-data and its configuration. No SQL."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bawaba.assess.queries.refusing import told
from bawaba.assess.scoring.reading import read_either
from bawaba.assess.types import Json


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What an index gave. files: name without ending → CSV text; removed: units that were screened out."""

    files: Mapping[str, str]
    units: int
    removed: Sequence[str]
    treated: Mapping[str, str]
    warnings: Sequence[Mapping[str, Json]]


def compute_index(*, data: str, meta: str, configuration: str) -> IndexResult:
    """Return a CSV for each stage, the results and, where asked, the intervals of ranks. No SQL query.

    data, meta: CSV in COINr's layout, iData and iMeta; configuration: YAML or JSON
    raises: InputRefused, with the line of each fault
    """
    from bawaba.assess.scoring.composite import configuring, diagnosing, doubting, layout, running  # noqa: PLC0415 - numpy, for this door alone

    with told():
        plan = configuring.read_configuration(read_either(configuration))
        run = running.run_stages(layout.read_layout(data=data, meta=meta), plan)
        files = {
            running.FILES[name]: _csv(diagnosing.table_rows(table)) for name, table in run.tables.items()
        }
        if "aggregate" in run.tables:
            files["results"] = _csv(_cells(running.rank_results(run, plan.levels)))
        if plan.doubts is not None:
            files["uncertainty"] = _csv(_cells(doubting.rank_intervals(run, plan, plan.doubts)))
        warnings = list(diagnosing.warn(run)) if "aggregate" in run.tables else []
    treated = {code: done for code, done in run.treated.items() if done != "kept"}
    return IndexResult(files, len(run.last.units), run.removed, treated, warnings)


def _cells(rows: Sequence[Mapping[str, Json]]) -> Iterable[list[str]]:
    from bawaba.assess.scoring.composite.diagnosing import write_number  # noqa: PLC0415 - as above

    yield list(rows[0]) if rows else []
    for row in rows:
        yield [write_number(value) for value in row.values()]


def _csv(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
