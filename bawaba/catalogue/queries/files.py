"""A catalogue file read without importing it: for measuring on a catalogue that is not loaded."""

from pathlib import Path

from bawaba.catalogue.importers import jsonl
from bawaba.catalogue.rules import content_hash, search_document
from bawaba.catalogue.types import Quarantined, ServiceRecord, Texts
from bawaba.kernel.ports import SearchDocument


def read_catalogue_file(*, path: Path) -> list[tuple[ServiceRecord, Texts, SearchDocument]]:
    """Return each record of a JSON Lines catalogue with its authority's names, and as a search document.

    Rows that cannot be read are left out. No SQL query.
    raises: FileBroken
    """
    found = []
    for row in jsonl.read(path):
        if isinstance(row, Quarantined):
            continue
        record, names = row.record, row.authority_names
        document = search_document(
            record,
            revision=content_hash(record),
            authority_names=names,
            authorities=[record.authority] if record.authority else [],
        )
        found.append((record, names, document))
    return found
