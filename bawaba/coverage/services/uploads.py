"""Whether a file that was sent is what its name says: its ending, its size, how it begins."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import MOST_MB, CoverageFileInvalid, TooLargeForPage
from bawaba.coverage.types import LayerKind

MOST_BYTES: Final = MOST_MB * 1_000_000
# What a file of each name begins with: a library that guesses by content must not be led to another format.
BEGINNINGS: Final[dict[str, tuple[bytes, ...]]] = {
    ".gpkg": (b"SQLite format 3\0",), ".parquet": (b"PAR1",), ".geojson": (b"{",), ".csv": (b"",),
    ".tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), ".tiff": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
}  # fmt: skip
_MAPS: Final = (".gpkg", ".geojson", ".parquet")
_RASTERS: Final = (".tif", ".tiff")
ALLOWED: Final[dict[LayerKind, tuple[str, ...]]] = {
    "areas": _MAPS, "people": (".csv", *_MAPS, *_RASTERS), "sites": (".csv",),
    "declared": (*_MAPS, *_RASTERS), "measured": (".csv",),
}  # fmt: skip


def check_sent(kind: LayerKind, part: str, name: str, pieces: Iterable[bytes]) -> bytes:
    """Return the whole content. part: `file`, or the `places` beside areas. raises: CoverageFileInvalid"""
    shown = Path(name.replace("\\", "/")).name[-80:] or "file"
    suffix, known = Path(shown).suffix.casefold(), (".csv",) if part == "places" else ALLOWED[kind]
    if suffix not in known:
        reason = format_lazy(_("its name must end with one of {endings}"), endings=", ".join(known))
        raise CoverageFileInvalid(reason, name=shown)
    content = _join(shown, pieces)
    if not content:
        raise CoverageFileInvalid(_("the file is empty"), name=shown)
    begins = (
        content.lstrip().startswith(b"{") if suffix == ".geojson" else content.startswith(BEGINNINGS[suffix])
    )
    if not begins or (suffix == ".geojson" and not _is_geojson(content)):
        reason = format_lazy(_("this is no file of the kind that {ending} stands for"), ending=suffix)
        raise CoverageFileInvalid(reason, name=shown)
    return content


def _join(name: str, pieces: Iterable[bytes]) -> bytes:
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLargeForPage(name=name)
    return b"".join(found)


def _is_geojson(content: bytes) -> bool:
    """Say whether JSON is a collection of features; what ends early is told by its reader, with the line."""
    try:
        told = json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return b'"FeatureCollection"' in content[:4000]
    return isinstance(told, dict) and told.get("type") == "FeatureCollection"
