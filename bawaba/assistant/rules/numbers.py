"""Numbers in texts, so that each one in an answer can be found again in what it cites."""

import re
from collections.abc import Iterable
from typing import Final

_EASTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789,")
_GROUP: Final = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009٬'](?=\d{3}(?!\d))")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


def to_western(text: str) -> str:
    """Return a text with Western figures."""
    return text.translate(_EASTERN)


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text in one form: Western figures, no grouping, a point before decimals."""
    plain = _GROUP.sub("", text.translate(_EASTERN))
    return [_canonical(found) for found in _NUMBER.findall(plain)]


def _canonical(number: str) -> str:
    whole, _, rest = number.replace(",", ".").partition(".")
    if "." in rest or (len(rest) == 3 and len(whole) <= 3 and whole != "0"):
        return f"{whole}{rest}".replace(".", "").lstrip("0") or "0"  # points that group thousands
    decimals = rest.rstrip("0")
    bare = whole.lstrip("0") or "0"
    return f"{bare}.{decimals}" if decimals else bare


def strange_numbers(text: str, sources: Iterable[str]) -> list[str]:
    """Return the numbers of a text that stand in none of its sources."""
    known = {number for source in sources for number in numbers_in(source)}
    return [number for number in numbers_in(text) if number not in known]
