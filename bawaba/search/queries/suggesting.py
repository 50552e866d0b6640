"""Completions while typing, from the beginnings of the words of titles and keywords."""

from typing import Final

import numpy as np
from django.db.models import Sum

from bawaba.kernel.languages import reading_order
from bawaba.search.engines.reader import Snapshot, reader
from bawaba.search.models import IndexedDocument, QueryCount
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.documents import normal_question
from bawaba.search.rules.packing import posting_key
from bawaba.search.rules.suggesting import typed_forms
from bawaba.search.types import Suggestion

MOST_WORDS: Final = 8
MOST_ASKED: Final = 2
FEWEST_LETTERS: Final = 3


def suggest(*, text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Return questions often asked that begin so, and titles that hold every typed word or its beginning.

    language: in which titles are shown where they exist. At most three SQL queries.
    """
    snapshot = reader.current()
    typed = clean_query(text)
    asked = _often_asked(typed)
    numbers = _matching(snapshot, typed, limit - len(asked))
    rows = IndexedDocument.objects.filter(number__in=numbers).values_list("number", "kind", "key", "titles")
    found = {number: (kind, key, titles) for number, kind, key, titles in rows}
    titles = [
        _suggestion(*found[number], language) for number in numbers if number in found and found[number][2]
    ]
    return [*asked, *titles]


def _often_asked(typed: str) -> list[Suggestion]:
    """Return questions that several people asked and answered with a click, in their normal form."""
    beginning = normal_question(typed)
    if len(beginning) < FEWEST_LETTERS:
        return []
    rows = (
        QueryCount.objects.filter(outcome="clicked", text__startswith=beginning)
        .exclude(text=beginning)
        .values_list("text").annotate(total=Sum("count")).order_by("-total", "text")[:MOST_ASKED]
    )  # fmt: skip
    return [Suggestion(text=text, language=detect_language(text)) for text, _ in rows]


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
