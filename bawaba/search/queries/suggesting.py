"""Completions while typing, from the beginnings of the words of titles and keywords."""

from typing import Final

import numpy as np

from bawaba.kernel.languages import reading_order
from bawaba.search.engines.reader import Snapshot, reader
from bawaba.search.models import IndexedDocument
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.packing import posting_key
from bawaba.search.rules.suggesting import typed_forms
from bawaba.search.types import Suggestion

MOST_WORDS: Final = 8


def suggest(*, text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Return titles that hold every typed word or its beginning, in any script.

    language: in which titles are shown where they exist. At most two SQL queries.
    """
    snapshot = reader.current()
    numbers = _matching(snapshot, clean_query(text), limit)
    rows = IndexedDocument.objects.filter(number__in=numbers).values_list("number", "kind", "key", "titles")
    found = {number: (kind, key, titles) for number, kind, key, titles in rows}
    return [
        _suggestion(*found[number], language) for number in numbers if number in found and found[number][2]
    ]


def _suggestion(kind: str, key: str, titles: dict[str, str], language: str) -> Suggestion:
    shown = next((code for code in reading_order(language) if titles.get(code)), next(iter(titles)))
    return Suggestion(text=titles[shown], language=shown, kind=kind, key=key)


def _matching(snapshot: Snapshot, typed: str, limit: int) -> list[int]:
    forms = typed_forms(typed, detect_language(typed))[:MOST_WORDS]
    if not forms:
        return []
    lists = snapshot.postings.fetch(posting_key("prefix", form) for words in forms for form in words)
    table = snapshot.table
    total = np.zeros(table.size, np.float32)
    matched = np.zeros(table.size, np.int16)
    for words in forms:
        best = np.zeros(table.size, np.float32)
        for form in words:
            postings = lists.get(posting_key("prefix", form))
            if postings is not None:
                inside = postings.documents < table.size
                numbers = postings.documents[inside]
                best[numbers] = np.maximum(best[numbers], postings.weights[inside])
        total += best
        matched += best > 0
    candidates = np.flatnonzero((matched == len(forms)) & table.live)
    order = np.argsort(-total[candidates], kind="stable")[:limit]
    return [int(number) for number in candidates[order]]
