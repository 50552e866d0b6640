"""A register's file read by its mapping: which column holds which field, and which words mean what.

A mapping is data (`data/mappings/<format>.yaml`): another register is another file, not another reader.
"""

import csv
import hashlib
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from bawaba.ai.register.schema import ENUMERATIONS, TEXTS, Refused, Row, System

LONGEST_TEXT: Final = 20_000
LONGEST_NAME: Final = 500
_DATE: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})")


Container = Literal["csv", "jsonl", "json"]
PACKED: Final = ".xz"
CONTAINERS: Final[Mapping[str, Container]] = {".csv": "csv", ".jsonl": "jsonl", ".json": "json"}


class FileUnreadable(Exception):
    """The file as a whole is not what its format says; the place and why."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why


@dataclass(frozen=True)
class RegisterMapping:
    """How one register is read.

    container: what its file is when the name does not end in one of `CONTAINERS`
    records: where a JSON object holds the list of records
    columns: our field to the register's column; nothing: words that say nothing (`n/a`, `unknown`)
    words: for each enumeration, the register's word, as `plain` writes it, to ours
    key: the columns that name a system; rows that share them are counted
    """

    language: str
    container: Container
    encoding: str
    records: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    key: tuple[str, ...]
    nothing: frozenset[str]
    words: Mapping[str, Mapping[str, str]]


def mapping_of(found: Mapping[str, Any]) -> RegisterMapping:
    """Return a mapping from its parsed YAML; a mistake in one of ours is a programming mistake and raises."""
    words = {
        name: {plain(str(theirs)): ours for ours, many in lists.items() for theirs in many}
        for name, lists in found.get("words", {}).items()
    }
    for name, known in words.items():
        assert set(known.values()) <= set(ENUMERATIONS[name]), name
    assert set(found["columns"]) <= {*TEXTS, *ENUMERATIONS}, found["columns"]
    return RegisterMapping(
        language=found["language"],
        container=found["container"],
        encoding=found.get("encoding", "utf-8-sig"),
        records=found.get("records", ""),
        columns=dict(found["columns"]),
        required=tuple(found["required"]),
        key=tuple(found["key"]),
        nothing=frozenset(plain(str(word)) for word in found.get("nothing", [])),
        words=words,
    )


def plain(text: str) -> str:
    """Return a word as mappings compare it: small letters, single spaces, one kind of dash, no full stop."""
    return " ".join(text.replace("–", "-").replace("—", "-").replace("’", "'").casefold().split()).rstrip(".")


def read_register(path: Path, mapping: RegisterMapping) -> Iterator[Row]:
    """Yield every row of a register's file once, in order, as a system or as refused with its reason.

    raises: FileUnreadable
    """
    counted: Counter[str] = Counter()
    for line, record in _records(path, mapping):
        yield _system(line, record, mapping, counted) if record else Refused(line, "", "not-a-row")


def _system(line: int, record: Mapping[str, str], mapping: RegisterMapping, counted: Counter[str]) -> Row:
    texts = {name: record.get(mapping.columns.get(name, ""), "").strip() for name in TEXTS}
    for name in mapping.required:
        if plain(texts[name]) in {"", *mapping.nothing}:
            return Refused(line, name, "missing")
    if too_long := next((name for name, text in texts.items() if len(text) > _longest(name)), None):
        return Refused(line, too_long, "too-long")
    texts = {
        name: "" if name not in mapping.required and plain(text) in mapping.nothing else text
        for name, text in texts.items()
    }
    date = _DATE.match(texts["published_on"])
    texts["published_on"] = date[1] if date else ""
    words, unread = _words(record, mapping)
    named = "\x1f".join(plain(texts[name]) for name in mapping.key)
    counted[named] += 1
    key = hashlib.sha256(f"{named}\x1f{counted[named]}".encode()).hexdigest()[:32]
    return System(key, mapping.language, texts, words, unread)


def _longest(name: str) -> int:
    return LONGEST_NAME if name in {"name", "body", "unit"} else LONGEST_TEXT


def _words(record: Mapping[str, str], mapping: RegisterMapping) -> tuple[dict[str, str], dict[str, str]]:
    words: dict[str, str] = {}
    unread: dict[str, str] = {}
    for name in ENUMERATIONS:
        said = record.get(mapping.columns.get(name, ""), "").strip()
        found = mapping.words.get(name, {}).get(plain(said))
        words[name] = found or "unknown"
        if found is None and plain(said) not in {"", *mapping.nothing}:
            unread[name] = said[:200]
    return words, unread


def _records(path: Path, mapping: RegisterMapping) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (line, record) of a file; an empty record is a row that is none."""
    inner = path.with_suffix("") if path.suffix == PACKED else path
    container = CONTAINERS.get(inner.suffix.lower(), mapping.container)
    open_text = lzma.open if path.suffix == PACKED else open
    encoding = mapping.encoding
    try:
        encoding = _encoding(path, mapping)
        with open_text(path, "rt", encoding=encoding, newline="" if container == "csv" else None) as file:
            if container == "csv":
                yield from _csv_records(file, mapping)
            elif container == "jsonl":
                yield from _jsonl_records(file)
            else:
                yield from _json_records(file.read(), mapping, path.name)
    except UnicodeDecodeError as error:
        raise FileUnreadable(path.name, f"not {encoding}: byte {error.start}") from error
    except OSError as error:
        raise FileUnreadable(path.name, error.strerror or "cannot be opened") from error
    except (csv.Error, lzma.LZMAError, EOFError) as error:
        raise FileUnreadable(path.name, str(error)) from error


def _encoding(path: Path, mapping: RegisterMapping) -> str:
    """Return how a file's text is written: a copy that was saved anew as UTF-8 is read as such."""
    with (lzma.open if path.suffix == PACKED else open)(path, "rb") as file:
        try:
            file.read().decode("utf-8")
        except UnicodeDecodeError:
            return mapping.encoding
    return "utf-8-sig"


def _csv_records(file: Iterable[str], mapping: RegisterMapping) -> Iterator[tuple[int, Mapping[str, str]]]:
    rows = csv.reader(file)
    header = next(rows, [])
    missing = [mapping.columns[name] for name in mapping.required if mapping.columns[name] not in header]
    if missing:
        raise FileUnreadable("line 1", f"no column “{missing[0]}”")
    for row in rows:
        if any(cell.strip() for cell in row):
            yield rows.line_num, dict(zip(header, row, strict=True)) if len(row) == len(header) else {}


def _jsonl_records(file: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            yield line, _texts_of(json.loads(text))
        except (json.JSONDecodeError, RecursionError):
            yield line, {}


def _json_records(text: str, mapping: RegisterMapping, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileUnreadable(name, "not JSON") from error
    listed = found.get(mapping.records) if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise FileUnreadable(name, f"no list “{mapping.records}”")
    for line, record in enumerate(listed, 1):
        yield line, _texts_of(record)


def _texts_of(record: Any) -> Mapping[str, str]:
    if not isinstance(record, dict):
        return {}
    return {str(name): value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
            for name, value in record.items()}  # fmt: skip
