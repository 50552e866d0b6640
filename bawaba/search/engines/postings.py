"""Where posting lists come from: the database, or memory for evaluation. Both give the same lists."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final, Protocol

from bawaba.search.models import Posting
from bawaba.search.rules.packing import EMPTY, PostingList, cut, merge, pack, unpack

MOST_CACHED: Final = 4000
_CHUNK: Final = 500


class PostingSource(Protocol):
    """Gives posting lists by key; an unknown key is left out."""

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]: ...


class MemoryPostings:
    """Posting lists held in memory, packed and unpacked once so that weights are the stored ones."""

    def __init__(self, lists: Mapping[str, PostingList]) -> None:
        self._lists = {
            key: unpack(*pack(postings := cut(given)), postings.frequency) for key, given in lists.items()
        }

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]:
        return {key: self._lists[key] for key in keys if key in self._lists}


class DatabasePostings:
    """Posting lists of the database, the most recently used kept for one stamp of the index."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, PostingList] = OrderedDict()
        self._lock = Lock()

    def fetch(self, keys: Iterable[str]) -> Mapping[str, PostingList]:
        """Return the known lists. At most one SQL query for each 500 keys that are not kept."""
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            found = {key: self._kept[key] for key in wanted if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in wanted if key not in found]
        if missing:
            read = read_lists(missing)
            read.update((key, EMPTY) for key in missing if key not in read)
            found.update(read)
            self._keep(read)
        return {key: postings for key, postings in found.items() if postings is not EMPTY}

    def _keep(self, lists: Mapping[str, PostingList]) -> None:
        with self._lock:
            self._kept.update(lists)
            while len(self._kept) > MOST_CACHED:
                self._kept.popitem(last=False)


def read_lists(keys: list[str]) -> dict[str, PostingList]:
    """Return the lists of these keys, their segments merged. One SQL query for each 500 keys."""
    parts: dict[str, list[PostingList]] = {}
    for start in range(0, len(keys), _CHUNK):
        rows = Posting.objects.filter(key__in=keys[start : start + _CHUNK]).order_by("key", "segment")
        for key, frequency, documents, weights in rows.values_list(
            "key", "frequency", "documents", "weights"
        ):
            parts.setdefault(key, []).append(unpack(bytes(documents), bytes(weights), frequency))
    return {key: lists[0] if len(lists) == 1 else cut(merge(lists)) for key, lists in parts.items()}
