"""Import what was sent through a page: declared coverage by its operator, measurements by the regulator."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.models import Layer
from bawaba.coverage.services.facts import import_declared, import_measured
from bawaba.coverage.services.layers import may_import
from bawaba.coverage.types import About
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

MOST_BYTES: Final = 50_000_000
Upload = Literal["declared", "measured"]
# What a file of each name begins with: a library that guesses by content must not be led to another format.
BEGINNINGS: Final[dict[str, tuple[bytes, ...]]] = {
    ".gpkg": (b"SQLite format 3\0",), ".parquet": (b"PAR1",), ".geojson": (b"{",), ".csv": (b"",),
    ".tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), ".tiff": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
}  # fmt: skip
ALLOWED: Final[dict[Upload, tuple[str, ...]]] = {
    "declared": (".gpkg", ".geojson", ".parquet", ".tif", ".tiff"),
    "measured": (".csv",),
}


def import_upload(
    *, actor: Actor, kind: Upload, name: str, pieces: Iterable[bytes], about: About, crs: str = ""
) -> Layer:
    """Import a file that somebody sent; nothing of it is kept but the figures.

    raises: PermissionDenied, CoverageFileInvalid and what the imports raise
    """
    if not may_import(actor, kind, about.operator):
        raise PermissionDenied
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).stem[:80] or 'file'}{_suffix(kind, name)}"
        _write(path, pieces)
        _check_beginning(path)
        if kind == "declared":
            return import_declared(actor=actor, source=path, about=about)
        return import_measured(actor=actor, source=path, about=about, crs=crs)


def _suffix(kind: Upload, name: str) -> str:
    suffix = Path(name).suffix.casefold()
    if suffix not in ALLOWED[kind]:
        reason = format_lazy(_("its name must end with one of {endings}"), endings=", ".join(ALLOWED[kind]))
        raise CoverageFileInvalid(reason, name=Path(name).name[:80])
    return suffix


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    written = 0
    with path.open("wb") as target:
        for piece in pieces:
            written += target.write(piece)
            if written > MOST_BYTES:
                reason = format_lazy(
                    _("it is larger than {most} MB; larger files are imported by command"),
                    most=MOST_BYTES // 1_000_000,
                )  # fmt: skip
                raise CoverageFileInvalid(reason, name=path.name)


def _check_beginning(path: Path) -> None:
    """Refuse a file that is not what its name says. raises: CoverageFileInvalid"""
    with path.open("rb") as source:
        head = source.read(16).lstrip() if path.suffix == ".geojson" else source.read(16)
    if not head.startswith(BEGINNINGS[path.suffix]) or (path.suffix == ".geojson" and not _is_geojson(path)):
        reason = format_lazy(_("this is no file of the kind that {ending} stands for"), ending=path.suffix)
        raise CoverageFileInvalid(reason, name=path.name)


def _is_geojson(path: Path) -> bool:
    """Say whether JSON is a collection of features; what ends early is told by its reader, with the line."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return path.read_bytes()[:4000].find(b'"FeatureCollection"') >= 0
    return isinstance(told, dict) and told.get("type") == "FeatureCollection"
