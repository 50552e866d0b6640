"""Writing the index: changed documents inside the caller's transaction, or everything again.

A batch of changed documents becomes, or joins, a segment. What they replace is retired: its
numbers are skipped when reading and dropped when segments are merged.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np
from django.db import transaction
from django.db.models import Q

from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.commands import Progress
from bawaba.kernel.ports import SearchDocument, search_sources
from bawaba.search.engines.reader import INDEX, reader
from bawaba.search.models import IndexedDocument, IndexState, Passage, Posting, Segment
from bawaba.search.rules import documents as rules
from bawaba.search.rules.packing import PostingList, cut, invert, merge, pack, unpack

BATCH: Final = 1000
OPEN_SEGMENT: Final = 1000
MOST_SEGMENTS: Final = 12
_ROWS: Final = 1000


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
    audit.record(
        actor=actor, verb="search.rebuilt", target=("search.index", INDEX), detail={"documents": count}
    )
    return {"documents": count}


def _offered_documents() -> Iterator[SearchDocument]:
    for source in search_sources.providers().values():
        yield from source()


def _batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, BATCH)):
        yield list({(document.kind, document.key): document for document in batch}.values())


def _locked_state() -> IndexState:
    IndexState.objects.get_or_create(
        name=INDEX, defaults={"generation": secrets.token_hex(8), "stamp": secrets.token_hex(8)}
    )
    return IndexState.objects.select_for_update().get(name=INDEX)


def _save(state: IndexState) -> None:
    state.stamp = secrets.token_hex(8)
    state.save()
    reader.forget()
    transaction.on_commit(reader.forget)


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
    lists = invert(
        (first + place, rules.impacts(document, averages)) for place, document in enumerate(analysed)
    )
    _write_lists(_segment_for(state, len(batch)), lists)


def _segment_for(state: IndexState, count: int) -> Segment:
    """Return the youngest segment while it has room, else a new one, already counting the newcomers."""
    youngest = Segment.objects.filter(number=state.last_segment).first()
    if youngest is None or youngest.documents + count > OPEN_SEGMENT:
        state.last_segment += 1
        youngest = Segment(number=state.last_segment, documents=0)
    youngest.documents += count
    youngest.save()
    return youngest


def _write_lists(segment: Segment, lists: dict[str, PostingList]) -> None:
    keys = sorted(lists)
    for start in range(0, len(keys), _ROWS):
        part = keys[start : start + _ROWS]
        rows = Posting.objects.filter(segment=segment.number, key__in=part)
        known = {row.key: row for row in rows}
        Posting.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
        Posting.objects.bulk_create(
            [_row(key, segment.number, _joined(known.get(key), lists[key])) for key in part]
        )


def _joined(row: Posting | None, added: PostingList) -> PostingList:
    if row is None:
        return added
    return merge([unpack(bytes(row.documents), bytes(row.weights), row.frequency), added])


def _row(key: str, segment: int, postings: PostingList) -> Posting:
    documents, weights = pack(cut(postings))
    return Posting(
        key=key, segment=segment, frequency=postings.frequency, documents=documents, weights=weights
    )


def _merge_when_many(state: IndexState) -> None:
    segments = list(Segment.objects.order_by("documents", "number"))
    if len(segments) > MOST_SEGMENTS:
        merge_segments(state, [segment.number for segment in segments[: MOST_SEGMENTS // 2 + 1]])


def merge_segments(state: IndexState, numbers: Sequence[int]) -> None:
    """Merge these segments into one new segment, without retired documents; strongest postings kept."""
    if not numbers:
        return
    state.last_segment += 1
    target = state.last_segment
    retired = np.array(
        IndexedDocument.objects.filter(live=False).order_by("number").values_list("number", flat=True),
        np.int32,
    )
    pending: list[Posting] = []
    for key, lists in _lists_by_key(numbers):
        merged = merge(lists, retired)
        if merged.frequency > 0:
            pending.append(_row(key, target, merged))
        if len(pending) >= _ROWS:
            Posting.objects.bulk_create(pending)
            pending = []
    Posting.objects.bulk_create(pending)
    kept = sum(Segment.objects.filter(number__in=numbers).values_list("documents", flat=True))
    Posting.objects.filter(segment__in=numbers).delete()
    Segment.objects.filter(number__in=numbers).delete()
    Segment.objects.create(number=target, documents=kept)


def _lists_by_key(segments: Sequence[int]) -> Iterator[tuple[str, list[PostingList]]]:
    """Read the lists of these segments key by key, a page at a time."""
    after = ""
    while True:
        keys = list(
            Posting.objects.filter(segment__in=segments, key__gt=after)
            .order_by("key").values_list("key", flat=True).distinct()[:_ROWS]
        )  # fmt: skip
        if not keys:
            return
        rows = Posting.objects.filter(segment__in=segments, key__in=keys).order_by("key", "segment")
        parts: dict[str, list[PostingList]] = {key: [] for key in keys}
        for key, frequency, documents, weights in rows.values_list(
            "key", "frequency", "documents", "weights"
        ):
            parts[key].append(unpack(bytes(documents), bytes(weights), frequency))
        yield from parts.items()
        after = keys[-1]
