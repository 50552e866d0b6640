"""Suggestions while typing: beginnings of the words of titles and keywords, in either script."""

import re
from collections.abc import Sequence
from typing import Final

from bawaba.kernel.ports import SearchDocument
from bawaba.search.rules.analysis import LONGEST_PREFIX, all_words, word_prefixes
from bawaba.search.rules.folding import fold_tifinagh, is_arabic
from bawaba.search.rules.skeleton import skeleton_of, skeleton_words
from bawaba.search.rules.stemming import latin_words

_SKELETON_MARK: Final = "~"
_ARTICLE: Final = re.compile("^(?:وال|بال|فال|لل|ال)(?=..)")


def _forms(text: str) -> list[str]:
    """Return what a typed beginning may match: words, Arabic words without article, skeletons."""
    words = [*all_words(text), *latin_words(fold_tifinagh(text))]
    bare = [_ARTICLE.sub("", word) for word in words if is_arabic(word)]
    bones = [_SKELETON_MARK + skeleton for skeleton in skeleton_words(text) if len(skeleton) > 1]
    return list(dict.fromkeys([*words, *bare, *bones]))


def prefix_weights(document: SearchDocument) -> Sequence[tuple[str, float]]:
    """Return (beginning, weight) of a document: titles count more than keywords, early words more.

    Popularity breaks ties, so that a cut list keeps what is asked most.
    """
    weights: dict[str, float] = {}
    base = 0.4 * min(max(document.weight, 0.0), 1.0)
    for text in document.texts.values():
        for place, form in enumerate(_forms(text.title)):
            _raise(weights, form, base + 1.6 / (1.0 + 0.15 * place))
        for keyword in text.keywords:
            for form in _forms(keyword):
                _raise(weights, form, base + 0.5)
    return list(weights.items())


def _raise(weights: dict[str, float], form: str, weight: float) -> None:
    for prefix in word_prefixes(form):
        if weights.get(prefix, 0.0) < weight:
            weights[prefix] = weight


def typed_forms(text: str, language: str) -> list[tuple[str, ...]]:
    """Return for each typed word the prefix terms that may match it; the last one may be unfinished."""
    result: list[tuple[str, ...]] = []
    for word in [*all_words(text), *(latin_words(fold_tifinagh(text)) if language == "zgh" else ())]:
        forms = [word[:LONGEST_PREFIX]]
        bones = skeleton_of(word)
        if len(bones) > 1 and (language == "darija-latn" or not is_arabic(word)):
            forms.append((_SKELETON_MARK + bones)[:LONGEST_PREFIX])
        result.append(tuple(forms))
    return result
