"""The quarantine: rows that were not imported, each with its line, field, reason and original."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from django.conf import settings

from bawaba.catalogue.rules import slug
from bawaba.catalogue.types import Quarantined


class QuarantineReport:
    """A JSON Lines file in `BAWABA_HOME/quarantine`, made at the first row and removed on failure."""

    def __init__(self, *, source: Path, moment: datetime) -> None:
        name = slug(source.name.split(".")[0], limit=60) or "file"
        self._path = Path(settings.HOME) / "quarantine" / f"{name}-{moment:%Y%m%dT%H%M%S%f}.jsonl"
        self._file: IO[str] | None = None
        self.count = 0

    @property
    def path(self) -> str:
        """Return where the report is, or an empty text when no row was quarantined."""
        return str(self._path) if self.count else ""

    def add(self, row: Quarantined) -> None:
        """Write one row."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
        self._file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            if error is not None:
                self._path.unlink(missing_ok=True)
