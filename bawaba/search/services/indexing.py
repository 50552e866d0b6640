"""Writing the index: changed documents inside the caller's transaction, or everything again.

A batch of changed documents becomes, or joins, a segment. What they replace is retired: its
numbers are skipped when reading and dropped when segments are merged.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.commands import Progress
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.ports import SearchDocument, search_sources
from bawaba.search.embedders import find_model
from bawaba.search.engines.postings import read_packed, write_packed
from bawaba.search.engines.reader import INDEX, reader
from bawaba.search.models import IndexedDocument, IndexState, Passage, Posting, Segment
from bawaba.search.rules import documents as rules
from bawaba.search.rules.packing import Inverter, PackedList, join
from bawaba.search.services.embedding import embed_in_background, load_vectors
from bawaba.search.services.popularity import apply_popularity

BATCH: Final = 1000
OPEN_SEGMENT: Final = 1000
OWN_SEGMENT: Final = 200
MOST_SEGMENTS: Final = 12
_ROWS: Final = 1000
_PAGE: Final = 5000


@transaction.atomic
def index_documents(
    *, changed: Iterable[SearchDocument] = (), removed: Iterable[tuple[str, str]] = ()
) -> None:
    """Take changed and removed documents into the index, inside the caller's transaction.

    The last of several changes to one document counts. Writers wait for each other on the state row.
    """
    latest = {(document.kind, document.key): document for document in changed}
    gone = [identity for identity in removed if identity not in latest]
    if not latest and not gone:
        return
    state = _locked_state()
    state.version += 1
    _retire([*latest, *gone], state.version)
    rows = list(latest.values())
    for start in range(0, len(rows), BATCH):
        _add_batch(state, rows[start : start + BATCH])
    _merge_when_many(state)
    _save(state)
    _embed_later()


@transaction.atomic
def rebuild_index(*, actor: Actor, progress: Progress | None = None) -> dict[str, int]:
    """Empty the index and fill it from every search source. Returns the number of documents."""
    state = _locked_state()
    for table in (Passage, Posting, Segment, IndexedDocument):
        table.objects.all().delete()
    state.generation, state.version = secrets.token_hex(8), 1
    state.last_number = state.last_segment = 0
    state.lengths = {}
    count = 0
    for batch in _batches(_offered_documents()):
        _add_batch(state, batch)
        count += len(batch)
        if progress is not None:
            progress.advance(len(batch))
    merge_segments(state, [segment.number for segment in Segment.objects.all()])
    _save(state)
    vectors = load_vectors(actor=actor)
    apply_popularity(actor=actor)
    epochs.advance()
    _embed_later()
    audit.record(
        actor=actor, verb="search.rebuilt", target=("search.index", INDEX), detail={"documents": count}
    )
    return {"documents": count, "vectors_loaded": vectors}


def _offered_documents() -> Iterator[SearchDocument]:
    for source in search_sources.providers().values():
        yield from source()


def _batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, BATCH)):
        yield list({(document.kind, document.key): document for document in batch}.values())


def _locked_state() -> IndexState:
    """Return the state row, locked; every writer queues at the audit's row first, in one order."""
    epochs.queue_up()
    IndexState.objects.get_or_create(
        name=INDEX, defaults={"generation": secrets.token_hex(8), "stamp": secrets.token_hex(8)}
    )
    return IndexState.objects.select_for_update().get(name=INDEX)


def _save(state: IndexState) -> None:
    state.stamp = secrets.token_hex(8)
    state.save()
    reader.forget()
    transaction.on_commit(reader.forget)


def _embed_later() -> None:
    """Ask for the vectors that are missing, as a job, if there is a model."""
    if find_model(settings.EMBEDDER):
        enqueue_once(embed_in_background)


def _retire(identities: Sequence[tuple[str, str]], version: int) -> None:
    for start in range(0, len(identities), _ROWS):
        condition = Q()
        for kind in {kind for kind, _ in identities}:
            keys = [key for other, key in identities[start : start + _ROWS] if other == kind]
            condition |= Q(kind=kind, key__in=keys)
        retired = IndexedDocument.objects.filter(condition, live=True)
        Passage.objects.filter(document__in=retired).delete()
        retired.update(live=False, version=version)


def _add_batch(state: IndexState, batch: Sequence[SearchDocument]) -> None:
    analysed = [rules.analyse_document(document) for document in batch]
    state.lengths = rules.add_lengths(state.lengths, analysed)
    averages = rules.average_lengths(state.lengths)
    first = state.last_number + 1
    state.last_number += len(batch)
    IndexedDocument.objects.bulk_create(
        [
            IndexedDocument(
                number=first + place, kind=document.kind, key=document.key, version=state.version,
                revision=document.revision, weight=document.weight,
                facets={name: list(values) for name, values in document.facets.items()},
                titles={language: text.title for language, text in document.texts.items() if text.title},
            )
            for place, document in enumerate(batch)
        ],
        batch_size=_ROWS,
    )  # fmt: skip
    Passage.objects.bulk_create(
        [
            Passage(document_id=first + place, content_hash=rules.passage_hash(text), text=text)
            for place, document in enumerate(batch)
            for text in rules.passages(document)
        ],
        batch_size=_ROWS,
    )
    inverter = Inverter()
    for place, document in enumerate(analysed):
        inverter.add(first + place, rules.impacts(document, averages))
    _write_lists(state, len(batch), list(inverter.lists()))


def _write_lists(state: IndexState, count: int, lists: list[tuple[str, PackedList]]) -> None:
    """Write a batch into the youngest segment while that is small, else as a segment of its own."""
    youngest = Segment.objects.filter(number=state.last_segment).first()
    if youngest is None or count >= OWN_SEGMENT or youngest.documents + count > OPEN_SEGMENT:
        state.last_segment += 1
        youngest = Segment(number=state.last_segment, documents=0)
    else:
        lists = _joined(lists, youngest.number)
    youngest.documents += count
    youngest.save()
    write_packed(lists, youngest.number)


def _joined(lists: list[tuple[str, PackedList]], segment: int) -> list[tuple[str, PackedList]]:
    """Take what the segment holds of these keys out of it, and return it joined with the new lists."""
    keys = [key for key, _ in lists]
    known = read_packed(keys, [segment])
    for start in range(0, len(keys), _ROWS):
        Posting.objects.filter(segment=segment, key__in=keys[start : start + _ROWS]).delete()
    return [(key, join([*known.get(key, ()), added])) for key, added in lists]


def _merge_when_many(state: IndexState) -> None:
    segments = list(Segment.objects.order_by("documents", "number"))
    if len(segments) > MOST_SEGMENTS:
        merge_segments(state, [segment.number for segment in segments[: MOST_SEGMENTS // 2 + 1]])


def merge_segments(state: IndexState, numbers: Sequence[int]) -> None:
    """Merge these segments into one new segment, without retired documents; strongest postings kept."""
    if len(numbers) < 2:
        return
    state.last_segment += 1
    target = state.last_segment
    retired = np.zeros(state.last_number + 1, np.bool_)
    retired[list(IndexedDocument.objects.filter(live=False).values_list("number", flat=True))] = True
    for keys in _pages_of_keys(numbers):
        merged = ((key, join(parts, retired)) for key, parts in read_packed(keys, numbers).items())
        write_packed(((key, packed) for key, packed in merged if packed.frequency > 0), target)
    kept = sum(Segment.objects.filter(number__in=numbers).values_list("documents", flat=True))
    Posting.objects.filter(segment__in=numbers).delete()
    Segment.objects.filter(number__in=numbers).delete()
    Segment.objects.create(number=target, documents=kept)


def _pages_of_keys(segments: Sequence[int]) -> Iterator[list[str]]:
    """Return the keys of these segments, in order, a page at a time."""
    after = ""
    while True:
        rows = Posting.objects.filter(segment__in=segments, key__gt=after).order_by("key")
        keys = list(rows.values_list("key", flat=True).distinct()[:_PAGE])
        if not keys:
            return
        yield keys
        after = keys[-1]
