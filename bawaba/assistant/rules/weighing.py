"""From evidence to a decision: which services, whether any answers, and whether two are too close.

A candidate's score is the weighted sum of its channels; the chance that the best one answers is a
logistic function of that score, its lead over the second, its strongest word channel and the share
of the question's words that it holds. Weights and thresholds are learned per language on development questions (`scripts/calibrate_assistant.py`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

VECTOR: Final = "vector"
HELD: Final = "held"
MOST_LEAD: Final = 0.5  # one candidate alone proves no more than a clear winner
WORD_CHANNELS: Final = ("ar", "ar3", "fr", "en", "skeleton", "spoken", "translated", "zgh")
MOST_CHOICES: Final = 4
# A choice is offered when it scores at least this share of the best service's score.
CHOICE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the best candidate answers: see the head of this file."""

    score: float
    lead: float
    peak: float
    held: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Logistic function of the evidence, and the least chance at which a service is shown."""

    bias: float
    score: float
    lead: float
    peak: float
    held: float
    threshold: float

    def chance(self, signs: "Signs") -> float:
        """Return the chance in (0, 1) that the best candidate answers."""
        value = self.bias + self.score * signs.score + self.lead * signs.lead
        value += self.peak * signs.peak + self.held * signs.held
        return 1.0 / (1.0 + math.exp(-max(min(value, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How evidence is weighed for one language. margin: the lead below which choices are offered."""

    weights: Mapping[str, float]
    curve: Curve
    margin: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Keys of the candidates, best first, the chance that the first answers, and those too close to it."""

    ranking: tuple[str, ...]
    chance: float
    answers: bool
    close: tuple[str, ...]


NOTHING: Final = Decision((), 0.0, answers=False, close=())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service with channel → share: of the whole question, and of the clause that says it best."""

    key: str
    whole: Mapping[str, float]
    clearest: Mapping[str, float]


def decide(candidates: Sequence[Candidate], calibration: Calibration) -> Decision:
    """Return what the evidence says."""
    weights = calibration.weights
    scores = [(one.key, score_of(one.whole, weights), one) for one in candidates]
    scores.sort(key=lambda one: -one[1])
    if not scores or scores[0][1] <= 0:
        return NOTHING
    best = scores[0][1]
    signs = signs_of(scores[0][2], [score for _, score, _ in scores], weights)
    chance, lead = calibration.curve.chance(signs), signs.lead
    close = [key for key, score, _ in scores[:MOST_CHOICES] if score >= CHOICE_SHARE * best]
    return Decision(
        ranking=tuple(key for key, _, _ in scores[:10]),
        chance=chance,
        answers=chance >= calibration.curve.threshold,
        close=tuple(close) if lead < calibration.margin and len(close) > 1 else (),
    )


def signs_of(best: Candidate, scores: Sequence[float], weights: Mapping[str, float]) -> Signs:
    """Return the signs of the best candidate. scores: of all candidates, best first."""
    values = best.clearest
    return Signs(score_of(values, weights), lead_of(scores), peak_of(values), values.get(HELD, 0.0))


def score_of(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted sum of a candidate's channels."""
    return sum(weights.get(channel, 0.0) * value for channel, value in values.items())


def lead_of(scores: Sequence[float]) -> float:
    """Return how far the best score lies above the second, as a share of the best, at most `MOST_LEAD`."""
    if not scores or scores[0] <= 0:
        return 0.0
    second = scores[1] if len(scores) > 1 else 0.0
    return min((scores[0] - second) / scores[0], MOST_LEAD)


def peak_of(values: Mapping[str, float]) -> float:
    """Return the strongest word channel of a candidate."""
    return max((values.get(channel, 0.0) for channel in WORD_CHANNELS), default=0.0)


def read_calibrations(data: Mapping[str, Mapping[str, object]]) -> dict[str, Calibration]:
    """Return calibrations by name (`fr/rich/vectors`) as `data/calibration.json` holds them."""
    return {name: _calibration(row) for name, row in data.items()}


def _calibration(row: Mapping[str, object]) -> Calibration:
    weights, curve = row["weights"], row["curve"]
    if not isinstance(weights, dict) or not isinstance(curve, dict):
        raise TypeError("a calibration needs weights and a curve")
    return Calibration(
        weights={str(channel): float(weight) for channel, weight in weights.items()},
        curve=Curve(**{str(name): float(value) for name, value in curve.items()}),
        margin=float(str(row["margin"])),
    )
