"""Readers of other catalogues' files, one module each (see `protocol`)."""

from collections.abc import Mapping
from typing import Final

from bawaba.catalogue.importers import cpsv_ap, ecitizen_ke, jsonl, service_public_fr
from bawaba.catalogue.importers.protocol import Reader
from bawaba.catalogue.types import ImportFormat

READERS: Final[Mapping[ImportFormat, Reader]] = {
    "jsonl": jsonl.read,
    "cpsv-ap": cpsv_ap.read,
    "service-public-fr": service_public_fr.read,
    "ecitizen-ke": ecitizen_ke.read,
}
"""What reads each format."""
