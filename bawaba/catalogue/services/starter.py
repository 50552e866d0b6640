"""The starter catalogue: every JSONL file of the room's data folder."""

from importlib import resources
from pathlib import Path
from typing import Final

from bawaba.catalogue.services.imports import import_file
from bawaba.catalogue.services.publishing import Progress
from bawaba.catalogue.types import ImportResult
from bawaba.kernel.actors import Actor

FIRST: Final = ("citizens", "business", "sectors", "local")


def starter_files() -> list[Path]:
    """Return the shipped catalogues, the everyday ones first."""
    folder = resources.files("bawaba.catalogue").joinpath("data")
    with resources.as_file(folder) as path:
        files = [file for form in ("*.jsonl", "*.jsonl.gz") for file in path.glob(form)]
    order = {name: place for place, name in enumerate(FIRST)}
    return sorted(files, key=lambda file: (order.get(file.name.split(".")[0], len(FIRST)), file.name))


def starter_size() -> int:
    """Return how many rows the starter catalogue has, for a progress bar."""
    total = 0
    for file in starter_files():
        with file.open("rb") as lines:
            total += sum(1 for line in lines if line.strip())
    return total


def load_starter(*, actor: Actor, progress: Progress | None = None) -> ImportResult:
    """Import the starter catalogue; a second time changes nothing. progress: called with rows done.

    raises: FileBroken
    """
    results = [
        import_file(actor=actor, path=file, format="jsonl", progress=progress) for file in starter_files()
    ]
    return ImportResult(
        read=sum(one.read for one in results),
        imported=sum(one.imported for one in results),
        unchanged=sum(one.unchanged for one in results),
        quarantined=sum(one.quarantined for one in results),
        report=" ".join(one.report for one in results if one.report),
    )
