"""The directory's shipped files: Morocco's territories, national bodies, spellings of authorities."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from bawaba.directory import rules
from bawaba.directory.types import BodyRecord, TerritoryRecord

COUNTRY: Final = "MA"
POPULATION_YEAR: Final = 2024
TERRITORY_LANGUAGES: Final = ("ar", "fr")
_DATA: Final = resources.files("bawaba.directory").joinpath("data")


def territories() -> Iterator[TerritoryRecord]:
    """Yield the regions, provinces and communes, each after the one it lies in."""
    with _DATA.joinpath("territories.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield TerritoryRecord(
                code=row["code"],
                kind=rules.territory_kind(row["kind"]),
                names={language: row[language] for language in TERRITORY_LANGUAGES},
                parent=row["parent"],
                population=int(row["population"]),
                population_year=POPULATION_YEAR,
                households=int(row["households"]),
                setting=rules.setting_of(row["setting"]),
                lon=float(row["lon"]) if row["lon"] else None,
                lat=float(row["lat"]) if row["lat"] else None,
            )


def bodies() -> Iterator[BodyRecord]:
    """Yield the national bodies."""
    with _DATA.joinpath("bodies.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield BodyRecord(**json.loads(line))


@cache
def spellings() -> dict[str, str]:
    """Return, for each known spelling of an authority (`rules.name_form`), the key of its body."""
    found = {rules.name_form(name): body.key for body in bodies() for name in body.names.values()}
    with _DATA.joinpath("authorities.csv").open(encoding="utf-8") as lines:
        found.update((rules.name_form(row["name"]), row["key"]) for row in csv.DictReader(lines))
    return found
