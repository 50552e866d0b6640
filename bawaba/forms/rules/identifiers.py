"""Numbers with a form and check digits: national identity, companies, bank accounts, telephones."""

import re
from typing import Final

from bawaba.kernel.languages import western_digits

_BETWEEN: Final = re.compile(r"[\s\u00a0\u202f\u2009./\-‐-―_]+")

CNIE: Final = r"^[A-Z]{1,2}[0-9]{2,7}$"
"""National electronic identity card: one or two letters of the office, then a number (law 04-20)."""
ICE: Final = r"^[0-9]{15}$"
"""Common company identifier: 9 digits of the company, 4 of the establishment, 2 of control."""
RC: Final = r"^[0-9]{1,7}$"
"""Number in a court's trade register; it says nothing without the court."""
RIB: Final = r"^[0-9]{24}$"
"""Moroccan bank account: bank 3, town 3, account 16, key 2 (Bank Al-Maghrib)."""
IBAN: Final = r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"
PHONE: Final = r"^\+[1-9][0-9]{7,14}$"
POSTCODE: Final = r"^[0-9]{5}$"

IBAN_LENGTHS: Final[dict[str, int]] = {
    "AE": 23, "AT": 20, "BE": 16, "BH": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EG": 29, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28, "IE": 22, "IT": 27, "JO": 30, "KW": 30, "LB": 28,
    "LU": 20, "LY": 25, "MA": 28, "MC": 27, "MR": 27, "NL": 18, "NO": 15, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "SA": 24, "SE": 24, "TN": 24, "TR": 26,
}  # fmt: skip
"""Length of the IBAN where it is issued (ISO 13616 registry); other countries are held to 15 to 34."""


def compact(text: str) -> str:
    """Return an identifier as it is kept: western figures, capitals, no space, point, stroke or dash."""
    return _BETWEEN.sub("", western_digits(text)).upper()


def is_ice(text: str) -> bool:
    """Say whether 15 digits are divisible by 97, which the last two see to (ISO 7064, modulo 97)."""
    return bool(re.fullmatch(ICE[1:-1], text, re.ASCII)) and int(text) % 97 == 0


def is_rib(text: str) -> bool:
    """Say whether 24 digits are divisible by 97, which the key sees to."""
    return bool(re.fullmatch(RIB[1:-1], text, re.ASCII)) and int(text) % 97 == 0


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN: its country's length, and a remainder of 1 modulo 97 (ISO 7064)."""
    if not re.fullmatch(IBAN[1:-1], text, re.ASCII):
        return False
    if len(text) != IBAN_LENGTHS.get(text[:2], len(text)):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def is_phone(text: str) -> bool:
    """Say whether a text is a number in E.164; a Moroccan one has nine digits after 212, from 5 to 8."""
    if not re.fullmatch(PHONE[1:-1], text, re.ASCII):
        return False
    return not text.startswith("+212") or bool(re.fullmatch(r"\+212[5-8][0-9]{8}", text, re.ASCII))


def read_phone(text: str) -> str:
    """Return a telephone number in E.164 as far as it can be told; a number from 0 is a Moroccan one."""
    plain = re.sub(r"[()]", "", compact(text))
    if plain.startswith("00"):
        return f"+{plain[2:]}"
    return f"+212{plain[1:]}" if re.fullmatch(r"0[0-9]{9}", plain, re.ASCII) else plain
