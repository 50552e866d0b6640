"""Texts fall back in a declared order that the page can name; figures and dates follow the reader."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel.languages import (
    LANGUAGES,
    Picked,
    direction_of,
    hijri_text,
    pick,
    reading_order,
    write_digits,
)


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("zgh", "ltr"), ("xx", "ltr")])
def test_each_language_has_its_direction(code: str, direction: str) -> None:
    assert direction_of(code) == direction


@pytest.mark.parametrize(
    ("texts", "code", "expected"),
    [
        ({"ar": "نص", "fr": "texte"}, "fr", Picked("texte", "fr")),
        ({"ar": "نص"}, "fr", Picked("نص", "ar")),
        ({"fr": "texte", "en": "text"}, "zgh", Picked("texte", "fr")),
        ({"ar": "", "en": "text"}, "ar", Picked("text", "en")),
        ({"am": "ጽሑፍ"}, "fr", Picked("ጽሑፍ", "am")),  # a language that the interface does not speak
        ({}, "ar", Picked("", "ar")),
    ],
)
def test_a_missing_text_falls_back_and_says_in_which_language_it_is(
    texts: dict[str, str], code: str, expected: Picked
) -> None:
    assert pick(texts, code) == expected


@given(st.sampled_from([*LANGUAGES, "xx"]))
def test_every_language_is_looked_in_once_and_the_readers_own_first(code: str) -> None:
    order = reading_order(code)
    assert order[0] == code
    assert len(set(order)) == len(order)
    assert set(LANGUAGES) <= set(order)


@given(
    st.dictionaries(st.sampled_from(list(LANGUAGES)), st.text(max_size=5)), st.sampled_from(list(LANGUAGES))
)
def test_a_text_that_exists_in_any_language_is_found(texts: dict[str, str], code: str) -> None:
    picked = pick(texts, code)
    assert bool(picked.text) == any(texts.values())
    assert texts.get(picked.language, "") == picked.text


def test_figures_are_written_as_the_reader_chose() -> None:
    assert write_digits("126 DH", "eastern") == "١٢٦ DH"
    assert write_digits("126 DH", "western") == "126 DH"


# Umm al-Qura: 1 Ramadan 1445 was 11 March 2024; 1 Muharram 1446 was 7 July 2024.
@pytest.mark.parametrize(
    ("day", "code", "expected"),
    [
        (date(2024, 3, 11), "ar", "1 رمضان 1445"),
        (date(2024, 3, 11), "fr", "1 ramadan 1445"),
        (date(2024, 7, 7), "ar", "1 محرم 1446"),
        (date(1900, 1, 1), "ar", ""),
        (date(2100, 1, 1), "fr", ""),
    ],
)
def test_hijri_dates_are_in_words_or_empty_outside_the_table(day: date, code: str, expected: str) -> None:
    assert hijri_text(day, code) == expected
