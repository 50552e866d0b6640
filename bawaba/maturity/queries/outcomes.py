"""Compute what a wave found: the national index with its interval, groups, dimensions, ranks with theirs."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from bawaba.assess.queries import campaign_results, campaign_table, compute_index
from bawaba.maturity.models import Wave
from bawaba.maturity.queries.planning import method_in_use
from bawaba.maturity.rules.comparing import count_classes, describe_group
from bawaba.maturity.rules.estimating import Stratum, estimate_mean
from bawaba.maturity.types import INDEX, LEAST_GROUP

REPLICATES: Final = 300
NOISE: Final = 0.25
SEED: Final = 2030
_DOUBTS: Final = f"""
normalise: none
aggregate: {{method: arithmetic, needed: 0.75}}
uncertainty: {{replicates: {REPLICATES}, seed: {SEED}, weights: {NOISE}, missing: 0,
  aggregate: [{{method: arithmetic, needed: 0.75}}, {{method: geometric, needed: 0.75}}]}}
"""
"""How ranks are doubted: each weight moved by up to a quarter, and the mean arithmetic or geometric."""

Ranked = tuple[float | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a wave found. public: without any body's name, as JSON; bodies: body → index, rank and its interval"""

    public: dict[str, Any]  # Any: JSON
    bodies: Mapping[str, Ranked]


def compute_outcome(*, wave: Wave) -> Outcome | None:
    """Return what a wave found; None where nobody answered. Five SQL queries."""
    rows = list(wave.bodies.values_list("body", "kind", "sampled"))
    kinds = {body: kind for body, kind, _sampled in rows}
    sampled = {body for body, _kind, drawn in rows if drawn}
    table = campaign_table(campaign=wave.key, prefix=INDEX)
    index = {body: figures[INDEX] for body, figures in table.items() if INDEX in figures}
    declared = campaign_results(campaign=wave.key, kind="declared", figure=INDEX)
    verified = campaign_results(campaign=wave.key, kind="verified", figure=INDEX)
    checked = {body: verified[body] for body in sampled if body in verified and body in declared}
    estimate = estimate_mean(
        [_stratum(kind, kinds, declared, checked) for kind in sorted(set(kinds.values()))]
    )
    if estimate is None:
        return None
    names = sorted({name for figures in table.values() for name in figures if name.startswith(f"{INDEX}.")})
    public = {
        "index": asdict(estimate),
        "classes": count_classes(index.values()),
        "kinds": [asdict(_group(kind, kinds, index)) for kind in sorted(set(kinds.values()))],
        "dimensions": {name.partition(".")[2]: _means(name, kinds, table) for name in names},
        "corrected_by": _correction(declared, checked),
        "seed": wave.seed,
        "sample_share": wave.sample_share,
        "replicates": REPLICATES,
        "noise": NOISE,
    }
    return Outcome(public, _ranks(wave, table, index))


def _stratum(
    kind: str, kinds: Mapping[str, str], declared: Mapping[str, float], checked: Mapping[str, float]
) -> Stratum:
    return Stratum(
        sum(one == kind for one in kinds.values()),
        {body: value for body, value in declared.items() if kinds.get(body) == kind},
        {body: value for body, value in checked.items() if kinds.get(body) == kind},
    )


def _group(
    kind: str, kinds: Mapping[str, str], index: Mapping[str, float]
) -> Any:  # Any: a dataclass, for asdict
    return describe_group(kind, [value for body, value in index.items() if kinds.get(body) == kind])


def _means(
    name: str, kinds: Mapping[str, str], table: Mapping[str, Mapping[str, float]]
) -> dict[str, float | None]:
    """Return the mean of a dimension over all (under an empty name) and by kind; None below five bodies."""
    groups: dict[str, list[float]] = {"": []}
    for body, figures in table.items():
        if name in figures and body in kinds:
            groups[""].append(figures[name])
            groups.setdefault(kinds[body], []).append(figures[name])
    return {
        kind: sum(values) / len(values) if len(values) >= LEAST_GROUP else None
        for kind, values in sorted(groups.items())
    }


def _correction(declared: Mapping[str, float], checked: Mapping[str, float]) -> float | None:
    """Return by how much verification moved the declared index on average; None below five bodies."""
    if len(checked) < LEAST_GROUP:
        return None
    return sum(value - declared[body] for body, value in checked.items()) / len(checked)


def _above_zero(value: float) -> float:
    """Return a score of 0 to 100 on the scale from 1 to 100, where the geometric mean has a value."""
    return 1 + 0.99 * value


def _ranks(
    wave: Wave, table: Mapping[str, Mapping[str, float]], index: Mapping[str, float]
) -> dict[str, Ranked]:
    """Return each body's index and rank, and the ranks between which 90 % of the replicates put it."""
    if len(index) < 2:
        return {body: (value, 1, 1, 1) for body, value in index.items()}
    sections = method_in_use(urn=wave.urn, version=wave.version).sections
    codes = [f"{INDEX}.{one.id}" for one in sections]
    places = dict(enumerate(sorted(index)))
    data, meta = io.StringIO(), io.StringIO()
    out = csv.writer(data, lineterminator="\n")
    out.writerow(["uCode", *(f"d{at}" for at in range(len(codes)))])
    for place, body in places.items():
        values = (table[body].get(code) for code in codes)
        out.writerow([f"u{place}", *("" if value is None else repr(_above_zero(value)) for value in values)])
    about = csv.writer(meta, lineterminator="\n")
    about.writerow(["iCode", "Type", "Parent", "Direction", "Weight"])
    about.writerows([f"d{at}", "Indicator", "top", 1, one.weight] for at, one in enumerate(sections))
    about.writerow(["top", "Aggregate", "", 1, 1])
    found = compute_index(data=data.getvalue(), meta=meta.getvalue(), configuration=_DOUBTS).files[
        "uncertainty"
    ]
    order = sorted(index.values(), reverse=True)
    ranks: dict[str, Ranked] = {}
    for row in csv.DictReader(io.StringIO(found)):
        body = places[int(row["uCode"][1:])]
        low, high = (round(float(row[name])) if row[name] else None for name in ("Q5", "Q95"))
        ranks[body] = (index[body], 1 + order.index(index[body]), low, high)
    return ranks
