"""English questions in the words of a French catalogue."""

import pytest

from bawaba.search.rules.rendering import render_in_french


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("driving licence", "permis de conduire"),
        ("hunting licences", "licence de chasse"),
        ("national card", "carte nationale d'identité"),
        ("apostilled", "apostille"),
        ("my newborn's birth certificate", "naissance"),
    ],
)
def test_the_longest_phrase_known_is_told_in_french(english: str, french: str) -> None:
    assert french in render_in_french(english)


def test_a_phrase_is_not_told_by_its_single_words() -> None:
    assert render_in_french("driving licence") == "permis de conduire"


def test_a_word_that_no_list_holds_stays_and_nothing_is_told_twice() -> None:
    assert render_in_french("zyzzyva zyzzyva") == "zyzzyva"
    assert render_in_french("") == ""
