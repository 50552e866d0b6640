"""Documents for the tests of the search room."""

from collections.abc import Mapping, Sequence

import numpy as np

from bawaba.kernel.actors import system_actor
from bawaba.kernel.ports import SearchDocument, SearchText
from bawaba.search.embedders.protocol import Floats, unit_rows

ACTOR = system_actor("tests")


def document(
    key: str,
    title: str = "",
    *,
    language: str = "fr",
    summary: str = "",
    keywords: Sequence[str] = (),
    body: str = "",
    kind: str = "service",
    weight: float = 0.0,
    texts: Mapping[str, SearchText] | None = None,
    **facets: Sequence[str],
) -> SearchDocument:
    """Return a document with one text, or with `texts`."""
    one = {language: SearchText(title=title or key, summary=summary, keywords=keywords, body=body)}
    return SearchDocument(
        kind=kind,
        key=key,
        texts=texts if texts is not None else one,
        facets=facets,
        weight=weight,
        revision="1",
    )


class WordEmbedder:
    """A model that counts letters in 26 dimensions: enough to tell texts apart, the same each time."""

    dimensions = 26
    spread = 0.1

    def __init__(self, name: str = "letters") -> None:
        self.id = name
        self.embedded: list[str] = []
        self.asked: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        self.asked.extend(texts)
        counts = [[text.lower().count(chr(97 + place)) for place in range(26)] for text in texts]
        return unit_rows(np.array(counts, np.float32).reshape(len(texts), 26))

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        self.embedded.extend(texts)
        rows = self.embed_queries(texts)
        del self.asked[-len(texts) :]
        return rows
