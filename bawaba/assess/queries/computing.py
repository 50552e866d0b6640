"""Compute scores from files: answers by a method, comparisons, alternatives. No SQL but for a method by URN."""

from collections.abc import Mapping, Sequence

from bawaba.assess.queries.refusing import told
from bawaba.assess.queries.scorers import Scorer, find_scorer
from bawaba.assess.scoring.reading import read_either
from bawaba.assess.types import Json, Ranking, Refused, Score, Weights
from bawaba.assess.wording import NOTES


def score_answers(*, method: str, answers: str) -> Sequence[Score]:
    """Return the score of each set of answers. No SQL query, two for a method by its URN.

    method:  `konveyor-risk`, `strict-risk`, the URN of a loaded method, or the text of a method
    answers: JSON: one set, or a list of them
    raises:  InputRefused, MethodNotFound
    """
    with told():
        return find_scorer(method).score(read_either(answers))


def compare_pairs(*, matrix: str) -> Weights:
    """Return weights from pairwise comparisons (AHP), `{"matrix": [[…]]}`. No SQL query.

    raises: InputRefused
    """
    from bawaba.assess.scoring import matrices  # noqa: PLC0415 - numpy, for this door alone

    with told():
        return matrices.compare_pairs(read_either(matrix))


def rank_alternatives(*, method: str, matrix: str) -> Ranking:
    """Return alternatives in order of preference by topsis, promethee-ii, wsm or spotis. No SQL query.

    raises: InputRefused
    """
    from bawaba.assess.scoring import matrices  # noqa: PLC0415 - numpy, for this door alone

    with told():
        return matrices.rank_alternatives(read_either(matrix), method=method)


def describe_score(score: Score) -> Mapping[str, Json]:
    """Return a score as JSON: its figures, then what explains them."""
    return {
        **score.figures,
        "trace": list(score.trace),
        "rules": list(score.rules),
        "missing": list(score.missing),
        "notes": [{"code": code, "text": str(NOTES[code])} for code in score.notes],
        "method": dict(score.method),
    }


__all__ = ["Refused", "Scorer", "compare_pairs", "describe_score", "rank_alternatives", "score_answers"]
