"""Use cases that are like each other: the same twice, and needs that several bodies share."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.ai.models import UseCase
from bawaba.ai.queries.desk import seen_bodies
from bawaba.ai.register.words import asked_terms
from bawaba.ai.rules.likeness import LIKE, groups, likeness
from bawaba.directory.queries import body_names
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

OVER: Final = ("retired", "set-aside")
MOST: Final = 6
MOST_WORDS: Final = 4_000
TITLE_WEIGHT: Final = 2.0


@dataclass(frozen=True)
class LikeCard:
    """A use case that is like another one. share: how like, 0 to 1; language: of the title"""

    key: str
    title: str
    language: str
    body: str
    stage: str
    share: float


@dataclass(frozen=True)
class Duplicates:
    """Use cases that may be the same twice. hidden: as many more, of bodies that this person does not see"""

    items: Sequence[LikeCard]
    hidden: int


@dataclass(frozen=True)
class SharedNeed:
    """Use cases that answer one need, the most typical first. bodies: how many administrations have it"""

    items: Sequence[LikeCard]
    bodies: int


def find_duplicates(*, actor: Actor, key: str, language: str = "fr") -> Duplicates:
    """Return the use cases of any body that may be the same as one, the likest first.

    Three SQL queries, and at most three for each body with one that is like it.
    """
    rows = {row.key: row for row in _rows()}
    vectors = _vectors(rows.values())
    if key not in vectors:
        return Duplicates((), 0)
    shares = {other: likeness(vectors[key], vector) for other, vector in vectors.items() if other != key}
    like = sorted(
        (other for other, share in shares.items() if share >= LIKE), key=lambda one: (-shares[one], one)
    )
    mine = seen_bodies(actor=actor, bodies={rows[other].body for other in like})
    shown = [other for other in like if rows[other].body in mine or rows[other].published_at is not None]
    cards = _cards([rows[other] for other in shown[:MOST]], shares, language)
    return Duplicates(cards, len(like) - len(shown))


def group_needs(*, actor: Actor, language: str = "fr") -> Sequence[SharedNeed]:
    """Return the needs that several use cases answer, those that most bodies have first.

    Of the use cases that this person sees: their bodies' and those in the public register.
    Three SQL queries, and at most three for each body with a use case.
    """
    rows = list(_rows())
    mine = seen_bodies(actor=actor, bodies={row.body for row in rows})
    held = {row.key: row for row in rows if row.body in mine or row.published_at is not None}
    vectors = _vectors(held.values())
    found = []
    for group in groups(vectors):
        typical = {
            one: sum(likeness(vectors[one], vectors[other]) for other in group if other != one)
            / (len(group) - 1)
            for one in group
        }
        order = sorted(group, key=lambda one: (-typical[one], one))
        cards = _cards([held[one] for one in order], typical, language)
        found.append(SharedNeed(cards, len({held[one].body for one in group})))
    return sorted(found, key=lambda one: -one.bodies)


def _rows() -> Sequence[UseCase]:
    return list(UseCase.objects.exclude(stage__in=OVER).prefetch_related("texts"))


def _vectors(rows: Iterable[UseCase]) -> dict[str, dict[str, float]]:
    """Return the words of use cases, each by its meaning in any language; rare ones and titles weigh more.

    How rare a word is counts from 1 on: among few use cases, a word that all say still says something.
    """
    said = {row.key: _words(row) for row in rows}
    holding = Counter(word for words in said.values() for word in words)
    return {
        key: {
            word: times * (1 + math.log((1 + len(said)) / (1 + holding[word])))
            for word, times in words.items()
        }
        for key, words in said.items()
    }


def _words(row: UseCase) -> dict[str, float]:
    """Return what a use case says: each word stands for every word of its meaning, less for the others."""
    found: dict[str, float] = {}
    for text in row.texts.all():
        for said, weight in ((text.problem[:MOST_WORDS], 1.0), (text.title, TITLE_WEIGHT)):
            for group in asked_terms(said):
                for term, factor in group.items():
                    found[term] = max(found.get(term, 0.0), weight * factor / len(group) ** 0.5)
    return found


def _cards(rows: Sequence[UseCase], shares: Mapping[str, float], language: str) -> list[LikeCard]:
    bodies = body_names(keys={row.body for row in rows}) if rows else {}
    found = []
    for row in rows:
        title = pick({one.language: one.title for one in row.texts.all()}, language)
        body = pick(bodies.get(row.body, {}), language).text or row.body
        found.append(LikeCard(row.key, title.text, title.language, body, row.stage, shares[row.key]))
    return found
