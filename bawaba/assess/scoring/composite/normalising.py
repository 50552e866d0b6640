"""Bring indicators to one scale, by the definitions of COINr 1.1.14. The direction is applied first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from bawaba.assess.scoring.composite.layout import Matrix, Node
from bawaba.assess.types import Fault, Refused


@dataclass(frozen=True, slots=True)
class Normalising:
    """A method and its numbers.

    low, high: of min-max, of the linear scale and of goalposts, in the indicator's own unit for these two
    mean, deviation: of z-scores
    target:    in the indicator's own unit; None takes the column Target of iMeta
    capped:    whether what is beyond the target or the reference counts 1
    reference: code of the unit whose value is the reference
    factor:    by which the linear scale and goalposts are multiplied
    from_meta: whether iMeta's own columns give the numbers of each indicator
    directed:  whether target and goalposts are meant for the series with its direction, as COINr's are
    clipped:   whether what is beyond the goalposts takes their score
    """

    method: str = "min-max"
    low: float = 0.0
    high: float = 100.0
    mean: float = 0.0
    deviation: float = 1.0
    target: float | None = None
    capped: bool = False
    reference: str = ""
    factor: float = 1.0
    from_meta: bool = False
    directed: bool = False
    clipped: bool = True


def normalise_series(series: Matrix, node: Node, how: Normalising, units: tuple[str, ...]) -> Matrix:
    """Return one indicator on the method's scale; a series without spread has no scale and turns to NaN.

    raises: Refused where a target, goalposts or the reference unit are missing
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return METHODS[how.method](series * node.direction, node, how, units)


def ranks(series: Matrix) -> Matrix:
    """Return ranks from 1 for the lowest; ties take the lowest rank of theirs; NaN stays."""
    known = ~np.isnan(series)
    found = np.full(series.shape, np.nan)
    found[known] = np.searchsorted(np.sort(series[known]), series[known], side="left") + 1
    return found


def _min_max(series: Matrix, node: Node, how: Normalising, _units: tuple[str, ...]) -> Matrix:
    low, high = _pair(node, how, "minmax_lower", "minmax_upper", (how.low, how.high))
    least, most = _ends(series)
    return (series - least) / (most - least) * (high - low) + low


def _z_score(series: Matrix, node: Node, how: Normalising, _units: tuple[str, ...]) -> Matrix:
    mean, deviation = _pair(node, how, "zscore_mean", "zscore_sd", (how.mean, how.deviation))
    known = series[~np.isnan(series)]
    spread = known.std(ddof=1) if len(known) > 1 else np.nan
    if not len(known) or known.min() == known.max():
        return np.where(np.isnan(series), series, np.nan)  # a mean that is rounded would make a spread of it
    found: Matrix = (series - known.mean()) / spread * deviation + mean
    return found


def _rank(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    return ranks(series)


def _percentile_rank(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    count = int((~np.isnan(series)).sum())
    return (ranks(series) - 1) / np.float64(count - 1)


def _borda(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    return ranks(series) - 1


def _to_best(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    least, most = _ends(series)
    return 1 - (most - series) / (most - least)


def _to_reference(series: Matrix, node: Node, how: Normalising, units: tuple[str, ...]) -> Matrix:
    reference = series[_reference(how.reference, units)]
    least, _most = _ends(series)
    return _cap(1 - (reference - series) / (reference - least), how.capped)


def _reference(named: str, units: tuple[str, ...]) -> int:
    """Return the row of a unit that is named by its code or, as COINr does, by its place from 1."""
    if named in units:
        return units.index(named)
    if named.isdecimal() and 0 < int(named) <= len(units):
        return int(named) - 1
    raise Refused(Fault("unknown-unit", 0, "normalise.reference", named))


def _to_target(series: Matrix, node: Node, how: Normalising, _units: tuple[str, ...]) -> Matrix:
    target = how.target if how.target is not None else node.number("Target")
    if target is None:
        raise Refused(Fault("no-target", node.line, f"iMeta.{node.code}.Target", node.code))
    capped = how.capped or node.more.get("dist2targ_cap_max", "").upper() == "TRUE"
    least, _most = _ends(series)
    own = how.target is None or not how.directed
    return _cap((series - least) / ((target * node.direction if own else target) - least), capped)


def _share_of_best(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    _least, most = _ends(series)
    return series / most


def _linear(series: Matrix, node: Node, how: Normalising, _units: tuple[str, ...]) -> Matrix:
    low, high = _pair(node, how, "scaled_lower", "scaled_upper", (how.low, how.high))
    return (series - low) / (high - low) * how.factor


def _goalposts(series: Matrix, node: Node, how: Normalising, _units: tuple[str, ...]) -> Matrix:
    low, high = _pair(node, how, "goalpost_lower", "goalpost_upper", (how.low, how.high))
    if node.direction < 0 and (how.from_meta or not how.directed):
        low, high = -high, -low
    factor = node.number("goalpost_scale") if how.from_meta else how.factor
    open_ended = how.from_meta and node.more.get("goalpost_trunc2posts", "").upper() == "FALSE"
    share = (series - low) / (high - low)
    share = np.clip(share, 0, 1) if how.clipped and not open_ended else share
    return share * (1.0 if factor is None else factor)


def _none(series: Matrix, _node: Node, _how: Normalising, _units: tuple[str, ...]) -> Matrix:
    return series


def _pair(
    node: Node, how: Normalising, first: str, second: str, given: tuple[float, float]
) -> tuple[float, float]:
    """Return two numbers of a method, from iMeta's columns where the configuration says so."""
    if not how.from_meta:
        return given
    found = node.number(first), node.number(second)
    if found[0] is None or found[1] is None:
        raise Refused(Fault("no-column", node.line, f"iMeta.{node.code}", f"{first}, {second}"))
    return found[0], found[1]


def _ends(series: Matrix) -> tuple[np.float64, np.float64]:
    known = series[~np.isnan(series)]
    return (known.min(), known.max()) if len(known) else (np.float64("nan"), np.float64("nan"))


def _cap(series: Matrix, capped: bool) -> Matrix:
    return np.minimum(series, 1.0) if capped else series


METHODS: Final[Mapping[str, Callable[[Matrix, Node, Normalising, tuple[str, ...]], Matrix]]] = {
    "min-max": _min_max, "z-score": _z_score, "rank": _rank, "percentile-rank": _percentile_rank,
    "borda": _borda, "distance-to-best": _to_best, "distance-to-reference": _to_reference,
    "distance-to-target": _to_target, "share-of-best": _share_of_best, "scaled": _linear,
    "goalposts": _goalposts, "none": _none,
}  # fmt: skip
