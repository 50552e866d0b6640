"""Readers of other catalogues' files, one module each (see `protocol`).

A reader's module is imported when its format is first read: what reads RDF weighs more than the whole
house at start-up, and most commands and workers never import a catalogue.
"""

from importlib import import_module
from typing import cast

from bawaba.catalogue.importers.protocol import Reader
from bawaba.catalogue.types import ImportFormat


def reader_of(name: ImportFormat) -> Reader:
    """Return what reads a format: for `service-public-fr`, `service_public_fr.read`."""
    return cast(Reader, import_module(f"{__name__}.{name.replace('-', '_')}").read)
