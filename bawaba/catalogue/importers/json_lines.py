"""JSON Lines: one object a line; empty lines are passed over; a line that is no object is a bad row."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.importers.protocol import RowFault, quarantine
from bawaba.catalogue.importers.text_file import open_bytes, text_of
from bawaba.catalogue.types import Quarantined

Row = dict[str, Any]  # Any: JSON values


def read_objects(path: Path) -> Iterator[tuple[int, str, Row] | Quarantined]:
    """Yield (line number, the line, its object), or the line as quarantined.

    raises: FileBroken when the file cannot be unpacked, is no text, or holds no JSON object at all
    """
    sound = bad = 0
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, start=1):
            text = text_of(line)
            if text == "":
                continue
            row = _object_of(text)
            if row is None:
                bad += 1
                yield _not_json(number, line)
            else:
                sound += 1
                yield number, text or "", row
    if bad and not sound:
        raise FileBroken


def _object_of(text: str | None) -> Row | None:
    if text is None:
        return None
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _not_json(number: int, line: bytes) -> Quarantined:
    original = line.decode("utf-8", "backslashreplace").strip()
    return quarantine(line=number, fault=RowFault("", "not-json"), original=original)


def texts_in(row: Row, name: str) -> dict[str, str]:
    """Return a map language → text.

    raises: RowFault when it is anything else
    """
    value = row.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowFault(name, "wrong-type")
    for text in value.values():
        if text is not None and not isinstance(text, str):
            raise RowFault(name, "wrong-type")
    return {language_code(code): text for code, text in value.items() if text}


def text_in(row: Row, name: str) -> str:
    """Return a text, empty when absent.

    raises: RowFault when it is anything else
    """
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowFault(name, "wrong-type")
    return value


def list_in(row: Row, name: str) -> list[Any]:  # Any: JSON values
    """Return a list, empty when absent.

    raises: RowFault when it is anything else
    """
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RowFault(name, "wrong-type")
    return value


def strings_in(row: Row, name: str) -> tuple[str, ...]:
    """Return a list of texts; a single text stands for a list of one.

    raises: RowFault when it is anything else
    """
    value = [row[name]] if isinstance(row.get(name), str) and row[name] else list_in(row, name)
    if not all(isinstance(text, str) for text in value):
        raise RowFault(name, "wrong-type")
    return tuple(text for text in value if text)


def language_code(code: str) -> str:
    """Return a language's code as the catalogue writes it: `darija_latin` is `darija-latn`."""
    plain = code.strip().lower().replace("_", "-")
    return {"darija-latin": "darija-latn", "darija-ar": "darija", "darija-arab": "darija"}.get(plain, plain)
