"""The national index: the mean of what administrations declare, corrected by what a sample verified.

Two-phase sampling with the difference estimator (C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey
Sampling, Springer 1992, chapter 9). Of N bodies of a kind, n answered and m of them were verified; y is the verified
index, x the declared one, d = y - x:

    mean = x̄(n) + d̄(m)        variance = (1/n - 1/N) s²(y) + (1/m - 1/n) s²(d)

The country is the mean of the kinds by their share of bodies. That those who did not answer are like those of their
kind who did is an assumption; how many they are is shown beside the figure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, variance
from typing import Final

from bawaba.maturity.types import Estimate

Z_95: Final = 1.959963984540054
"""Quantile 0.975 of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A kind of bodies. declared: body → index of those that answered; verified: of those that were looked into"""

    population: int
    declared: Mapping[str, float]
    verified: Mapping[str, float]


def estimate_mean(strata: Sequence[Stratum], *, least: float = 0.0, most: float = 100.0) -> Estimate | None:
    """Return the mean over the kinds that answered with its 95 % interval; None where nobody answered."""
    answered = [one for one in strata if one.declared]
    population = sum(one.population for one in answered)
    if not population:
        return None
    pooled = [difference for one in answered for difference in _differences(one)]
    value, spread = 0.0, 0.0
    for one in answered:
        weight = one.population / population
        mean, var = _stratum(one, pooled)
        value += weight * mean
        spread += weight**2 * var
    half = Z_95 * math.sqrt(spread)
    return Estimate(
        min(most, max(least, value)), max(least, value - half), min(most, value + half),
        sum(len(one.declared) for one in answered), sum(one.population for one in strata),
        sum(len(one.verified) for one in answered),
    )  # fmt: skip


def _stratum(one: Stratum, pooled: Sequence[float]) -> tuple[float, float]:
    """Return the mean of a kind and its variance. Where fewer than two of it were verified, all kinds' differences serve."""
    own = _differences(one)
    differences = own if len(own) > 1 else list(pooled)
    n, m = len(one.declared), len(differences)
    correction = fmean(differences) if differences else 0.0
    values = list(one.verified.values()) if len(one.verified) > 1 else list(one.declared.values())
    of_answers = (1 / n - 1 / max(one.population, n)) * variance(values) if len(values) > 1 else 0.0
    of_checks = (
        max(0.0, 1 / m - (1 / n if own is differences else 0.0)) * variance(differences) if m > 1 else 0.0
    )
    return fmean(one.declared.values()) + correction, of_answers + of_checks


def _differences(one: Stratum) -> list[float]:
    return [value - one.declared[body] for body, value in one.verified.items() if body in one.declared]
