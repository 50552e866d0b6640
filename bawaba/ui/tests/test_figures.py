"""Amounts, dates, delays and phones, in words and isolated."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bawaba.ui import figures
from bawaba.ui.tests.factories import render_in

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("language", "amount", "expected"),
    [
        ("fr", "50", "50 dirhams"),
        ("fr", "1", "1 dirham"),
        ("fr", "1.50", "1,50 dirham"),
        ("fr", "1250.5", f"1{NARROW}250,50 dirhams"),
        ("en", "1250.5", "1,250.50 dirhams"),
        ("ar", "1", "درهم واحد"),
        ("ar", "2", "درهمان"),
        ("ar", "5", "5 دراهم"),
        ("ar", "50", "50 درهما"),
        ("ar", "500", "500 درهم"),
        ("ar", "20.50", "20,50 درهم"),
        ("fr", "0", "Gratuit"),
        ("ar", "0", "بالمجان"),
    ],
)
def test_an_amount_is_written_in_words(language: str, amount: str, expected: str) -> None:
    with translation.override(language):
        assert figures.money_text(Decimal(amount), "MAD", language) == expected


def test_a_currency_without_words_keeps_its_code() -> None:
    with translation.override("en"):
        assert figures.money_text(Decimal(10), "JPY", "en") == "10\u00a0JPY"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "3 غشت 2026"), ("fr", "3 août 2026"), ("en", "3 August 2026"), ("zgh", "3 ⵖⵓⵛⵜ 2026")],
)
def test_a_day_is_written_with_the_months_of_the_country(language: str, expected: str) -> None:
    assert figures.day_text(date(2026, 8, 3), language) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert figures.day_text(date(2026, 5, 1), "fr") == "1er mai 2026"


def test_the_hijri_day_stands_beside_when_the_reader_wants_it() -> None:
    # 1 Muharram 1446 began on 7 July 2024 in the Umm al-Qura calendar.
    source = "{% day value %}"
    without = render_in("fr", source, value=date(2024, 7, 7))
    beside = render_in("fr", source, display="hijri", value=date(2024, 7, 7))
    assert without == '<time datetime="2024-07-07"><bdi>7 juillet 2024</bdi></time>'
    assert beside == without + ' <bdi class="lunar">(1 mouharram 1446 AH)</bdi>'


def test_a_day_outside_the_hijri_table_stands_alone() -> None:
    assert figures.hijri_day_text(date(1900, 1, 1), "ar") == ""


def test_an_instant_shows_the_day_of_the_country() -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # already February in Casablanca (UTC+1)
    assert "1er février 2026" in render_in("fr", "{% day value %}", value=late)


@pytest.mark.parametrize(
    ("language", "days", "expected"),
    [("fr", 1, "1 jour"), ("fr", 15, "15 jours"), ("ar", 1, "يوم واحد"), ("ar", 2, "يومان"),
     ("ar", 3, "3 أيام"), ("ar", 15, "15 يوما"), ("ar", 100, "100 يوم"), ("fr", 0, "Le jour même")],
)  # fmt: skip
def test_a_delay_is_counted_as_the_language_counts(language: str, days: int, expected: str) -> None:
    with translation.override(language):
        assert figures.days_text(days, language) == expected


def test_figures_follow_the_reader() -> None:
    source = "{% number 1503 %} {% money 50 %} {{ 'Page 2'|digits:display }}"
    assert render_in("ar", source, display="eastern") == "<bdi>١٬٥٠٣</bdi> <bdi>٥٠ درهما</bdi> Page ٢"
    assert render_in("ar", source) == f"<bdi>1{NARROW}503</bdi> <bdi>50 درهما</bdi> Page 2"


def test_figures_inside_markup_are_left_alone() -> None:
    source = "{% icon 'check' as drawing %}{{ drawing|digits:display }}"
    assert 'viewBox="0 0 24 24"' in render_in("ar", source, display="eastern")


@pytest.mark.parametrize(
    ("number", "shown", "address"),
    [
        ("0537 00 11 22", "05 37 00 11 22", "tel:0537001122"),
        ("+212 5 37 00 11 22", "+212 5 37 00 11 22", "tel:+212537001122"),
        ("3020", "3020", "tel:3020"),
    ],
)
def test_a_phone_is_grouped_calls_and_never_flips(number: str, shown: str, address: str) -> None:
    html = render_in("ar", "{{ number|phone }}", number=number).replace("\u00a0", " ")
    assert html == f'<a class="phone" href="{address}"><bdi dir="ltr">{shown}</bdi></a>'


def test_a_phone_without_digits_is_text() -> None:
    assert render_in("fr", "{{ number|phone }}", number="<none>") == '<bdi dir="ltr">&lt;none&gt;</bdi>'


@given(st.text(max_size=40))
def test_isolating_never_lets_markup_through(value: str) -> None:
    inner = render_in("fr", "{{ value|isolate }}", value=value)[5:-6]
    assert "<" not in inner
    assert ">" not in inner


@given(st.integers(min_value=0, max_value=10**12))
def test_grouping_keeps_the_number(value: int) -> None:
    for language in ("ar", "fr", "en", "zgh"):
        digits = [c for c in figures.number_text(value, language) if c.isdigit()]
        assert int("".join(digits)) == value
