"""A rush of questions is answered by words once the vectors have taken their share of time."""

from bawaba.search.engines.budget import BURST_S, EmbeddingBudget
from bawaba.search.engines.questions import QuestionVectors
from bawaba.search.tests.factories import WordEmbedder


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_spent_budget_refuses_and_fills_again_at_its_share():
    clock = Clock()
    budget = EmbeddingBudget(0.25, clock)

    assert budget.allows()
    budget.spend(BURST_S + 0.5)
    assert not budget.allows()
    clock.now += 1.9
    assert not budget.allows()
    clock.now += 0.2
    assert budget.allows()


def test_a_quiet_hour_saves_no_more_than_one_burst():
    clock = Clock()
    budget = EmbeddingBudget(0.5, clock)
    clock.now += 3600

    assert budget.allows()
    budget.spend(BURST_S)
    assert not budget.allows()


def test_a_question_known_already_costs_no_budget():
    budget = EmbeddingBudget(0.0, Clock())
    vectors, embedder = QuestionVectors(), WordEmbedder()
    first = vectors.vector(embedder, "passeport", budget)
    budget.spend(BURST_S)

    assert vectors.vector(embedder, "permis", budget) is None
    assert (vectors.vector(embedder, "passeport", budget) == first).all()
    assert embedder.asked == ["passeport"]
