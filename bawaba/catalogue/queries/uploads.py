"""Files that editors brought to import, and what a trial or an import of them gave. No SQL query."""

import json
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, cast

from django.conf import settings

from bawaba.catalogue.types import ImportFormat, ImportResult, Quarantined
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound

SHOWN_ROWS: Final = 200
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file kept aside. trial, done: what a dry run and the import gave; rows: the first quarantined."""

    token: str
    name: str
    format: ImportFormat
    path: Path
    trial: ImportResult | None
    done: ImportResult | None
    rows: tuple[Quarantined, ...]


def upload_folder(token: str) -> Path:
    """Return where an upload is kept.

    raises: NotFound for what is no token
    """
    if not _TOKEN.fullmatch(token):
        raise NotFound
    return Path(settings.HOME) / "files" / "imports" / token


def find_upload(*, actor: Actor, token: str) -> Upload:
    """Return an upload to who brought it.

    raises: NotFound when it is gone or somebody else's
    """
    folder = upload_folder(token)
    if not (folder / "about.json").is_file():
        raise NotFound
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    if about["actor"] != actor.key:
        raise NotFound
    trial, done = _result(folder / "trial.json"), _result(folder / "done.json")
    return Upload(
        token=token,
        name=about["name"],
        format=cast("ImportFormat", about["format"]),  # written by keep_upload
        path=folder / "file",
        trial=trial,
        done=done,
        rows=_rows(done or trial),
    )


def _result(path: Path) -> ImportResult | None:
    return ImportResult(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _rows(result: ImportResult | None) -> tuple[Quarantined, ...]:
    report = Path(result.report) if result and result.report else None
    if report is None or not report.is_file():
        return ()
    with report.open(encoding="utf-8") as lines:
        return tuple(Quarantined(**json.loads(line)) for line in islice(lines, SHOWN_ROWS))
