"""Weights of criteria by comparing them two by two: what they come to, who keeps them, what they change."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, UseCaseInvalid, WeightsInconsistent
from bawaba.ai.models import UseCase, Weighing
from bawaba.ai.rules.weighing import SCALE, contradictions, nearest_answers, pair_matrix, pairs_of
from bawaba.ai.tests.test_desk import browser, scored
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, prepared
from bawaba.kernel.models import AuditEntry

KEYS = [one.key for one in queries.list_criteria()]
SAME = dict.fromkeys(pairs_of(KEYS), "same")


def favouring(*keys: str) -> dict[tuple[str, str], str]:
    """Say of some criteria that they count much more than each of the others."""
    return {
        (one, other): "same" if (one in keys) == (other in keys) else "a5" if one in keys else "b5"
        for one, other in SAME
    }


def circular() -> dict[tuple[str, str], str]:
    """Say that the first beats the second, the second the third, and the third the first, each by far."""
    first, second, third = KEYS[:3]
    return {**SAME, (first, second): "a9", (second, third): "a9", (first, third): "b9"}


class TestComparisons:
    def test_all_the_same_is_the_same_weight_and_no_contradiction(self) -> None:
        found = queries.weigh_criteria(answers=SAME)
        assert all(share == pytest.approx(1 / len(KEYS)) for share in found.weights.values())
        assert found.ratio == pytest.approx(0, abs=1e-9)
        assert found.consistent

    def test_five_times_as_much_is_five_times_the_weight(self) -> None:
        weights = queries.weigh_criteria(answers=favouring("citizen_value")).weights
        assert weights["citizen_value"] == pytest.approx(5 / 12)
        assert weights["risk"] == pytest.approx(1 / 12)

    def test_a_circle_is_refused_with_the_three_that_make_it(self) -> None:
        found = queries.weigh_criteria(answers=circular())
        assert not found.consistent
        assert set(found.contradictions[0]) == set(KEYS[:3])

    def test_what_is_not_compared_or_unknown_is_refused(self) -> None:
        for answers in ({}, {**SAME, (KEYS[0], KEYS[1]): "a4"}):
            with pytest.raises(UseCaseInvalid):
                queries.weigh_criteria(answers=answers)

    @settings(max_examples=30, deadline=None)
    @given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from([1, 3, 9]), min_size=3))
    def test_answers_nearest_to_weights_of_the_scale_say_these_weights(self, parts) -> None:
        answers = nearest_answers(parts)
        assert all(SCALE[word] == pytest.approx(parts[one] / parts[other]) for (one, other), word in answers.items())  # fmt: skip
        assert contradictions(list(parts), answers) == []
        matrix = pair_matrix(list(parts), answers)
        assert all(
            matrix[row][column] * matrix[column][row] == pytest.approx(1)
            for row in range(len(parts)) for column in range(len(parts))
        )  # fmt: skip


@pytest.mark.django_db
class TestKeeping:
    def test_a_body_weighs_its_own_and_the_order_follows(self) -> None:
        prepared()
        other = UseCase.objects.get()
        other.pk, other.key = None, "other"
        other.save()
        UseCase.objects.update(stage="qualified", details={"effort_days": 40})
        scored("sorting", BOARD[0], 3)
        services.score_use_case(
            actor=BOARD[0], key="other", scores={**dict.fromkeys(KEYS, 3), "citizen_value": 5, "risk": 5}
        )
        services.score_use_case(actor=BOARD[1], key="other", scores={}, conflict=True)
        assert [one.key for one in queries.rank_use_cases(actor=BOARD[0]).items] == ["other", "sorting"]
        services.keep_weights(actor=BOARD[0], body="ministry", answers=favouring("risk"))
        found = queries.rank_use_cases(actor=BOARD[0])
        assert [one.key for one in found.items] == ["sorting", "other"]
        assert (found.weighed_by, list(found.choices)) == ("ministry", ["ministry"])
        shipped = queries.rank_use_cases(actor=BOARD[0], weighed_by="shipped")
        assert [one.key for one in shipped.items] == ["other", "sorting"]
        first = shipped.items[0]
        assert (first.reviewers, first.conflicts) == (1, 1)
        assert first.delay_by_month == pytest.approx((5 + 3 + 3) / 2)  # 40 days are two months of 20
        worth = {one.key: one.value for one in queries.list_candidates(actor=BOARD[0], weighed_by="ministry")}
        assert worth["sorting"] > worth["other"]
        assert AuditEntry.objects.filter(verb="ai.weighed").count() == 1

    def test_contradictions_and_strangers_change_nothing(self) -> None:
        prepared()
        with pytest.raises(WeightsInconsistent):
            services.keep_weights(actor=BOARD[0], body="ministry", answers=circular())
        with pytest.raises(NotOnBoard):
            services.keep_weights(actor=EDITOR, body="ministry", answers=SAME)
        assert not Weighing.objects.exists()

    def test_the_page_shows_what_follows_before_anything_is_kept(self) -> None:
        prepared(stage="qualified")
        client, page = browser("publisher", 4201), "/fr/ai/desk/weights"
        assert client.get(page).status_code == 200
        told = {f"{one}-{other}": word for (one, other), word in favouring("volume").items()}
        looked = unescape(client.post(page, {**told, "body": "ministry", "act": "look"}).content.decode())
        assert "Vos réponses s’accordent" in looked
        assert not Weighing.objects.exists()
        against = {f"{one}-{other}": word for (one, other), word in circular().items()}
        refused = client.post(page, {**against, "body": "ministry", "act": "keep"})
        assert refused.status_code == 422
        assert "Vos réponses se contredisent" in unescape(refused.content.decode())
        kept = client.post(page, {**told, "body": "ministry", "act": "keep"})
        assert kept["Location"] == "/fr/ai/desk/priorities?weights=ministry"
        assert Weighing.objects.get().weights["volume"] == pytest.approx(5 / 12)
        scored("sorting", BOARD[0], 4)
        assert client.get("/ar/ai/desk/priorities").status_code == 200
