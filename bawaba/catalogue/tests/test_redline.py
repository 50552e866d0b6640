"""Words taken out and put in."""

from hypothesis import given
from hypothesis import strategies as st

from bawaba.catalogue.rules.redline import MOST_WORDS, Run, redline


def test_one_changed_word_is_marked_alone() -> None:
    assert redline("un délai de 30 jours", "un délai de 60 jours") == [
        Run("same", "un délai de "), Run("out", "30 "), Run("in", "60 "), Run("same", "jours"),
    ]  # fmt: skip


def test_equal_texts_are_one_run() -> None:
    assert redline("مطبوع الطلب", "مطبوع الطلب") == [Run("same", "مطبوع الطلب")]


def test_texts_beyond_the_limit_are_replaced_whole() -> None:
    long = "mot " * (MOST_WORDS + 1)
    assert redline(long, "court") == [Run("out", long), Run("in", "court")]


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    runs = redline(before, after)
    assert "".join(run.text for run in runs if run.kind != "in") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after
