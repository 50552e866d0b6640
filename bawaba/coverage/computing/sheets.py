"""Small CSV files, row by row, with the line of whatever is wrong. For a million rows see `computing.points`."""

import csv
import itertools
import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.kernel.errors import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: where it stands and what its cells say."""

    name: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str, default: str = "") -> str:
        return self.cells.get(column, "") or default

    def number(self, column: str, default: float | None = None) -> float:
        """Return a finite number. raises: CoverageFileInvalid"""
        given = self.text(column)
        if not given and default is not None:
            return default
        try:
            value = float(given)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.refuse(no_number(given, column))
        return value

    def choice(self, column: str, choices: Mapping[str, str], default: str = "") -> str:
        """Return what one of the accepted spellings means. raises: CoverageFileInvalid"""
        given = self.text(column, default)
        meant = choices.get(given.casefold().replace(" ", "").replace("-", "").replace("_", ""))
        if meant is None:
            reason = _("“{value}” in column {column} is not one of {choices}")
            known = ", ".join(dict.fromkeys(choices.values()))
            raise self.refuse(format_lazy(reason, value=given, column=column, choices=known))
        return meant

    def refuse(self, reason: object) -> CoverageFileInvalid:
        return CoverageFileInvalid(format_lazy("{}", reason), name=self.name, line=self.line)


def read_rows(path: Path, *, needs: Sequence[str], after: int = 0) -> Iterator[Row]:
    """Yield the rows of a CSV file in UTF-8 that has the columns `needs`, and maybe more.

    after: lines to leave out below the header
    raises: CoverageFileInvalid
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.reader(source, strict=True)
            header = [name.strip() for name in next(reader, [])]
            missing = [name for name in needs if name not in header]
            if missing:
                reason = format_lazy(_("column {column} is missing"), column=", ".join(missing))
                raise CoverageFileInvalid(reason, name=path.name, line=1)
            left_out = sum(1 for _line in itertools.islice(source, after))
            for cells in reader:
                if cells:
                    yield _row(path.name, left_out + reader.line_num, header, cells)
    except OSError as error:
        raise CoverageFileInvalid(error.strerror or "", name=path.name) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise not_utf8(path) from error


def no_number(given: str, column: str) -> Text:
    """Return what to say of a cell that holds no number."""
    if not given.strip():
        return format_lazy(_("a number is missing in column {column}"), column=column)
    return format_lazy(_("“{value}” in column {column} is not a number"), value=given[:40], column=column)


def not_utf8(path: Path) -> CoverageFileInvalid:
    """Return the refusal of a file that is no CSV in UTF-8, with the first line that is in another encoding."""
    with path.open("rb") as source:
        for number, line in enumerate(source, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                reason = _("this is not CSV in UTF-8: save it again in that encoding")
                return CoverageFileInvalid(reason, name=path.name, line=number)
    return CoverageFileInvalid(
        _("this is not CSV: is a quotation mark open? Does the file end early?"), name=path.name
    )


def line_of(path: Path, row: int) -> int:
    """Return the line of a row from 0 below the header; empty lines hold no row."""
    seen = -2
    with path.open("rb") as source:
        for number, line in enumerate(source, 1):
            seen += bool(line.strip())
            if seen == row:
                return number
    return row + 2


def _row(name: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        reason = _("{found} cells where {expected} are expected; does the file end early?")
        text = format_lazy(reason, found=len(cells), expected=len(header))
        raise CoverageFileInvalid(text, name=name, line=line)
    return Row(name, line, {key: cell.strip() for key, cell in zip(header, cells, strict=True)})


def write_rows(path: Path, rows: Iterable[Mapping[str, object]], *, columns: Sequence[str]) -> None:
    """Write a CSV file whole or not at all."""
    descriptor, draft = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
