"""Outliers: winsorise up to some points, else take a logarithm, by skewness and kurtosis (COINr's `Treat`)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from bawaba.assess.scoring.composite.layout import Matrix


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a series is treated.

    points:  most points to winsorise, None without limit
    then:    name of the transform where that is not enough, `none` for none
    combine: whether the transform takes the winsorised series instead of the original
    force:   winsorise up to `points` whatever the series looks like
    """

    points: int | None = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    then: str = "log-ct"
    combine: bool = False
    force: bool = False


def skewness(series: Matrix) -> float:
    """Return the sample skewness G1 (type 2 of Joanes and Gill 1998), NaN for fewer than three values."""
    known = series[~np.isnan(series)]
    count = len(known)
    if count < 3 or known.min() == known.max():
        return math.nan
    off = known - known.mean()
    square = float((off**2).sum())
    if square**1.5 == 0:  # too small for a number
        return math.nan
    first = math.sqrt(count) * float((off**3).sum()) / square**1.5
    return float(first * math.sqrt(count * (count - 1)) / (count - 2))


def excess_kurtosis(series: Matrix) -> float:
    """Return the sample excess kurtosis G2 (type 2 of Joanes and Gill 1998), NaN for fewer than four values."""
    known = series[~np.isnan(series)]
    count = len(known)
    if count < 4 or known.min() == known.max():
        return math.nan
    off = known - known.mean()
    square = float((off**2).sum())
    if square**1.5 == 0:  # too small for a number
        return math.nan
    first = count * float((off**4).sum()) / square**2
    return ((count + 1) * (first - 3) + 6) * (count - 1) / ((count - 2) * (count - 3))


def passes(series: Matrix, how: Treatment) -> bool | None:
    """Say whether |skewness| or kurtosis is under its threshold; None where neither can be told."""
    skew, kurt = skewness(series), excess_kurtosis(series)
    if abs(skew) < how.skewness or kurt < how.kurtosis:
        return True
    return None if math.isnan(skew) or math.isnan(kurt) else False


def treat_series(series: Matrix, how: Treatment) -> tuple[Matrix, str]:
    """Return a series without outliers and what was done: `kept`, `winsorised 2`, `log-ct`.

    A series whose shape cannot be told, or that winsorising makes flat, stays as it was.
    """
    good = passes(series, how)
    if good or good is None:
        return series, "kept"
    found, points = _winsorise(series, how)
    good = passes(found, how)
    if good is None:
        return series, "kept"
    if good or how.then == "none":
        return found, f"winsorised {points}"
    result = TRANSFORMS[how.then](found if how.combine else series)
    if passes(result, how) is None:
        return series, "kept"
    return result, f"winsorised {points}, {how.then}" if how.combine else how.then


def _winsorise(series: Matrix, how: Treatment) -> tuple[Matrix, int]:
    """Return a series whose furthest points are drawn in one by one, and how many were.

    Each turn the points at the end that the skewness names take the value of the next point. Points
    that are drawn in together count together, and are drawn in together again.
    """
    found, high, low = series.copy(), 0, 0
    most = how.points if how.points is not None else len(series)
    while (how.force or passes(found, how) is False) and high + low < most:
        upwards = skewness(found) >= 0
        end = np.nanmax(found) if upwards else np.nanmin(found)
        at_end = found == end
        inside = found[~at_end & ~np.isnan(found)]
        if not len(inside):
            break
        found[at_end] = inside.max() if upwards else inside.min()
        high, low = (int(at_end.sum()), low) if upwards else (high, int(at_end.sum()))
    return found, high + low


def _log_ct(series: Matrix) -> Matrix:
    low, high = np.nanmin(series), np.nanmax(series)
    found: Matrix = np.log(series - low + 0.01 * (high - low))
    return found


def _log_ct_plus(series: Matrix) -> Matrix:
    if skewness(series) > 0:
        return _log_ct(series)
    low, high = np.nanmin(series), np.nanmax(series)
    found: Matrix = -np.log(high + 0.01 * (high - low) - series)
    return found


def _log_ct_orig(series: Matrix) -> Matrix:
    found: Matrix = np.log(series - np.nanmin(series) + 1)
    return found


TRANSFORMS: Final[Mapping[str, Callable[[Matrix], Matrix]]] = {
    "log-ct": _log_ct, "log-ct-plus": _log_ct_plus, "log-ct-orig": _log_ct_orig,
}  # fmt: skip
