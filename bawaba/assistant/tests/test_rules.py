"""Numbers, decisions and measures: plain computation."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bawaba.assistant.rules.measures import Outcome, percentile, summarise
from bawaba.assistant.rules.numbers import numbers_in, strange_numbers
from bawaba.assistant.rules.weighing import (
    Calibration,
    Candidate,
    Curve,
    Signs,
    agreed_of,
    decide,
    lead_of,
)

SLOPES = Signs(score=6.0, lead=2.0, peak=1.0, held=1.0, title=1.0, agreed=1.0, length=1.0)
CURVE = Curve(bias=-2.0, slopes=SLOPES, threshold=0.5)
CALIBRATION = Calibration(weights={"ar": 0.5, "fr": 0.5}, curve=CURVE, margin=0.1)


def _candidate(key: str, values: dict[str, float]) -> Candidate:
    return Candidate(key, values, values)


def test_numbers_are_the_same_in_every_figure_and_grouping() -> None:
    assert numbers_in("٣٠٠ درهم") == numbers_in("300 DH") == ["300"]
    assert numbers_in("1 500 dirhams") == numbers_in("1,500 MAD") == numbers_in("1500") == ["1500"]
    assert numbers_in("68,76") == numbers_in("68.760") or numbers_in("68,76") == ["68.76"]


def test_a_number_that_no_source_holds_is_strange() -> None:
    assert strange_numbers("Cela coûte 75 dirhams.", ["75 dirhams", "15 jours"]) == []
    assert strange_numbers("Cela coûte 50 dirhams.", ["75 dirhams"]) == ["50"]


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8))
def test_a_lead_is_a_bounded_share(scores: list[float]) -> None:
    assert 0.0 <= lead_of(sorted(scores, reverse=True)) <= 0.5


def test_nothing_is_answered_without_evidence() -> None:
    assert not decide([_candidate("a", {"ar": 0.0})], CALIBRATION, 3).answers
    assert not decide([], CALIBRATION, 3).answers


def test_two_close_services_are_offered_and_a_clear_one_is_not() -> None:
    close = decide(
        [_candidate("a", {"ar": 0.9}), _candidate("b", {"ar": 0.88}), _candidate("c", {"ar": 0.1})],
        CALIBRATION,
        3,
    )
    assert close.close == ("a", "b")
    clear = decide([_candidate("a", {"ar": 0.9}), _candidate("b", {"ar": 0.4})], CALIBRATION, 3)
    assert clear.close == ()
    assert clear.ranking == ("a", "b")


def test_the_mere_name_of_several_services_is_answered_by_their_choice() -> None:
    names = [_candidate(key, {"fr": share, "held": held}) for key, share, held in
             (("first", 0.9, 1.0), ("renewal", 0.88, 1.0), ("boat", 0.87, 0.5))]  # fmt: skip
    unsure = replace(CALIBRATION, curve=replace(CALIBRATION.curve, threshold=1.1))
    assert decide(names, unsure, 2).close == ("first", "renewal")
    assert decide(names, unsure, 2).answers
    assert not decide(names, unsure, 4).answers  # more words than a name has
    faint = [_candidate("first", {"fr": 0.5, "held": 1.0}), _candidate("renewal", {"fr": 0.5, "held": 1.0})]
    assert not decide(faint, unsure, 2).answers
    phrase = [_candidate(key, {"fr": 0.5, "held": 1.0, "pairs": 1.0}) for key in ("first", "renewal")]
    assert decide(phrase, unsure, 2).answers  # its words stand side by side there
    foreign = [_candidate("first", {"fr": 0.9, "held": 0.6}), _candidate("renewal", {"fr": 0.9, "held": 0.6})]
    assert not decide(foreign, unsure, 2).answers


def test_services_of_one_name_come_in_the_order_in_which_they_are_likely_meant() -> None:
    shown = (
        ("minor", {"plain": 0.0, "title_said": 0.6, "asked": 0.0}),
        ("long", {"plain": 1.0, "title_said": 0.3, "asked": 0.0}),
        ("short", {"plain": 1.0, "title_said": 0.6, "asked": 0.0}),
        ("opened", {"plain": 0.0, "title_said": 0.3, "asked": 0.9}),
        ("elsewhere", {"plain": 1.0, "title_said": 0.9, "asked": 1.0, "in_title": 0.2}),
    )
    names = [
        _candidate(key, {"fr": 0.9 - 0.01 * place, "held": 1.0, "in_title": 1.0} | values)
        for place, (key, values) in enumerate(shown)
    ]
    assert decide(names, CALIBRATION, 1).close == (
        "opened",
        "short",
        "long",
        "minor",
    )  # the name in its title
    assert decide(names[2:3], CALIBRATION, 1).close == ()  # one alone is no choice


def test_more_evidence_never_lowers_the_chance() -> None:
    weak = decide([_candidate("a", {"ar": 0.2})], CALIBRATION, 3).chance
    strong = decide([_candidate("a", {"ar": 0.8})], CALIBRATION, 3).chance
    assert strong > weak


def test_channels_agree_when_each_puts_the_same_service_first() -> None:
    best, other = _candidate("a", {"ar": 0.9, "fr": 0.2}), _candidate("b", {"ar": 0.1, "fr": 0.6})
    assert agreed_of([best, other]) == 0.5
    assert agreed_of([best]) == 1.0
    assert agreed_of([_candidate("a", {})]) == 0.0


def _outcome(**more: object) -> Outcome:
    plain = {
        "wanted": ("a",), "ranking": ("a",), "should_abstain": False, "abstained": False, "strange": 0, "ms": 1.0,
    }  # fmt: skip
    return Outcome(**{**plain, **more})  # type: ignore[arg-type]


def test_measures_of_a_small_set_are_those_worked_out_by_hand() -> None:
    found = summarise(
        [
            _outcome(),
            _outcome(ranking=("b", "a")),
            _outcome(wanted=(), ranking=(), should_abstain=True, abstained=True),
            _outcome(wanted=(), ranking=("b",), should_abstain=True),
            _outcome(abstained=True, strange=1),
        ]
    )
    assert found["n"] == 5
    assert found["hit_at_1"] == round(2 / 3, 4)
    assert found["mrr_at_10"] == round((1 + 0.5 + 1) / 3, 4)
    assert found["abstain_precision"] == 0.5
    assert found["abstain_recall"] == 0.5
    assert found["abstain_f1"] == 0.5
    assert found["wrong_number_rate"] == 0.2


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 95) == 4.0
    assert percentile([], 95) == 0.0
