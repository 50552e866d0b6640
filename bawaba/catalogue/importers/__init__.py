"""Readers of other catalogues' files, one module each (see `protocol`)."""

from collections.abc import Mapping
from typing import Final

from bawaba.catalogue.importers import cpsv_ap, jsonl
from bawaba.catalogue.importers.protocol import Reader
from bawaba.catalogue.types import ImportFormat

READERS: Final[Mapping[ImportFormat, Reader]] = {
    "jsonl": jsonl.read,
    "cpsv-ap": cpsv_ap.read,
}
"""What reads each format."""
