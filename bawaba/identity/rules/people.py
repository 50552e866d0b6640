"""Formats of a person's particulars: identity number, telephone, names, dates."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

Script = Literal["ar", "latn"]
OLDEST_YEARS: Final = 125
NAME_MOST: Final = 80
# Morocco's national electronic identity card: one or two letters of the issuing office, then
# one to six digits (DGSN; the letter prefixes are public, their list is not).
_CNIE: Final = re.compile(r"[A-Z]{1,2}[0-9]{1,6}")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_SCRIPTS: Final[Mapping[str, str]] = {"ar": "ARABIC", "latn": "LATIN"}
_MARKS: Final = frozenset(" -'’.\u200c\u200d")
_EASTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class InvalidValue(ValueError):
    """A value breaks its format. reason: a stable word, such as `cnie`, `phone`, `script`, `empty`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def clean_cnie(text: str) -> str:
    """Return a national identity number in upper case without spaces: `AB123456`.

    raises: InvalidValue
    """
    number = re.sub(r"[\s\-]", "", _plain(text)).upper()
    if not _CNIE.fullmatch(number):
        raise InvalidValue("cnie")
    return number


def clean_phone(text: str, *, country_prefix: str = "+212") -> str:
    """Return a telephone number in E.164 (ITU-T E.164, 15 digits at most): `+212612345678`.

    A national number (0 6…) gets the country's prefix; Arabic figures are read like Latin ones.

    raises: InvalidValue
    """
    number = re.sub(r"[\s\-.()/\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", _plain(text))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    elif number.startswith("0"):
        number = f"{country_prefix}{number[1:]}"
    if number.startswith(f"{country_prefix}0"):  # written as +212 (0)6…
        number = f"{country_prefix}{number[len(country_prefix) + 1 :]}"
    if not _E164.fullmatch(number):
        raise InvalidValue("phone")
    if number.startswith("+212") and len(number) != len("+212612345678"):
        raise InvalidValue("phone")
    return number


def clean_email(text: str) -> str:
    """Return an address in lower case, so that one mailbox has one spelling.

    raises: InvalidValue
    """
    address = text.strip().casefold()
    local, at, host = address.rpartition("@")
    if not (at and local and "." in host) or len(address) > 254 or any(part.isspace() for part in address):
        raise InvalidValue("email")
    return address


def clean_name(text: str, *, script: Script) -> str:
    """Return a name written in one script, with single spaces; Unicode NFC, at most 80 signs.

    raises: InvalidValue with `empty`, `long` or `script`
    """
    name = " ".join(unicodedata.normalize("NFC", text).replace("ـ", "").split())
    if not name:
        raise InvalidValue("empty")
    if len(name) > NAME_MOST:
        raise InvalidValue("long")
    if not all(_belongs(sign, script) for sign in name) or not any(sign.isalpha() for sign in name):
        raise InvalidValue("script")
    return name


def check_birth_date(born: date, *, today: date) -> None:
    """Refuse a date of birth in the future, or of somebody older than 125.

    raises: InvalidValue
    """
    if born > today or born.year < today.year - OLDEST_YEARS:
        raise InvalidValue("birth-date")


def mask_email(address: str) -> str:
    """Return an address that its owner recognises and nobody else learns: `a•••@example.org`."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}•••@{host}" if host else ""


def mask_phone(number: str) -> str:
    """Return a number with its last two digits: `+212 ••• 78`."""
    return f"{number[:4]} ••• {number[-2:]}" if len(number) > 6 else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_EASTERN).strip()


def _belongs(sign: str, script: Script) -> bool:
    if sign in _MARKS or unicodedata.category(sign) == "Mn":
        return True
    return sign.isalpha() and unicodedata.name(sign, "").startswith(_SCRIPTS[script])
