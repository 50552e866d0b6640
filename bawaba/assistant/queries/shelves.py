"""Where answers are looked up: the published catalogue, or a file that is not loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.utils import timezone

from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.queries import get_service, read_catalogue_file, search_documents_for
from bawaba.catalogue.types import ServiceRecord, Texts
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.ports import SearchDocument
from bawaba.search.queries import AskedFields, AskedQuestion, Corpus, open_corpus, read_fields
from bawaba.search.types import Fields


@dataclass(frozen=True, slots=True)
class Entry:
    """A service with what a citation needs. as_of: when it was verified, or else published."""

    record: ServiceRecord
    authority_names: Texts
    version: int
    as_of: date | None


class Shelf(Protocol):
    """Finds services and what speaks for them. titles_only: nothing else is known of its services."""

    titles_only: bool

    def entry(self, identifier: str) -> Entry | None: ...

    def ask(self, *, text: str, whole: str, language: str) -> AskedQuestion: ...

    def ask_fields(self, *, text: str, language: str, gist: str = "") -> AskedFields: ...

    def fields(self, identifiers: Sequence[str]) -> Mapping[str, Fields]: ...

    def address(self, identifier: str, language: str) -> str: ...


_kept: Final[EpochMemory[str, Entry]] = EpochMemory(most=3_000)
_kept_fields: Final[EpochMemory[str, Fields]] = EpochMemory(most=2_000)


class PublishedShelf:
    """The published catalogue: three SQL queries for a service not kept since the last change, and four for
    all whose fields are not."""

    titles_only = False

    def __init__(self, *, hurried: bool = True) -> None:
        self._hurried = hurried

    def entry(self, identifier: str) -> Entry | None:
        return _kept.get_all([identifier], lambda missing: _load(missing[0])).get(identifier)

    def ask(self, *, text: str, whole: str, language: str) -> AskedQuestion:
        return AskedQuestion(text=text, whole=whole, language=language, hurried=self._hurried)

    def ask_fields(self, *, text: str, language: str, gist: str = "") -> AskedFields:
        return AskedFields(text=text, gist=gist, language=language)

    def fields(self, identifiers: Sequence[str]) -> Mapping[str, Fields]:
        return _kept_fields.get_all(identifiers, _load_fields)

    def address(self, identifier: str, language: str) -> str:
        return f"{settings.SITE_ADDRESS}/{language}/services/{identifier}"


def _load(identifier: str) -> Mapping[str, Entry]:
    try:
        service = get_service(identifier=identifier)
    except ServiceNotFound:
        return {}
    published_on = timezone.localtime(service.published_at).date()
    as_of = service.record.verified_on or published_on
    return {identifier: Entry(service.record, service.authority_names, service.revision, as_of)}


def _load_fields(identifiers: Sequence[str]) -> Mapping[str, Fields]:
    return {one.key: read_fields(one) for one in search_documents_for(identifiers=identifiers)}


class FileShelf:
    """A catalogue file, opened in memory."""

    def __init__(
        self, entries: Mapping[str, Entry], corpus: Corpus, documents: Sequence[SearchDocument]
    ) -> None:
        self._entries, self._corpus = entries, corpus
        self._documents = {one.key: one for one in documents}
        self._fields: dict[str, Fields] = {}
        self.titles_only = not any(
            entry.record.summaries or entry.record.keywords for entry in entries.values()
        )

    def entry(self, identifier: str) -> Entry | None:
        return self._entries.get(identifier)

    def ask(self, *, text: str, whole: str, language: str) -> AskedQuestion:
        return AskedQuestion(text=text, whole=whole, language=language, corpus=self._corpus)

    def ask_fields(self, *, text: str, language: str, gist: str = "") -> AskedFields:
        return AskedFields(text=text, gist=gist, language=language, corpus=self._corpus)

    def fields(self, identifiers: Sequence[str]) -> Mapping[str, Fields]:
        for one in identifiers:
            if one not in self._fields:
                self._fields[one] = read_fields(self._documents[one])
        return self._fields

    def address(self, identifier: str, language: str) -> str:
        return self._entries[identifier].record.url


def open_file(*, path: Path) -> FileShelf:
    """Return a JSON Lines catalogue opened in memory. No SQL query.

    raises: FileBroken
    """
    rows = read_catalogue_file(path=path)
    entries = {record.identifier: Entry(record, names, 0, record.verified_on) for record, names, _ in rows}
    documents = [document for *_, document in rows]
    return FileShelf(entries, open_corpus(documents=documents), documents)
