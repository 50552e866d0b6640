"""Words of the directory: bodies, contact points, opening hours, territories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

BodyKind = Literal["state", "ministry", "department", "agency", "region", "prefecture", "commune", "court",
                   "chamber", "consulate", "company", "council", "other"]  # fmt: skip
TerritoryKind = Literal["country", "region", "province", "prefecture", "commune"]
Role = Literal[
    "editor", "publisher", "agent", "supervisor", "casework-administrator", "administrator", "counter-officer",
    "identity-administrator",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """Open on one weekday (ISO: 1 Monday to 7 Sunday) from and to local times `HH:MM`."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class ContactPointRecord:
    """One way to reach a body (CPSV-AP cv:ContactPoint)."""

    label: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    url: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    hours: Sequence[OpeningSpan] = ()


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A public body as it is imported or shown (CPSV-AP cv:PublicOrganisation).

    key:     stable identifier in addresses; names: language → preferred name
    parent:  key of the body above, or empty
    country: ISO 3166-1 alpha-2; territory: territory code where it is competent, or empty
    """

    key: str
    names: Mapping[str, str]
    kind: BodyKind = "other"
    parent: str = ""
    country: str = "MA"
    territory: str = ""
    url: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    identifiers: Mapping[str, str] = field(default_factory=dict)
    contacts: Sequence[ContactPointRecord] = ()


@dataclass(frozen=True, slots=True)
class TerritoryRecord:
    """A territory: names per language, legal population of a census year, a point inside (WGS84)."""

    code: str
    kind: TerritoryKind
    names: Mapping[str, str]
    parent: str = ""
    population: int | None = None
    population_year: int | None = None
    households: int | None = None
    setting: Literal["urban", "rural", ""] = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts for a body. key: of the actor, `account:7`; name: as colleagues call the person."""

    key: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try the site with. password: empty when it existed and was kept as it is."""

    username: str
    email: str
    role: Role
    body: str
    password: str = ""
