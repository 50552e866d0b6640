"""Read what a person typed in a page's fields: texts in, answers out; what cannot be read is kept as typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

from bawaba.forms.rules import identifiers as ids
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.types import Field, Json
from bawaba.kernel.languages import western_digits

Posted = Mapping[str, Sequence[str]]
Places = Callable[[str], str | None]
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("line", "territory", "postcode"),
    "map-point": ("lat", "lon"),
    "rc": ("number", "court"),
}
COUNT: Final = "count"
NOT_TYPED: Final = {"file", "signature", "computed", "information"}
"""Kinds that no text box answers: files and signatures have doors of their own."""

_SPACES: Final = re.compile(r"[ \t\u00a0\u202f\u2009٬']+")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:[.,٫][0-9]{1,9})?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[ /.\-]+([0-9]{1,2})[ /.\-]+([0-9]{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[ /.\-]+([0-9]{1,2})[ /.\-]+([0-9]{1,2})", re.ASCII)


@dataclass(slots=True)
class Read:
    """What a page's fields said: values by key, and by field name what could not be read."""

    values: dict[str, Json] = dataclass_field(default_factory=dict)
    typed: dict[str, str] = dataclass_field(default_factory=dict)


def read_fields(
    fields: Sequence[Field],
    posted: Posted,
    *,
    before: Mapping[str, Json],
    places: Places,
    prefix: str = "",
) -> Read:
    """Return what was typed in these fields, groups and repeating groups included.

    before: the answers kept so far: of fields that no text box answers, and of fields not on the page
    places: finds a territory's code from its name
    """
    read = Read()
    for field in fields:
        name = f"{prefix}{field.key}"
        if field.type == "group":
            inner = read_fields(field.fields, posted, before=before, places=places, prefix=prefix)
            read.values |= inner.values
            read.typed |= inner.typed
        elif field.type == "repeat":
            _read_repeat(field, posted, before, name, read, places)
        elif field.type in NOT_TYPED or not _was_shown(name, posted):
            if field.key in before:
                read.values[field.key] = before[field.key]
        else:
            _read_one(field, posted, name, read, places)
    return read


def read_value(field: Field, text: str) -> Json | None:
    """Return the answer that a text spells for a field of one text box, or None when it spells none."""
    return _READERS.get(field.type, _read_line)(text)


def _was_shown(name: str, posted: Posted) -> bool:
    """Say whether the field stood on the page that was sent; unticked boxes send nothing but this mark."""
    return name in posted.get("shown", ())


def _read_repeat(  # noqa: PLR0917 (private; all six are one reading)
    field: Field, posted: Posted, before: Mapping[str, Json], name: str, read: Read, places: Places
) -> None:
    if not _was_shown(name, posted):
        if field.key in before:
            read.values[field.key] = before[field.key]
        return
    old = before.get(field.key)
    known = old if isinstance(old, list) else []
    items = []
    for place in range(_count(posted.get(f"{name}.{COUNT}", ["0"])[0])):
        kept = known[place] if place < len(known) and isinstance(known[place], Mapping) else {}
        inner = read_fields(field.fields, posted, before=kept, places=places, prefix=f"{name}.{place}.")
        items.append(inner.values)
        read.typed |= inner.typed
    if items:
        read.values[field.key] = items


def _count(text: str) -> int:
    return min(int(text), 200) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _read_one(field: Field, posted: Posted, name: str, read: Read, places: Places) -> None:
    if field.type == "multi-choice":
        if chosen := [one for one in posted.get(name, ()) if one]:
            read.values[field.key] = list(dict.fromkeys(chosen))
        return
    if field.type in PARTS:
        _read_parts(field, posted, name, read, places)
        return
    text = _first(posted, name)
    if not text.strip():
        return
    value = places(text) if field.type == "territory" else read_value(field, text)
    if value is None:
        read.typed[name] = text
    else:
        read.values[field.key] = value


def _read_parts(field: Field, posted: Posted, name: str, read: Read, places: Places) -> None:
    texts = {part: _first(posted, f"{name}.{part}").strip() for part in PARTS[field.type]}
    filled = {part: text for part, text in texts.items() if text}
    if not filled:
        return
    value = {part: _read_part(part, text, places) for part, text in filled.items()}
    if any(one is None for one in value.values()):
        read.typed |= {f"{name}.{part}": text for part, text in filled.items()}
    else:
        read.values[field.key] = value


def _read_part(part: str, text: str, places: Places) -> Json | None:
    if part == "territory":
        return places(text)
    if part in ("lat", "lon"):
        return _read_number(text)
    return ids.compact(text) if part in ("postcode", "number") else _read_line(text)


def _first(posted: Posted, name: str) -> str:
    given = posted.get(name, ())
    return given[0] if given else ""


def _read_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _read_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_number(text: str) -> int | float | None:
    plain = _SPACES.sub("", western_digits(text.strip())).replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", ".").replace("٫", "."))
    return int(value) if value.is_integer() else value


def _read_date(text: str) -> str | None:
    """Return YYYY-MM-DD from a day written day first or year first, in western or Arabic figures."""
    plain = western_digits(text.strip())
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
    else:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def _read_flag(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _read_declaration(text: str) -> bool | None:
    return True if text == "yes" else None


def _read_email(text: str) -> str:
    return text.strip()


_READERS: Final[dict[str, Callable[[str], Json | None]]] = {
    "long-text": _read_lines, "integer": _read_number, "number": _read_number, "money": _read_number,
    "date": _read_date, "yes-no": _read_flag, "declaration": _read_declaration, "phone": ids.read_phone,
    "email": _read_email, "url": _read_email, "national-id": ids.compact, "ice": ids.compact,
    "iban": ids.compact, "rib": ids.compact,
}  # fmt: skip
assert set(_READERS) <= set(KINDS)
