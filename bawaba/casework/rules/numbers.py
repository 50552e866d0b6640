"""The public number of a case: said on the telephone, checked before it is searched."""

import re
from typing import Final

DIGITS: Final = 9
_SHAPE: Final = re.compile(r"\d{13}")
_ARABIC: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def make_number(year: int, drawn: int) -> str:
    """Return a number: two digits of the year, nine drawn by chance, two check digits.

    drawn: 0 to 10⁹ - 1. Check digits: ISO/IEC 7064, MOD 97-10.
    """
    body = f"{year % 100:02d}{drawn:0{DIGITS}d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def read_number(typed: str) -> str:
    """Return the number that a person typed, in any digits and with any spaces; empty when it is none."""
    digits = re.sub(r"[\s\-\u2010-\u2015\u200e\u200f\u2066-\u2069]", "", typed.translate(_ARABIC))
    return digits if _SHAPE.fullmatch(digits) and int(digits) % 97 == 1 else ""


def spell_number(number: str) -> str:
    """Return a number in groups, as it is printed: `26 483 102 759 41`."""
    return " ".join((number[:2], number[2:5], number[5:8], number[8:11], number[11:]))
