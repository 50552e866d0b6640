"""Risk and confidence from colours, as Konveyor counts them, and our own stricter default."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.assess.scoring.reading import read_json
from bawaba.assess.scoring.shares import COLOURS, Thresholds, konveyor_risk, read_colours, strict_risk
from bawaba.assess.types import Refused, Risk


def figures(*colours: Risk) -> tuple[object, object]:
    found = konveyor_risk(colours).figures
    return found["risk"], found["confidence"]


def test_known_answers_give_konveyors_figures() -> None:
    # the cases of tackle2-hub's own tests and of its formula, counted by hand
    assert figures() == ("unknown", 0)
    assert figures("unknown") == ("unknown", 70)
    assert figures(*["green"] * 4) == ("green", 100)
    assert figures("green", "green", "green", "red") == ("red", 37)  # (1 + 300) × 0.5 / 400 = 0.376
    assert figures("yellow", "green", "green") == ("yellow", 91)  # (80 + 200) × 0.98 / 300 = 0.9146
    assert figures("red", "red") == ("red", 0)  # (0.6 + 1) × 0.25 / 200 = 0.002
    assert figures(*["green"] * 19, "unknown") == ("unknown", 98)  # 5 % unknown; 1970 / 2000
    assert figures(*["green"] * 20, "unknown") == ("green", 98)  # 4.8 % unknown; 2070 / 2100


@given(st.lists(st.sampled_from(COLOURS), max_size=40))
def test_our_default_is_never_better_than_konveyors(colours: list[Risk]) -> None:
    order = ("green", "yellow", "unknown", "red")
    theirs, ours = konveyor_risk(colours).figures, strict_risk(colours).figures
    assert ours["confidence"] <= theirs["confidence"]
    assert order.index(ours["risk"]) >= order.index(theirs["risk"])
    if "unknown" in colours:
        assert ours["risk"] in ("unknown", "red")


def test_an_empty_form_has_confidence_70_with_konveyor_and_none_with_ours_and_both_say_so() -> None:
    theirs, ours = konveyor_risk(["unknown"] * 5), strict_risk(["unknown"] * 5)
    assert (theirs.figures["confidence"], ours.figures["confidence"]) == (70, 0)
    assert (list(theirs.notes), list(ours.notes)) == (["unanswered-counts-70"], ["unanswered-counts-nothing"])


@given(st.lists(st.sampled_from(COLOURS), min_size=1, max_size=60), st.integers(0, 100), st.integers(0, 100))
def test_the_first_colour_that_reaches_its_threshold_decides(
    colours: list[Risk], red: int, yellow: int
) -> None:
    found = konveyor_risk(colours, Thresholds(red, yellow, 5)).figures["risk"]
    share = {colour: Fraction(colours.count(colour), len(colours)) for colour in COLOURS}
    if share["red"] >= Fraction(red, 100):
        assert found == "red"
    elif share["yellow"] >= Fraction(yellow, 100):
        assert found == "yellow"
    elif share["unknown"] >= Fraction(5, 100):
        assert found == "unknown"
    else:
        assert found == "green"


def test_answers_that_are_no_colours_are_refused_with_their_lines() -> None:
    text = '{"answers": ["green",\n "blue", null],\n "thresholds": {"red": 500, "pink": 1}}'
    with pytest.raises(Refused) as refused:
        read_colours(read_json(text))
    assert [(one.code, one.line) for one in refused.value.faults] == [
        ("unknown-colour", 2), ("not-a-share", 3), ("unknown-name", 3),
    ]  # fmt: skip
    assert read_colours(read_json(json.dumps({"answers": [None]})))[0] == ("unknown",)
