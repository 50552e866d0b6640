"""Amounts of money: a decimal number and its currency, never a float. Pure."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

MINOR_DIGITS: Final[dict[str, int]] = {"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
                                       "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
                                       "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0,
                                       "XPF": 0}  # fmt: skip
"""Currencies whose minor unit has not two digits (ISO 4217, list one)."""

MOST: Final = Decimal(10) ** 15
_FIGURES: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789,")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009٬']")
_AMOUNT: Final = re.compile(r"-?\d{1,15}(?:[.,]\d{1,3})?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)


class NotAnAmount(ValueError):
    """A text or a number is not an amount of this currency."""


class OtherCurrency(ValueError):
    """Two amounts of different currencies were put together."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount, exact to its currency's minor unit. currency: ISO 4217 code."""

    amount: Decimal
    currency: str = "MAD"

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency) or not self.amount.is_finite() or abs(self.amount) >= MOST:
            raise NotAnAmount
        if self.amount != rounded(self.amount, self.currency):
            raise NotAnAmount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def times(self, factor: Decimal | int) -> "Money":
        """Return the amount times a number, rounded to the minor unit, halves away from zero."""
        return Money(rounded(self.amount * factor, self.currency), self.currency)

    def split(self, parts: int) -> tuple["Money", ...]:
        """Return `parts` amounts that add up to this one; the first ones take what does not divide."""
        unit = minor_unit(self.currency)
        each, left = divmod(int(self.amount / unit), parts)
        return tuple(Money((each + (place < left)) * unit, self.currency) for place in range(parts))

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise OtherCurrency(f"{self.currency} and {other.currency}")
        return other.amount


def minor_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 for the dirham."""
    return Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` rounded to its currency's minor unit, halves away from zero."""
    with localcontext(prec=40):
        return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def read_amount(text: str, currency: str = "MAD") -> Money:
    """Return the amount that a person wrote: 1 250,50 or 1250.50, in western or Arabic figures.

    A comma or a point stands before the minor unit; thousands are parted by spaces alone.
    raises: NotAnAmount
    """
    plain = _SPACES.sub("", text).translate(_FIGURES)
    if not _AMOUNT.fullmatch(plain):
        raise NotAnAmount
    return Money(Decimal(plain.replace(",", ".")), currency)


def write_amount(money: Money) -> str:
    """Return the amount as digits with a point, such as `1250.50`: for files and JSON."""
    return format(rounded(money.amount, money.currency), "f")
