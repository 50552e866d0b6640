"""Kenya's eCitizen: services.csv beside agencies.csv, departments.csv and ministries.csv.

The four files give a tree of three levels: ministry, department, agency. Path: the folder or its
services.csv. The list says that a service exists, where and under whom; nothing of what it asks.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.importers.protocol import ImportedRow, RowFault, quarantine
from bawaba.catalogue.rules import is_web_address, slug
from bawaba.catalogue.types import (
    Channel,
    Cost,
    ImportedService,
    Item,
    Quarantined,
    ServiceRecord,
    SourcePage,
)
from bawaba.directory.types import BodyKind, BodyRecord
from bawaba.kernel.markup import clean_text

ORIGIN: Final = "ecitizen-ke"
SOURCE: Final = SourcePage(
    "https://github.com/karaalv/kenya-ecitizen-services-dataset",
    "Kenya eCitizen Services Dataset, karaalv, CC BY 4.0: name, agency and address of the service",
)
COLUMNS: Final = ("service_id", "service_name", "agency_id", "department_id", "ministry_id")

Row = Mapping[str, str]
_LEVELS: Final[tuple[tuple[str, str, BodyKind], ...]] = (
    ("ministry", "ministries.csv", "ministry"),
    ("department", "departments.csv", "department"),
    ("agency", "agencies.csv", "agency"),
)


def read(path: Path) -> Iterator[ImportedRow]:
    """Yield each row of services.csv as a record, or as quarantined.

    raises: FileBroken when a file is missing, is no text, or lacks a column
    """
    folder = path if path.is_dir() else path.parent
    bodies = _read_bodies(folder)
    for line, row in _rows(folder / "services.csv" if path.is_dir() else path, COLUMNS):
        if isinstance(row, Quarantined):
            yield row
            continue
        try:
            yield _imported(line, row, bodies)
        except RowFault as fault:
            yield quarantine(line=line, fault=fault, original=_original(row))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Row | Quarantined]]:
    """Yield (first line, row) of a CSV file; bytes that are no UTF-8 make their row a bad one."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            reader = csv.DictReader(stream)
            if not set(columns) <= set(reader.fieldnames or ()):
                raise FileBroken
            while True:
                line = reader.line_num + 1
                try:
                    row = next(reader)
                except csv.Error as error:
                    yield line, quarantine(line=line, fault=RowFault("", "not-csv"), original=str(error))
                except StopIteration:
                    return
                else:
                    yield line, _checked(line, row, len(reader.fieldnames or ()))
    except (OSError, csv.Error) as error:
        raise FileBroken from error


def _checked(line: int, row: dict[str, str], width: int) -> Row | Quarantined:
    """Return the row if every column is there and is text."""
    if len(row) != width or None in row or None in row.values():
        fault = RowFault("", "wrong-columns")
    elif any("\ud800" <= letter <= "\udfff" for value in row.values() for letter in value):
        fault = RowFault("", "not-utf-8")
    else:
        return row
    return quarantine(line=line, fault=fault, original=_original(row))


def _original(row: Mapping[str, object]) -> str:
    """Return the row as CSV; bytes that were no UTF-8 are written out."""
    kept = io.StringIO()
    csv.writer(kept).writerow([value for value in row.values() if value is not None])
    return kept.getvalue().strip().encode("utf-8", "backslashreplace").decode()


def _read_bodies(folder: Path) -> dict[str, BodyRecord]:
    """Return the tree by key, each parent before its parts."""
    bodies: dict[str, BodyRecord] = {}
    for level, file, kind in _LEVELS:
        for _, row in _rows(folder / file, (f"{level}_id", f"{level}_name")):
            if isinstance(row, Quarantined):
                continue
            body = _body(level, kind, row, bodies)
            if body is not None:
                bodies.setdefault(body.key, body)
    return bodies


def _body(level: str, kind: BodyKind, row: Row, above: Mapping[str, BodyRecord]) -> BodyRecord | None:
    name = clean_text(row[f"{level}_name"], limit=300)
    if not name or not slug(row[f"{level}_id"]):
        return None
    address, description = row.get(f"{level}_url", ""), clean_text(row.get(f"{level}_description", ""))
    return BodyRecord(
        key=_key(level, row[f"{level}_id"]),
        names={"en": name},
        kind=kind,
        parent=_parent(level, row, above),
        country="KE",
        url=address if is_web_address(address) and len(address) <= 500 else "",
        descriptions={"en": description} if description else {},
    )


def _key(level: str, given: str) -> str:
    return f"ke-{level}-{slug(given)}"


def _parent(level: str, row: Row, above: Mapping[str, BodyRecord]) -> str:
    """Return the nearest level above that the files describe."""
    levels = {"ministry": (), "department": ("ministry",), "agency": ("department", "ministry")}[level]
    keys = (_key(name, row.get(f"{name}_id", "")) for name in levels)
    return next((key for key in keys if key in above), "")


def _imported(line: int, row: Row, bodies: Mapping[str, BodyRecord]) -> ImportedService:
    keys = [_key(level, row[f"{level}_id"]) for level in ("agency", "department", "ministry")]
    authority = next((key for key in keys if key in bodies), "")
    if not authority:
        raise RowFault("agency_id", "unknown")
    return ImportedService(
        line=line,
        record=_record(row, authority),
        bodies=_path(authority, bodies),
        original=_original(row),
    )


def _path(key: str, bodies: Mapping[str, BodyRecord]) -> tuple[BodyRecord, ...]:
    path: list[BodyRecord] = []
    while key:
        path.append(bodies[key])
        key = bodies[key].parent
    return tuple(reversed(path))


def _record(row: Row, authority: str) -> ServiceRecord:
    given, url = row["service_id"].strip(), row.get("service_url", "").strip()
    description, requirements = row.get("service_description", ""), row.get("requirements", "")
    return ServiceRecord(
        identifier=f"ke-{slug(given)}" if given else "",
        titles={"en": row["service_name"]},
        summaries={"en": description} if description else {},
        authority=authority,
        audiences=("citizen",),
        documents=tuple(
            Item(f"d{place}", {"en": line})
            for place, line in enumerate(filter(None, map(str.strip, requirements.split("\n"))), start=1)
        ),
        cost=Cost(currency="KES"),
        channels=(Channel("online"),) if url else (),
        url=url,
        sources=(SOURCE,),
        confidence="general-knowledge",
        country="KE",
        origin=ORIGIN,
        external_ids={ORIGIN: given},
    )
