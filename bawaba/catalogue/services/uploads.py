"""Files that editors bring: kept aside, tried, then imported on their word.

An upload lives in `BAWABA_HOME/files/imports/<token>/` for a day. Only who brought it can use it.
Keeping it changes nothing in the catalogue; `import_file` writes the audit row.
"""

import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from bawaba.catalogue.queries.uploads import Upload, find_upload, upload_folder
from bawaba.catalogue.services.imports import import_file
from bawaba.catalogue.services.publishing import Progress
from bawaba.catalogue.types import ImportFormat, ImportResult
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

KEPT_FOR: Final = timedelta(days=1)


def keep_upload(*, actor: Actor, name: str, format: ImportFormat, chunks: Iterable[bytes]) -> str:  # noqa: A002 - the word of the command line
    """Keep a file that an editor brought and return its token; uploads older than a day go."""
    _forget_old()
    token = secrets.token_hex(16)
    folder = upload_folder(token)
    folder.mkdir(parents=True, mode=0o700)
    with (folder / "file").open("wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
    about = {"actor": actor.key, "name": Path(name).name[:200], "format": format}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return token


def run_upload(*, actor: Actor, token: str, dry_run: bool, progress: Progress | None = None) -> ImportResult:
    """Try or import an upload, and keep what came of it beside the file.

    raises: NotFound when it is gone or somebody else's; FileBroken
    """
    upload = find_upload(actor=actor, token=token)
    result = import_file(
        actor=actor, path=upload.path, format=upload.format, dry_run=dry_run, progress=progress
    )
    _keep_result(upload, result, dry_run=dry_run)
    return result


def _keep_result(upload: Upload, result: ImportResult, *, dry_run: bool) -> None:
    name = "trial.json" if dry_run else "done.json"
    text = json.dumps(asdict(result), ensure_ascii=False)
    (upload.path.parent / name).write_text(text, encoding="utf-8")


def _forget_old() -> None:
    root = Path(settings.HOME) / "files" / "imports"
    if not root.is_dir():
        return
    oldest = (clock.now() - KEPT_FOR).timestamp()
    for folder in root.iterdir():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
