"""Words of the search room: a query's result, hits, facets, suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the reader narrows by; empty means all. `territory` is a code, `authority` a body key."""

    audience: str = ""
    event: str = ""
    authority: str = ""
    territory: str = ""
    country: str = ""
    online: bool | None = None
    free: bool | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; score has no unit and compares within one result only."""

    kind: str
    key: str
    score: float
    best_bet: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a query found.

    language: detected language of the question (`ar`, `darija`, `darija-latn`, `fr`, `en`, `zgh`)
    corrected: the spelling that was searched instead, or empty; did_you_mean: one to propose, or empty
    facets: name → value → number among all found (a bounded candidate set)
    hurried: words alone decided because many questions came at once; asked again, it may be better
    """

    hits: Sequence[Hit]
    total: int
    language: str
    corrected: str = ""
    did_you_mean: str = ""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    took_ms: float = 0.0
    hurried: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion while typing: the text to show and the document it leads to, if one."""

    text: str
    language: str
    kind: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may answer. values: channel → share of what a perfect document would get."""

    kind: str
    key: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for which documents; with_vectors: a model was asked too."""

    language: str
    candidates: Sequence[Candidate]
    with_vectors: bool


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A document's fields as one channel reads them; pairs: words that stand side by side."""

    title: frozenset[str]
    keywords: frozenset[str]
    every: frozenset[str]
    phrases: tuple[frozenset[str], ...]
    pairs: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title's words. size: how many; places: where each form (channel, term) of a word stands."""

    size: int
    places: Mapping[Pair, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class WordReading:
    """A document's words by their forms (channel, term).

    titles: of each language; above: forms in titles and keywords; below: only in summaries
    """

    titles: tuple[TitleReading, ...]
    above: frozenset[Pair]
    below: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Fields:
    """A document's fields, as channels read them and word by word."""

    channels: Mapping[str, FieldReading]
    words: WordReading
