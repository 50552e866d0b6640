"""From evidence to a decision: which services, whether any answers, and whether two are too close.

A candidate's score is the weighted sum of its channels and, lightly, of how much of its title the
question says; the chance that the best one answers is a logistic function of the signs below. Weights
and thresholds are learned per language on development questions (`scripts/calibrate_assistant.py`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

VECTOR: Final = "vector"
HELD: Final = "held"
MOST_LEAD: Final = 0.5  # one candidate alone proves no more than a clear winner
TITLE: Final = "title"
SAID: Final = "said"
TOLD: Final = "told"
# A subject of this many words or more is long: its score is a share of more words, and lower for that.
LONG: Final = 12
WORD_CHANNELS: Final = ("ar", "ar3", "fr", "en", "skeleton", "spoken", "translated", "zgh")
MOST_CHOICES: Final = 4
# A subject of so few words, all of them held by a service that says them strongly, is the name of something that
# the catalogue has: what is in doubt is then which of several services is meant, not whether there is one.
NAME_WORDS: Final = 3
NAME_HELD: Final = 0.99
NAME_PEAK: Final = 0.8
NAME_LEAD: Final = 0.3  # a service that leads by more is meant by its name
ASKED: Final = "asked"
PLAIN: Final = "plain"
IN_TITLE: Final = "in_title"
PAIRS: Final = "pairs"
SAME_TITLE: Final = 0.8
TITLE_SAID: Final = "title_said"
# A choice is offered when it scores at least this share of the best service's score.
CHOICE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the best candidate answers, each in [0, 1].

    lead:   over the second, as a share of its score; peak: its strongest word channel
    held:   share of the question's words that it holds; title: share of its title that the question says
    agreed: share of the channels that speak at all which put it first; length: of the question's subject
    said:   share of the question's words that it says in any way; told: share of its title that the question tells
    """

    score: float = 0.0
    lead: float = 0.0
    peak: float = 0.0
    held: float = 0.0
    title: float = 0.0
    agreed: float = 0.0
    length: float = 0.0
    said: float = 0.0
    told: float = 0.0


NAMES: Final = tuple(one.name for one in fields(Signs))


@dataclass(frozen=True, slots=True)
class Curve:
    """Logistic function of the signs, and the least chance at which a service is shown."""

    bias: float
    slopes: Signs
    threshold: float

    def chance(self, signs: Signs) -> float:
        """Return the chance in (0, 1) that the best candidate answers."""
        value = self.bias + sum(getattr(self.slopes, name) * getattr(signs, name) for name in NAMES)
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


def decide(candidates: Sequence[Candidate], calibration: Calibration, words: int) -> Decision:
    """Return what the evidence says. words: of the question's subject."""
    ranked = rank_candidates(candidates, calibration.weights)
    if not ranked or ranked[0][0] <= 0:
        return NOTHING
    best = ranked[0][0]
    signs = signs_of(ranked, calibration.weights, words)
    chance = calibration.curve.chance(signs)
    sure = chance >= calibration.curve.threshold
    phrase = ranked[0][1].whole.get(PAIRS, 0.0) >= NAME_HELD
    named = is_name(signs, words, phrase=phrase) and (not sure or signs.lead < NAME_LEAD)
    near = [one for score, one in ranked if score >= CHOICE_SHARE * best]
    if named:
        near = order_named(named_like(near))
    close = [one.key for one in near[:MOST_CHOICES]]
    return Decision(
        ranking=tuple(one.key for _, one in ranked[:10]),
        chance=chance,
        answers=sure or named,
        close=tuple(close) if (named or signs.lead < calibration.margin) and len(close) > 1 else (),
    )


def is_name(signs: Signs, words: int, *, phrase: bool = False) -> bool:
    """Tell whether a question says the name of something in the catalogue, and nothing else.

    phrase: whether all its neighbouring words stand side by side there
    """
    return words <= NAME_WORDS and signs.held >= NAME_HELD and (phrase or signs.peak >= NAME_PEAK)


def named_like(near: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return those that hold the whole name, in their title when any does."""
    holding = [one for one in near if one.whole.get(HELD, 0.0) >= NAME_HELD] or near
    most = max(one.whole.get(IN_TITLE, 0.0) for one in holding)
    return [one for one in holding if one.whole.get(IN_TITLE, 0.0) >= SAME_TITLE * most]


def order_named(near: Sequence[Candidate]) -> list[Candidate]:
    """Return services that share a name in the order in which they are likely meant, equals as they came.

    First what people open most; then the ordinary service before special cases; then the title that the name
    tells the most of.
    """

    def likely(one: Candidate) -> tuple[float, float, float]:
        asked, plain = one.whole.get(ASKED, 0.0), one.whole.get(PLAIN, 0.0)
        return round(asked, 1), plain, round(one.whole.get(TITLE_SAID, 0.0), 1)

    return sorted(near, key=likely, reverse=True)


def rank_candidates(
    candidates: Sequence[Candidate], weights: Mapping[str, float]
) -> list[tuple[float, Candidate]]:
    """Return the candidates with their scores, best first."""
    scored = [(score_of(one.whole, weights), one) for one in candidates]
    return sorted(scored, key=lambda pair: -pair[0])


def signs_of(ranked: Sequence[tuple[float, Candidate]], weights: Mapping[str, float], words: int) -> Signs:
    """Return the signs of the best of some candidates. ranked: with their scores, best first."""
    if not ranked:
        return Signs()
    values = ranked[0][1].clearest
    return Signs(
        score=score_of(values, weights),
        lead=lead_of([score for score, _ in ranked[:2]]),
        peak=peak_of(values),
        held=values.get(HELD, 0.0),
        title=values.get(TITLE, 0.0),
        agreed=agreed_of([one for _, one in ranked]),
        length=min(words, LONG) / LONG,
        said=values.get(SAID, 0.0),
        told=values.get(TOLD, 0.0),
    )


def agreed_of(ranked: Sequence[Candidate]) -> float:
    """Return the share of the channels that say anything in which the first candidate is as good as any."""
    spoken = [
        (most, ranked[0].whole.get(channel, 0.0))
        for channel in (*WORD_CHANNELS, VECTOR)
        if (most := max(one.whole.get(channel, 0.0) for one in ranked)) > 0
    ]
    return sum(own >= most for most, own in spoken) / len(spoken) if spoken else 0.0


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
    slopes = {str(name): float(value) for name, value in curve.items()}
    bias, threshold = slopes.pop("bias"), slopes.pop("threshold")
    return Calibration(
        weights={str(channel): float(weight) for channel, weight in weights.items()},
        curve=Curve(bias, Signs(**slopes), threshold),
        margin=float(str(row["margin"])),
    )
