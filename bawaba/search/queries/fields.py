"""What the fields of a few documents say of a question, for rooms that weigh evidence themselves."""

from collections.abc import Mapping
from typing import Final

from bawaba.kernel.ports import SearchDocument
from bawaba.search.engines.reader import reader
from bawaba.search.queries.evidence import Corpus
from bawaba.search.queries.searching import working_embedder
from bawaba.search.rules import aligning
from bawaba.search.rules import fields as rules
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.fields import AskedReading
from bawaba.search.rules.packing import posting_key
from bawaba.search.rules.scoring import inverse_frequency
from bawaba.search.types import Fields

FIELD_SIGNS: Final = (*rules.NAMES, *aligning.NAMES)


class AskedFields:
    """One question to be compared with fields. SQL queries: one where its evidence did not need them already.

    gist: its words without those that only ask, where that is known
    """

    def __init__(self, *, text: str, language: str, gist: str = "", corpus: Corpus | None = None) -> None:
        index = corpus.index if corpus is not None else reader.searchable(working_embedder())
        asked = rules.asked_terms(clean_query(text), language)
        named = {
            (channel, term): posting_key(channel, term)
            for channel, (terms, groups) in asked.items()
            for term in (*terms, *(term for group in groups for phrase in group for term in phrase))
        }
        words = aligning.asked_words(clean_query(gist or text), language)
        keyed = {key: posting_key(*key) for key in aligning.keys_of(words)}
        lists = index.postings.fetch([*named.values(), *keyed.values()])
        count = index.table.count
        rarity = {
            place: inverse_frequency(count, lists[key].frequency)
            for place, key in named.items()
            if key in lists
        }
        unseen = inverse_frequency(count, 0)
        known = {
            key: inverse_frequency(count, lists[name].frequency)
            for key, name in keyed.items()
            if name in lists
        }
        self._words = aligning.weigh_words(words, known, unseen)
        self._asked = {
            channel: AskedReading(
                terms,
                groups,
                {term: value for (other, term), value in rarity.items() if other == channel},
                unseen,
            )
            for channel, (terms, groups) in asked.items()
        }

    def compare(self, fields: Fields) -> Mapping[str, float]:
        """Return what a document's fields say of the question, by `FIELD_SIGNS`."""
        return {
            **rules.compare_fields(self._asked, fields.channels),
            **aligning.compare_words(self._words, fields.words),
        }


def read_fields(document: SearchDocument) -> Fields:
    """Return a document's fields as they are compared. No SQL query."""
    return Fields(rules.read_fields(document.texts), aligning.read_words(document.texts))
