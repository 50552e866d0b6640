"""How good a set of answers is: the right service, the right silence, no strange number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_RANKED: Final = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got.

    wanted:  the services that answer, best first; empty when none does
    ranking: the services found; strange: numbers in the answer that its citations do not hold
    covered: for a question with an answer, whether each thing asked was answered or named as missing
    """

    wanted: tuple[str, ...]
    ranking: tuple[str, ...]
    should_abstain: bool
    abstained: bool
    strange: int
    ms: float
    service: str = ""
    covered: bool = True


def summarise(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the measures of these outcomes.

    hit and reciprocal rank are over the questions that a service answers; abstention over all;
    wrong_number_rate is the share of all answers with a number that their citations do not hold;
    wrong_service_rate the share of told answers that are about another service.
    """
    answerable = [one for one in outcomes if one.wanted]
    ranks = [_rank(one) for one in answerable]
    told = [one for one in answerable if one.service]
    return {
        "n": len(outcomes),
        "hit_at_1": share_of(rank == 1 for rank in ranks),
        "hit_at_5": share_of(0 < rank <= 5 for rank in ranks),
        "mrr_at_10": _mean([1 / rank if rank else 0.0 for rank in ranks]),
        **summarise_abstention([(one.abstained, one.should_abstain) for one in outcomes]),
        "wrong_number_rate": share_of(one.strange > 0 for one in outcomes),
        "wrong_service_rate": share_of(one.service not in one.wanted for one in told),
        "coverage": share_of(one.covered for one in told),
        "p50_ms": percentile([one.ms for one in outcomes], 50),
        "p95_ms": percentile([one.ms for one in outcomes], 95),
    }


def _rank(one: Outcome) -> int:
    """Return the place of the first right service, 1-based; 0 outside the first ten."""
    return next((place for place, key in enumerate(one.ranking[:MOST_RANKED], 1) if key in one.wanted), 0)


def summarise_abstention(pairs: Sequence[tuple[bool, bool]]) -> Mapping[str, float]:
    """Return precision, recall and F1 of abstention. pairs: whether it was abstained, and should have been."""
    right = sum(gone and due for gone, due in pairs)
    said = sum(gone for gone, _ in pairs)
    due_ones = sum(due for _, due in pairs)
    precision = right / said if said else float(due_ones == 0)
    recall = right / due_ones if due_ones else 1.0
    total = precision + recall
    return {
        "abstain_precision": round(precision, 4),
        "abstain_recall": round(recall, 4),
        "abstain_f1": round(2 * precision * recall / total, 4) if total else 0.0,
    }


def share_of(values: Iterable[bool]) -> float:
    """Return the share that is true, in [0, 1]; 0 of nothing."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` percent lie (nearest rank)."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = max(0, min(len(ordered) - 1, round(share / 100 * len(ordered) + 0.5) - 1))
    return round(ordered[place], 2)
