"""What single fields of a document say of a question: its title, each of its keywords, its words in pairs.

A channel adds a document's words up; it does not tell a title that says the question from words gathered
here and there. These shares do, for the few documents that the channels put first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

from bawaba.kernel.ports import SearchText
from bawaba.search.rules.analysis import ANALYSERS, query_terms
from bawaba.search.rules.synonyms import EXPANSION, Phrase, expand
from bawaba.search.rules.translation import translate_terms
from bawaba.search.rules.wordlists import read_lines
from bawaba.search.types import FieldReading, Pair

CHANNELS: Final = ("ar", "fr", "spoken")
NAMES: Final = ("in_title", "in_keywords", "in_fields", "title_said", "keyword_said", "pairs", "plain")
# What a word of a title or keyword weighs that the question does not say: about the rarity of the usual one.
UNSAID: Final = 4.5
SHORT_TITLE: Final = 6.0  # a title counts as longer by this much, or one word said of one would prove much
SHORT_SAID: Final = 8.0
# Which texts a channel reads.
_LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": ("ar", "darija"), "fr": ("fr",), "spoken": ("ar", "darija", "darija-latn"),
}  # fmt: skip
_CHANNELS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": CHANNELS, "darija": CHANNELS, "darija-latn": CHANNELS, "fr": ("fr", "ar"), "en": ("fr", "ar"),
}  # fmt: skip
_TRANSLATED: Final = frozenset({"fr", "darija-latn"})


@dataclass(frozen=True)
class AskedReading:
    """A question as one channel reads it: its terms in order, groups of synonyms, how rare each term is.

    What does not depend on a document is computed once: a question is compared with twenty of them.
    """

    terms: tuple[str, ...]
    groups: tuple[tuple[Phrase, ...], ...]
    rarity: Mapping[str, float]
    unseen: float

    @cached_property
    def said(self) -> frozenset[str]:
        """The terms of the question and of its synonyms."""
        return frozenset(self.terms).union(*(phrase for group in self.groups for phrase in group))

    @cached_property
    def weighed(self) -> list[tuple[str, float]]:
        """Each term with its rarity."""
        return [(term, self.rarity.get(term, self.unseen)) for term in self.terms]

    @cached_property
    def ranked(self) -> list[list[tuple[Phrase, float]]]:
        """The phrases of each group with their weights, the heaviest first."""
        weighed = ([(phrase, self.phrase_weight(phrase)) for phrase in group] for group in self.groups)
        return [sorted(group, key=lambda pair: -pair[1]) for group in weighed]

    @cached_property
    def whole(self) -> float:
        """What a field that says all of the question would weigh."""
        own = self.weight(self.terms) if self.terms else self.unseen
        return max(own + sum(EXPANSION * group[0][1] for group in self.ranked), 1e-6)

    @cached_property
    def neighbours(self) -> list[tuple[Pair, float]]:
        """Neighbouring terms with their weights."""
        return [(pair, self.weight(pair)) for pair in _pairs(self.terms)]

    def weight(self, terms: Iterable[str]) -> float:
        """Return the summed rarity of terms; what no document holds is the rarest."""
        return sum(self.rarity.get(term, self.unseen) for term in terms)

    def phrase_weight(self, phrase: Phrase) -> float:
        """Return the mean rarity of a synonym's terms."""
        return sum(self.rarity.get(term, 0.0) for term in phrase) / len(phrase)


def read_fields(texts: Mapping[str, SearchText]) -> Mapping[str, FieldReading]:
    """Return a document's fields by channel. texts: language → text."""
    return {channel: _read(channel, texts) for channel in CHANNELS}


def _read(channel: str, texts: Mapping[str, SearchText]) -> FieldReading:
    analyse = ANALYSERS[channel]
    held = [texts[language] for language in _LANGUAGES[channel] if language in texts]
    title = [term for text in held for term in analyse(text.title)]
    summary = [term for text in held for term in analyse(text.summary)]
    phrases = [terms for text in held for keyword in text.keywords if (terms := analyse(keyword))]
    keywords = frozenset(term for phrase in phrases for term in phrase)
    return FieldReading(
        title=frozenset(title),
        keywords=keywords,
        every=keywords | frozenset(title) | frozenset(summary),
        phrases=tuple(dict.fromkeys(map(frozenset, (title, *phrases)))),
        pairs=frozenset(pair for terms in (title, summary, *phrases) for pair in _pairs(terms)),
    )


def _pairs(terms: Sequence[str]) -> list[Pair]:
    """Return neighbours, each pair in one order: word order is free in speech."""
    return [(one, other) if one < other else (other, one) for one, other in pairwise(terms)]


def asked_terms(
    text: str, language: str
) -> dict[str, tuple[tuple[str, ...], tuple[tuple[Phrase, ...], ...]]]:
    """Return channel → the question's terms in it, and its groups of synonyms and translations."""
    found = {}
    for channel in _CHANNELS_OF.get(language, ()):
        groups = list(expand(channel, language, text).groups) if channel != "spoken" else []
        if channel == "ar" and language in _TRANSLATED:
            groups += [tuple((word,) for word in words) for words in translate_terms(text) if words]
        found[channel] = (tuple(query_terms(channel, text)), tuple(groups))
    return found


def compare_fields(asked: Mapping[str, AskedReading], fields: Mapping[str, FieldReading]) -> dict[str, float]:
    """Return what a document's fields say of a question, each in [0, 1], by `NAMES`.

    in_title, in_keywords, in_fields: share of the question found there, rare words first
    title_said, keyword_said: share of the title, of the best keyword or title, that the question says
    pairs: share of the question's neighbouring words that stand side by side in the document
    plain: 1 where the title has no word of `data/special_cases.txt` that the question does not say, else 0
    Of several channels the one that says most counts.
    """
    best = dict.fromkeys(NAMES, 0.0)
    for channel, question in asked.items():
        if question.terms or question.groups:
            for name, value in _compare(channel, question, fields[channel]).items():
                best[name] = max(best[name], value)
    return best


def _compare(channel: str, asked: AskedReading, fields: FieldReading) -> dict[str, float]:
    said = asked.said
    title_said = asked.weight(fields.title & said)
    return {
        "in_title": _share_in(asked, fields.title),
        "in_keywords": _share_in(asked, fields.keywords),
        "in_fields": _share_in(asked, fields.every),
        "title_said": title_said / (title_said + UNSAID * len(fields.title - said) + SHORT_TITLE),
        "keyword_said": max((_phrase_said(asked, phrase, said) for phrase in fields.phrases), default=0.0),
        "pairs": _pairs_share(asked, fields.pairs),
        "plain": float(bool(fields.title) and not (fields.title & special_terms(channel)) - said),
    }


@cache
def special_terms(channel: str) -> frozenset[str]:
    """Return the words that narrow a service to a special case, as a channel reads them."""
    words = [word for line in read_lines("special_cases.txt") for word in line.split(",")]
    return frozenset(term for word in words for term in ANALYSERS[channel](word))


def _share_in(asked: AskedReading, held: frozenset[str]) -> float:
    """Return the share of a question that some terms hold; synonyms count `EXPANSION`."""
    found = sum(weight for term, weight in asked.weighed if term in held)
    for group in asked.ranked:
        found += EXPANSION * next((weight for phrase, weight in group if held.issuperset(phrase)), 0.0)
    return found / asked.whole


def _phrase_said(asked: AskedReading, phrase: frozenset[str], said: frozenset[str]) -> float:
    known = asked.weight(phrase & said)
    if not known:
        return 0.0
    return known / (known + UNSAID * len(phrase - said)) * known / (known + SHORT_SAID)


def _pairs_share(asked: AskedReading, held: frozenset[Pair]) -> float:
    found = sum(weight for pair, weight in asked.neighbours if pair in held)
    return found / max(sum(weight for _, weight in asked.neighbours), 1e-6)
