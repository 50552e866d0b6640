"""The room's shipped files, read once in a process: method, actions, aspects, measured figures, indices, peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from bawaba.assess.queries import read_file
from bawaba.assess.types import Method
from bawaba.maturity.types import ImprovementAction, Texts

DATA: Final = Path(__file__).resolve().parent / "data"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """A published index of countries. scale: the most that a score can be; shipped: a file of `data/indices`"""

    id: str
    titles: Texts
    notes: Texts
    components: Mapping[str, Texts]
    scale: float
    publisher: Texts
    licence: str
    address: str
    shipped: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A question that the house answers from a figure of its own.

    bounds: where levels 1 to 4 begin; reason: why no room offers the figure yet, empty where one does
    """

    question: str
    measured_by: str
    titles: Texts
    better: Literal["more", "less"]
    bounds: tuple[float, ...]
    least_count: int
    reason: Texts


@dataclass(frozen=True, slots=True)
class Aspect:
    """One of the three parts of the study, with its dimensions."""

    id: str
    titles: Texts
    sections: tuple[str, ...]


@cache
def default_method() -> Method:
    """Return the study's method as it ships."""
    return read_file(text=read("methods/maturite-numerique.yaml"))


@cache
def improvement_actions() -> tuple[str, str, tuple[ImprovementAction, ...]]:
    """Return the method's URN and version that the shipped actions are for, and the actions."""
    found = _load("actions/digital-maturity.yaml")
    actions = tuple(
        ImprovementAction(
            one["id"],
            one["section"],
            one["from_level"],
            one["to_level"],
            one["titles"],
            (one["days"][0], one["days"][1]),
            (one["cost_mad"][0], one["cost_mad"][1]),
            tuple(one["requires"]),
        )
        for one in found["actions"]
    )
    return found["method"], found["version"], actions


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the questions that are answered from figures of the house."""
    return tuple(
        Indicator(
            one["question"], one["measured_by"], one["titles"], one["better"], tuple(one["bounds"]), one["least_count"],
            one.get("reason", {}),
        )
        for one in _load("indicators.yaml")["indicators"]
    )  # fmt: skip


@cache
def aspects() -> tuple[Aspect, ...]:
    """Return the parts of the study in their order."""
    return tuple(
        Aspect(one["id"], one["titles"], tuple(one["sections"])) for one in _load("aspects.yaml")["aspects"]
    )


@cache
def published_indices() -> Mapping[str, PublishedIndex]:
    """Return the indices of countries that can be read, by their name."""
    return {one["id"]: PublishedIndex(**one) for one in _load("indices.yaml")["indices"]}


@cache
def country_names() -> Mapping[str, Mapping[str, str]]:
    """Return the country code of three letters → its code of two, and its names."""
    countries: Mapping[str, Mapping[str, str]] = _load("peers.yaml")["countries"]
    return countries


def peers_of(country: str) -> Sequence[str]:
    """Return the codes, of three letters, of the countries with which one is shown."""
    return list(_load("peers.yaml")["peers"].get(country, ()))


def read(name: str) -> str:
    """Return the text of a shipped file."""
    return (DATA / name).read_text(encoding="utf-8")


@cache
def _load(name: str) -> Any:  # Any: YAML that ships with the room, whose shape its tests check
    return yaml.load(read(name), Loader=_LOADER)  # noqa: S506 - safe loaders only, above
