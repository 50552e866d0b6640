"""Money: exact, in one currency at a time, read as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel.money import Money, NotAnAmount, OtherCurrency, read_amount, write_amount

AMOUNTS = st.decimals(-(10**12), 10**12, places=2).map(Money)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1 250,50", "1250.50"), ("1250.5", "1250.5"), ("١٢٥٠٫٥٠", "1250.50"), ("۵۰", "50"), ("1'000", "1000"), ("-3", "-3")],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    assert read_amount(text) == Money(Decimal(amount))


@pytest.mark.parametrize("text", ["", "1.234.567", "1,2345", "12 MAD", "NaN", "1e3", "1.005", "9" * 16])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        read_amount(text)


def test_the_tunisian_dinar_has_three_digits_and_the_cfa_franc_none() -> None:
    assert write_amount(read_amount("1,005", "TND")) == "1.005"
    assert write_amount(read_amount("500", "XOF")) == "500"
    with pytest.raises(NotAnAmount):
        read_amount("500,5", "XOF")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(OtherCurrency):
        Money(Decimal(1)) + Money(Decimal(1), "EUR")


def test_a_product_is_rounded_with_halves_away_from_zero() -> None:
    assert Money(Decimal("0.25")).times(Decimal("0.1")) == Money(Decimal("0.03"))


@given(AMOUNTS, AMOUNTS)
def test_adding_and_taking_away_leave_the_amount(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert read_amount(write_amount(one)) == one


@given(AMOUNTS, st.integers(1, 50))
def test_the_parts_of_an_amount_add_up_to_it(amount: Money, parts: int) -> None:
    split = amount.split(parts)
    assert len(split) == parts
    assert sum((part.amount for part in split), Decimal(0)) == amount.amount
    assert max(part.amount for part in split) - min(part.amount for part in split) <= Decimal("0.01")
