"""Numbers with check digits: real published examples hold, and one wrong digit is always seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.forms.rules import identifiers as ids

# IBAN registry (SWIFT, release 99) examples; the Moroccan BBAN is the RIB.
IBANS = ["MA64011519000001205000534921", "FR1420041010050500013M02606", "ES9121000418450200051332",
         "DE89370400440532013000", "TN5910006035183598478831", "MR1300020001010000123456753",
         "SA0380000000608010167519", "BE68539007547034", "GB29NWBK60161331926819"]  # fmt: skip
ICES = ["001561191000066", "002136093000040"]  # python-stdnum's documentation of stdnum.ma.ice


@pytest.mark.parametrize("iban", IBANS)
def test_the_registrys_examples_are_ibans(iban: str) -> None:
    assert ids.is_iban(iban)
    assert not ids.is_iban(iban[:-1])


@pytest.mark.parametrize("ice", ICES)
def test_published_company_identifiers_are_valid(ice: str) -> None:
    assert ids.is_ice(ice)


def test_the_moroccan_example_holds_a_valid_account() -> None:
    assert ids.is_rib(IBANS[0][4:])


@given(st.sampled_from([*ICES, IBANS[0][4:]]), st.data())
def test_one_wrong_digit_or_two_swapped_are_seen(number: str, data: st.DataObject) -> None:
    test = ids.is_ice if len(number) == 15 else ids.is_rib
    place = data.draw(st.integers(0, len(number) - 2))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not test(number[:place] + other + number[place + 1 :])
    if number[place] != number[place + 1]:
        assert not test(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.text(max_size=30))
def test_any_text_is_checked_without_a_fault(text: str) -> None:
    for test in (ids.is_ice, ids.is_rib, ids.is_iban, ids.is_phone):
        assert test(text) in {True, False}
    assert ids.compact(ids.compact(text)) == ids.compact(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "+212612345678"),
        ("00212 612-345-678", "+212612345678"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("(0)537 12.34.56", "(0)537"),
    ],
)
def test_telephone_numbers_are_read_as_people_write_them(typed: str, kept: str) -> None:
    if kept.startswith("+"):
        assert ids.read_phone(typed) == kept
        assert ids.is_phone(kept)
    else:
        assert ids.is_phone(ids.read_phone(typed))


def test_a_moroccan_number_has_nine_digits_from_five_on() -> None:
    assert not ids.is_phone("+212112345678")
    assert not ids.is_phone("+21261234567")
    assert not ids.is_phone("0612345678")
