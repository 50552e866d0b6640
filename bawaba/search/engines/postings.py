"""Where posting lists come from: the database, or memory for evaluation. Both give the same lists."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Final, Protocol

from django.db import connection

from bawaba.search.models import Posting
from bawaba.search.rules.packing import PackedList, PostingList, join, posting_key, unpack

MOST_CACHED: Final = 5_000_000  # postings, 8 bytes each
WORDS: Final = posting_key("word", "")
_CHUNK: Final = 500
_COLUMNS: Final = "key, segment, frequency, documents, weights"
_COPIED_TYPES: Final = ("varchar", "int4", "int4", "bytea", "bytea")  # the columns' own, as models say


class PostingSource(Protocol):
    """Gives posting lists by key; an unknown key is left out."""

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]: ...


class MemoryPostings:
    """Posting lists held in memory, from the same packed form as the database holds."""

    def __init__(self, lists: Iterable[tuple[str, PackedList]]) -> None:
        self._lists = {key: unpack(packed) for key, packed in lists}

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]:
        return {key: self._lists[key] for key in keys if key in self._lists}

    def words(self) -> list[str]:
        """Return the whole words of titles, keywords and summaries."""
        return [key.removeprefix(WORDS) for key in self._lists if key.startswith(WORDS)]


class DatabasePostings:
    """Posting lists of the database, the most recently used kept for one stamp of the index."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, PostingList | None] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]:
        """Return the known lists. One SQL query for each 500 keys that are not kept."""
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            found = {key: self._kept[key] for key in wanted if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in wanted if key not in found]
        if missing:
            packed = read_packed(missing)
            read = {key: unpack(join(packed[key])) if key in packed else None for key in missing}
            self._keep(read)
            found.update(read)
        return {key: postings for key, postings in found.items() if postings is not None}

    def _keep(self, lists: Mapping[str, PostingList | None]) -> None:
        with self._lock:
            for key, postings in lists.items():
                if key not in self._kept:
                    self._kept[key] = postings
                    self._size += _weight_of(postings)
            while self._size > MOST_CACHED:
                self._size -= _weight_of(self._kept.popitem(last=False)[1])


def _weight_of(postings: PostingList | None) -> int:
    """Return how many postings a kept list stands for; the entry itself counts as a few."""
    return 16 + (len(postings.documents) if postings is not None else 0)


def read_packed(keys: Sequence[str], segments: Sequence[int] | None = None) -> dict[str, list[PackedList]]:
    """Return key → its packed lists by segment. One SQL query for each 500 keys.

    segments: only these, or all
    """
    parts: dict[str, list[PackedList]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), _CHUNK):
            wanted = keys[start : start + _CHUNK]
            cursor.execute(_select(len(wanted), len(segments or ())), [*wanted, *(segments or ())])
            for key, documents, weights, frequency in cursor.fetchall():
                parts.setdefault(key, []).append(PackedList(bytes(documents), bytes(weights), frequency))
    return parts


@lru_cache(maxsize=1000)
def _select(keys: int, segments: int) -> str:
    """Return the statement that reads lists: the ORM takes longer to write it than the database to run it."""
    table = connection.ops.quote_name(Posting._meta.db_table)
    inside = f" AND segment IN ({', '.join(['%s'] * segments)})" if segments else ""
    return (
        f"SELECT key, documents, weights, frequency FROM {table}"  # noqa: S608  no value is written into it
        f" WHERE key IN ({', '.join(['%s'] * keys)}){inside} ORDER BY key, segment"
    )


def read_words() -> list[str]:
    """Return the whole words of titles, keywords and summaries. One SQL query over the keys' index."""
    keys = Posting.objects.filter(key__startswith=WORDS).values_list("key", flat=True).distinct()
    return [key.removeprefix(WORDS) for key in keys]


def write_packed(rows: Iterable[tuple[str, PackedList]], segment: int) -> None:
    """Add packed lists to a segment that does not hold these keys yet.

    Written with one prepared statement, on PostgreSQL as one COPY: an object or a statement for each
    of a million rows is most of a rebuild.
    """
    table = connection.ops.quote_name(Posting._meta.db_table)
    values = ((key, segment, row.frequency, row.documents, row.weights) for key, row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(_COPIED_TYPES)
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)", list(values))  # noqa: S608
