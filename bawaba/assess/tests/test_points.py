"""Canada's Algorithmic Impact Assessment: maxima, reduction, levels, and what is refused."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from bawaba.assess.scoring.points import PointsQuestion, points_method, read_survey, score_points
from bawaba.assess.scoring.reading import Document, read_json
from bawaba.assess.tests.shared_data import shared_text
from bawaba.assess.types import Refused


def survey(*elements: object, name: str = "panel-RS") -> Document:
    return Document({"pages": [{"name": "one", "elements": [{"type": "panel", "name": name, "elements": list(elements)}]}]}, "")  # fmt: skip


def radio(name: str, *values: str, kind: str = "radiogroup") -> dict[str, object]:
    return {"type": kind, "name": name, "choices": [{"value": value, "text": value} for value in values]}


@pytest.fixture(scope="module")
def canada() -> Document:
    return read_json(shared_text("governance/aia/survey-enfr.json"))


def test_canadas_questionnaire_has_its_published_maxima(canada: Document) -> None:
    method = read_survey(canada)
    assert (method.impact_maximum, method.mitigation_maximum, len(method.maxima)) == (167, 154, 160)


def test_the_best_answers_everywhere_give_both_maxima_and_the_highest_level(canada: Document) -> None:
    method = read_survey(canada)
    answers = {
        one.name: list(one.worth) if one.many else max(one.worth, key=lambda value: one.worth[value])
        for one in method.questions.values()
    }
    figures = score_points(method, answers).figures
    # 0.85 × 167 = 141.95, over 125.25 = 75 % of 167
    assert [figures[name] for name in ("raw", "mitigation", "final", "level")] == [167, 154, 142, 4]


def test_no_answers_give_nothing_and_name_what_is_missing(canada: Document) -> None:
    score = score_points(read_survey(canada), {})
    assert [score.figures[name] for name in ("raw", "mitigation", "final", "level")] == [0, 0, 0, 1]
    assert len(score.missing) == 160
    assert set(score.notes) == {"hidden-questions-count", "questions-missing"}


def test_the_ending_of_a_question_goes_before_its_panels_and_climbs_to_the_nearest() -> None:
    document = survey(
        radio("a", "x-1", "y-3"),
        radio("b-MS", "x-2"),
        radio("c-NS", "x-9"),
        {"type": "panel", "name": "inner", "elements": [radio("d", "x-4", kind="dropdown")]},
        {"type": "panel", "name": "inner-MS", "elements": [radio("e", "x-5", "y-1", kind="checkbox")]},
    )
    method = read_survey(document)
    assert {one.name: one.part for one in method.questions.values()} == {
        "a": "impact", "b-MS": "mitigation", "c-NS": "none", "d": "impact", "e": "mitigation",
    }  # fmt: skip
    assert (method.impact_maximum, method.mitigation_maximum) == (7, 8)


def test_a_checkbox_is_worth_the_sum_and_a_choice_without_number_nothing() -> None:
    method = read_survey(
        survey(radio("a", "x-1", "y-3", "z", kind="checkbox"), radio("b", "item-2-0", "item-3-4"))
    )
    score = score_points(method, {"a": ["x-1", "z", "x-1"], "b": "item-3-4"})
    assert score.figures["raw"] == 5
    assert [(term["question"], term["points"], term["maximum"]) for term in score.trace] == [
        ("a", 1, 4),
        ("b", 4, 4),
    ]


@pytest.mark.parametrize("mitigation", [61, 62])
def test_impact_is_reduced_from_four_fifths_of_one_fork_half_up_for_every_impact(mitigation: int) -> None:
    for raw in range(168):
        method = points_method(
            [
                PointsQuestion("i", "impact", False, {"given": raw, "most": 167}),
                PointsQuestion("m", "mitigation", False, {"given": mitigation, "most": 154}),
            ]
        )
        figures = score_points(method, {"i": "given", "m": "given"}).figures
        reduced = int((Decimal("0.85") * raw).quantize(Decimal(1), ROUND_HALF_UP))
        final = reduced if mitigation > Decimal("61.6") else raw
        bounds = (Decimal("41.75"), Decimal("83.5"), Decimal("125.25"))
        assert (figures["final"], figures["level"]) == (final, 1 + sum(final > bound for bound in bounds))


def test_names_and_choices_that_the_method_lacks_are_refused_together() -> None:
    method = read_survey(survey(radio("a", "x-1"), {"type": "comment", "name": "why"}))
    with pytest.raises(Refused) as refused:
        score_points(method, {"why": "because", "b": 1, "a": "x-2"})
    assert [(one.code, one.place) for one in refused.value.faults] == [
        ("unknown-question", "b"), ("unknown-choice", "a"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="one-choice-only"):
        score_points(method, {"a": ["x-1"]})


def test_a_malformed_questionnaire_names_each_line() -> None:
    text = """{"pages": [{"name": "p", "elements": [
      {"type": "radiogroup", "name": "a"},
      {"type": "slider", "name": "b"},
      {"type": "dropdown", "name": "c", "choices": ["x-1", "x-1"]},
      {"type": "dropdown", "name": "c", "choices": ["x-1"]},
      {"type": "text"}]}]}"""
    with pytest.raises(Refused) as refused:
        read_survey(read_json(text))
    assert [(one.code, one.line) for one in refused.value.faults] == [
        ("no-choices", 2), ("unknown-type", 3), ("choice-twice", 4), ("name-twice", 5), ("no-name", 6),
    ]  # fmt: skip
