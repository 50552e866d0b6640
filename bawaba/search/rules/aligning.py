"""A question laid beside a document word by word: which of its words the document says, in any way.

Channels add up their own words and know nothing of each other, so a question in two languages, or with
one word spelled by ear, is half held by each. Here every word of a question has all its forms at once
(its stems, its consonants, its root, its translations and synonyms), and the best one counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from bawaba.kernel.ports import SearchText
from bawaba.search.rules.roots import SOUND, roots_of, sound_of
from bawaba.search.rules.skeleton import skeleton_of
from bawaba.search.rules.stemming import stem_arabic, stem_french
from bawaba.search.rules.synonyms import READERS, Phrase, shipped_thesaurus
from bawaba.search.rules.translation import translate_stem
from bawaba.search.rules.wordlists import fold
from bawaba.search.types import TitleReading, WordReading

ARABIC, FRENCH, BONES, ROOT = "ar", "fr", "spoken", "root"
# How much another way of saying a word proves that it is said: the word itself proves it wholly.
HEARD: Final = 0.9  # its consonants, three or more
ROOTED: Final = 0.6  # another word of its root
NEAR: Final = 0.5  # two consonants and how it begins
MEANT: Final = 0.8  # a synonym or a translation
BELOW: Final = 0.7  # in the summary, neither in the title nor among the keywords
UNSAID: Final = 4.0  # what a title's word weighs that the question does not say
SHORT_TITLE: Final = 4.0
NAMES: Final = ("said", "told")
MOST_WORDS: Final = 40
Key = tuple[str, str]
Rarity = Mapping[Key, float]
_WORD: Final = re.compile("[\u0621-\u064a]+|[a-z0-9]+")
_ELISION: Final = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu)['’](?=[a-z0-9])")
_ARABIC_LETTER: Final = re.compile("[\u0621-\u064a]")


@dataclass(frozen=True, slots=True)
class Option:
    """One way of saying a word: keys that a document must hold, and what holding them all proves."""

    keys: tuple[Key, ...]
    proof: float
    translated: bool = False


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question, or a phrase of the thesaurus in it, with every way of saying it.

    own: the keys of its own forms, whose rarity is the word's; options: the surest first
    """

    own: tuple[Key, ...]
    options: tuple[Option, ...]


@lru_cache(maxsize=10_000)
def forms_of(word: str) -> Mapping[Key, float]:
    """Return the keys of a folded word and what each proves; nothing for a word without meaning."""
    arabic = _ARABIC_LETTER.match(word) is not None
    found: dict[Key, float] = {}
    if word.isdigit():
        return {(ARABIC, word): 1.0}
    stem = stem_arabic(word) if arabic else stem_french(word)
    bones = skeleton_of(word)
    if arabic and not stem:
        return {}
    if stem:
        found[ARABIC if arabic else FRENCH, stem] = 1.0
    if len(bones) >= SOUND:
        found[BONES, bones] = HEARD
        found.update({(ROOT, root): ROOTED for root in roots_of(bones)})
    elif bones:
        found[ROOT, sound_of(word, bones)] = NEAR
    return found


def read_words(texts: Mapping[str, SearchText]) -> WordReading:
    """Return a document's words with all their forms. texts: language → text."""
    titles, above, below = [], set[Key](), set[Key]()
    for text in texts.values():
        words = [forms for word in _words(text.title) if (forms := forms_of(word))]
        if words:
            titles.append(_read_title(words))
        above.update(*words, *(forms_of(word) for keyword in text.keywords for word in _words(keyword)))
        below.update(*(forms_of(word) for word in _words(text.summary)))
    return WordReading(tuple(titles), frozenset(above), frozenset(below - above))


def _read_title(words: Sequence[Mapping[Key, float]]) -> TitleReading:
    places: dict[Key, tuple[int, ...]] = {}
    for place, forms in enumerate(words):
        for key in forms:
            places[key] = (*places.get(key, ()), place)
    return TitleReading(len(words), places)


def _words(text: str) -> list[str]:
    return _WORD.findall(_ELISION.sub("", fold(text)))


def asked_words(text: str, language: str) -> tuple[AskedWord, ...]:
    """Return the words of a question with every way of saying each."""
    words = [word for word in dict.fromkeys(_words(text)) if _means(word, language)][:MOST_WORDS]
    spans = _spans(words, language)
    found, place = [], 0
    while place < len(words):
        size, phrases = spans.get(place, (1, ()))
        found.append(_asked(words[place : place + size], phrases, language))
        place += size
    return tuple(found)


def _means(word: str, language: str) -> bool:
    """Say whether a word has meaning; in a question that mixes two languages, it must in both."""
    if _ARABIC_LETTER.match(word) or word.isdigit():
        return bool(stem_arabic(word))
    if language == "darija-latn":
        return bool(stem_french(word)) and bool(skeleton_of(word))
    return bool(stem_french(word))


def _asked(words: Sequence[str], phrases: Iterable[tuple[str, Phrase]], language: str) -> AskedWord:
    options = [
        Option(tuple((channel, term) for term in phrase), MEANT) for channel, phrase in dict.fromkeys(phrases)
    ]
    own: list[Key] = []
    if len(words) > 1:
        options += _together(words, language)
    for word in words:
        for (channel, term), proof in _spoken_forms(word, language).items():
            options.append(Option(((channel, term),), proof / len(words)))
            if channel != ROOT:
                own.append((channel, term))
        if not _ARABIC_LETTER.match(word):
            translated = translate_stem(stem_french(word))
            options += [
                Option(((ARABIC, term),), MEANT * weight / len(words), translated=True)
                for term, weight in translated.items()
            ]
    return AskedWord(tuple(own), tuple(sorted(dict.fromkeys(options), key=lambda one: -one.proof)))


def _together(words: Sequence[str], language: str) -> Iterator[Option]:
    """Yield the words of a phrase all said, in each channel that reads every one of them."""
    forms = [_spoken_forms(word, language) for word in words]
    for channel in (ARABIC, FRENCH, BONES):
        keys = [next((key for key in one if key[0] == channel), None) for one in forms]
        if all(keys):
            yield Option(tuple(key for key in keys if key), HEARD if channel == BONES else 1.0)


def _spoken_forms(word: str, language: str) -> Mapping[Key, float]:
    """Return the forms of a question's word; French is not read by its consonants."""
    forms = forms_of(word)
    if language in {"fr", "en"}:
        return {key: proof for key, proof in forms.items() if key[0] not in {BONES, ROOT}}
    return forms


def _spans(words: Sequence[str], language: str) -> dict[int, tuple[int, list[tuple[str, Phrase]]]]:
    """Return where phrases of the thesaurus stand: place → how many words, and what they mean elsewhere."""
    thesaurus = shipped_thesaurus()
    spans: dict[int, tuple[int, list[tuple[str, Phrase]]]] = {}
    for column in thesaurus.columns_for(language):
        read = READERS[column]
        terms = [(term, place) for place, word in enumerate(words) for term in read(word)]
        for start, size, groups in thesaurus.spans(column, [term for term, _ in terms]):
            first, last = terms[start][1], terms[start + size - 1][1]
            length, known = spans.get(first, (0, []))
            if last - first + 1 < length:
                continue
            longer = known if last - first + 1 == length else []
            told = [
                (channel, one) for channel in (ARABIC, FRENCH) for one in thesaurus.phrases(groups, channel)
            ]
            spans[first] = (last - first + 1, [*longer, *told])
    return spans


@dataclass(frozen=True)
class WeighedWords:
    """A question's words with their weights: how rare each is among the documents.

    What does not depend on a document is computed once: a question is compared with forty of them.
    """

    words: Sequence[tuple[float, AskedWord]]

    @cached_property
    def whole(self) -> float:
        """What a document that says everything would weigh."""
        return sum(weight for weight, _ in self.words)

    @cached_property
    def single(self) -> Mapping[Key, float]:
        """What each way of saying a word by one key gives."""
        found: dict[Key, float] = {}
        for weight, word in self.words:
            for option in word.options:
                if len(option.keys) == 1:
                    key = option.keys[0]
                    found[key] = max(found.get(key, 0.0), weight * option.proof)
        return found

    @cached_property
    def several(self) -> Sequence[tuple[tuple[Key, ...], float]]:
        """What the ways of saying a word by several keys give."""
        return [
            (option.keys, weight * option.proof)
            for weight, word in self.words
            for option in word.options
            if len(option.keys) > 1
        ]

    @cached_property
    def every(self) -> Sequence[tuple[float, AskedWord, frozenset[Key]]]:
        """The words with their weights and all keys of their options."""
        return [
            (weight, word, frozenset(key for option in word.options for key in option.keys))
            for weight, word in self.words
        ]


def keys_of(words: Iterable[AskedWord]) -> Iterator[Key]:
    """Yield the keys whose rarity is needed."""
    for word in words:
        yield from word.own
        for option in word.options:
            yield from (key for key in option.keys if key[0] != ROOT)


def weigh_words(words: Sequence[AskedWord], rarity: Rarity, unseen: float) -> WeighedWords:
    """Return the words with weights. rarity: of each key that a document holds; unseen: of any other."""
    return WeighedWords([(_weight(word, rarity, unseen), _untranslated(word, rarity)) for word in words])


def _untranslated(word: AskedWord, rarity: Rarity) -> AskedWord:
    """Leave out the mined translations of a word that documents say themselves."""
    if not any(key in rarity for key in word.own):
        return word
    return AskedWord(word.own, tuple(option for option in word.options if not option.translated))


def _weight(word: AskedWord, rarity: Rarity, unseen: float) -> float:
    """Return the rarity of a word by its own forms, else by the surest way of saying it that is known."""
    own = [rarity[key] for key in word.own if key in rarity]
    if own:
        return max(own)
    known = [
        (option.proof, -sum(rarity[key] for key in option.keys) / len(option.keys))
        for option in word.options
        if all(key in rarity for key in option.keys)
    ]
    return -max(known)[1] if known else unseen


def compare_words(asked: WeighedWords, held: WordReading) -> dict[str, float]:
    """Return what a document's words say of a question, by `NAMES`, each in [0, 1].

    said: share of the question that the document says; told: share of its title that the question tells
    """
    whole = asked.whole
    if not whole:
        return dict.fromkeys(NAMES, 0.0)
    said = sum(
        weight * _proof(word, held)
        for weight, word, keys in asked.every
        if not (keys.isdisjoint(held.above) and keys.isdisjoint(held.below))
    )
    return {"said": said / whole, "told": max((_told(asked, one) for one in held.titles), default=0.0)}


def _proof(word: AskedWord, held: WordReading) -> float:
    """Return what the best way of saying a word proves that the document holds. Options: the surest first."""
    best = 0.0
    for option in word.options:
        if option.proof <= best:
            break
        if held.above.issuperset(option.keys):
            return option.proof
        if not best and all(key in held.above or key in held.below for key in option.keys):
            best = option.proof * BELOW
    return best


def _told(asked: WeighedWords, title: TitleReading) -> float:
    """Return the share of a title that a question tells; short titles count as longer."""
    told: dict[int, float] = {}
    found: list[tuple[tuple[Key, ...], float]] = [
        ((key,), asked.single[key]) for key in asked.single.keys() & title.places.keys()
    ]
    found += [(keys, value) for keys, value in asked.several if all(key in title.places for key in keys)]
    for keys, value in found:
        for place in (place for key in keys for place in title.places[key]):
            told[place] = max(told.get(place, 0.0), value)
    known = sum(told.values())
    return known / (known + UNSAID * (title.size - len(told)) + SHORT_TITLE)
