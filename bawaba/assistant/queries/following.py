"""A question that goes on from the answer before: which of its choices, or which of its neighbours, is meant now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.queries.books import words_of
from bawaba.assistant.queries.evidence import weigh_question
from bawaba.assistant.queries.shelves import Shelf
from bawaba.assistant.rules.facts import said
from bawaba.assistant.rules.nearness import words_in
from bawaba.assistant.rules.reading import Reading
from bawaba.assistant.rules.weighing import Decision

# What a field says of the words that tell one neighbour from another.
_SIGNS: Final = ("in_title", "in_keywords", "said")
CLEAR: Final = 0.15
LEAD: Final = 0.12
MOST_NEIGHBOURS: Final = 40
LONG: Final = 5  # letters of a word that counts when two titles are compared
SHARED: Final = 2  # such words that neighbours share; one where a title has no more than two
SHORT: Final = 5  # words of a question that may go on without a joining word
LONGEST: Final = 9
_JOINS: Final = words_in("et mais si pour ou and but for what if w wa o ila walakin l و ولكن او الا اذا ل")
STILL_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Near:
    """Services that the question may be about without naming them.

    chosen: the person chose it, or asks on its page; before: the answer before was about it
    offered: the choices of the answer before
    """

    chosen: str = ""
    before: str = ""
    offered: tuple[str, ...] = ()

    @property
    def nearest(self) -> str:
        """Return the one service spoken of, or nothing."""
        return self.chosen or self.before

    def among(self, decision: Decision) -> str:
        """Return the one that the evidence does not speak against, or nothing."""
        if self.chosen in decision.ranking[:STILL_NEAR]:
            return self.chosen
        return self.before if self.before in decision.close else ""


def near_of(service: str, before: str) -> Near:
    """Return what is near. before: a service, or several joined by commas"""
    listed = tuple(dict.fromkeys(one for one in before.split(",") if one))
    return Near(service, listed[0] if len(listed) == 1 else "", listed if len(listed) > 1 else ())


def joins(text: str) -> bool:
    """Say whether a short question opens as one that goes on from an answer ("and for my child?")."""
    words = words_of(text)
    return bool(words) and len(words) <= LONGEST and (words[0].text in _JOINS or _has_joined(words[0].text))


def _has_joined(word: str) -> bool:
    return word.startswith(("و", "ول")) and len(word) > LONG


def meant_now(text: str, reading: Reading, language: str, near: Near, shelf: Shelf) -> str:
    """Return the choice or neighbour that a short question tells from the others, or nothing."""
    if near.chosen or not (near.before or near.offered):
        return ""
    if not joins(text) and len(words_of(text)) > SHORT:
        return ""
    listed = tuple(dict.fromkeys([*near.offered, *_neighbours(near.before or near.offered[0], shelf)]))
    gist = " ".join(word.removeprefix("و") if _has_joined(word) else word for word in reading.subject)
    if len(listed) < 2 or not gist:
        return ""
    asked = shelf.ask_fields(text=gist, language=language)
    known = shelf.fields(listed)
    scored = sorted(
        ((_score(asked.compare(known[key])), key) for key in listed if key in known), reverse=True
    )
    if len(scored) < 2:
        return ""
    (best, key), (second, _) = scored[:2]
    return key if best >= CLEAR and best - second >= LEAD else ""


def _score(signs: Mapping[str, float]) -> float:
    return sum(signs.get(name, 0.0) for name in _SIGNS)


def _neighbours(service: str, shelf: Shelf) -> Sequence[str]:
    """Return a service and those whose titles share a long word with its own, in Arabic or French."""
    entry = shelf.entry(service)
    if entry is None:
        return ()
    found = [service]
    for language in ("fr", "ar"):
        told = said(entry.record.titles, language)
        if told is None or told.language != language:
            continue
        words = _long_words(told.text)
        reading = Reading((), tuple(word.text for word in words_of(told.text)), (), 0)
        weighed = weigh_question(told.text, language, reading, shelf, vectors=False)
        ranked = sorted(weighed.candidates, key=lambda one: -sum(one.whole.values()))[:MOST_NEIGHBOURS]
        needed = SHARED if len(words) > SHARED else 1
        found += [one.key for one in ranked if len(words & _titled(one.key, language, shelf)) >= needed]
        break
    return tuple(dict.fromkeys(found))


def _titled(key: str, language: str, shelf: Shelf) -> frozenset[str]:
    entry = shelf.entry(key)
    told = said(entry.record.titles, language) if entry else None
    return _long_words(told.text) if told else frozenset()


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word.text for word in words_of(text) if len(word.text) >= LONG)
