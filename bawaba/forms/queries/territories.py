"""Territories by name, for the picker: read once for an epoch and kept in memory."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bawaba.directory import queries as directory
from bawaba.directory.types import TerritoryRecord
from bawaba.kernel.epochs import keep_for_epoch
from bawaba.kernel.languages import pick

MOST: Final = 5_000
PICKED_KINDS: Final = ("commune",)


@dataclass(frozen=True, slots=True)
class Place:
    """A territory to choose. label: its name with what it lies in, in the reader's language."""

    code: str
    label: str


@keep_for_epoch
def list_places(language: str) -> tuple[Place, ...]:
    """Return the communes in the order of their names in a language. Four SQL queries once an epoch."""
    above = {one.code: one for kind in ("province", "prefecture") for one in _territories(kind)}
    places = [
        Place(one.code, _label(one, above.get(one.parent), language))
        for kind in PICKED_KINDS
        for one in _territories(kind)
    ]
    return tuple(sorted(places, key=lambda place: place.label))


@keep_for_epoch
def list_points(language: str) -> tuple[tuple[float, float, str], ...]:
    """Return longitude, latitude and label of each commune that has a point, from south to north.

    Four SQL queries once an epoch.
    """
    labels = {place.code: place.label for place in list_places(language)}
    places = [place for kind in PICKED_KINDS for place in _territories(kind)]
    points = [
        (round(place.lon, 4), round(place.lat, 4), labels[place.code])
        for place in places
        if place.lon is not None and place.lat is not None
    ]
    return tuple(sorted(points, key=lambda point: point[1]))


def find_place(text: str) -> str | None:
    """Return the code of the one territory that a text names: its code, its name, or its label; else None."""
    return _names().get(_form(text))


@keep_for_epoch
def place_label(code: str, language: str) -> str:
    """Return the label of a territory's code, or the code itself when it is unknown."""
    return next((place.label for place in list_places(language) if place.code == code), code)


@keep_for_epoch
def _names() -> dict[str, str | None]:
    """Return the code for each form of a name; None for a name that several territories have."""
    found: dict[str, str | None] = {}
    for language in ("ar", "fr"):
        for place in list_places(language):
            for name in {place.label, re.sub(r" \(.*\)$", "", place.label), place.code}:
                form = _form(name)
                found[form] = place.code if found.get(form, place.code) == place.code else None
    return found


def _territories(kind: str) -> tuple[TerritoryRecord, ...]:
    return directory.list_territories(kind=kind, limit=MOST).items


def _label(place: TerritoryRecord, above: TerritoryRecord | None, language: str) -> str:
    name = pick(place.names, language).text
    return f"{name} ({pick(above.names, language).text})" if above else name


def _form(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", kept).strip()
