"""Pure computations of this room: the tree, the roles, the check of a record."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

from bawaba.directory.types import (
    BodyKind,
    BodyRecord,
    ContactPointRecord,
    OpeningSpan,
    Role,
    TerritoryKind,
    TerritoryRecord,
)

EVERYWHERE: Final = "*"
BODY_KINDS: Final[tuple[BodyKind, ...]] = get_args(BodyKind)
TERRITORY_KINDS: Final[tuple[TerritoryKind, ...]] = get_args(TerritoryKind)
ROLES: Final[tuple[Role, ...]] = get_args(Role)
# An administrator manages who has a role, but does not stand at a counter or read requests by that alone.
_PERSONAL: Final = frozenset({"agent", "counter-officer", "identity-administrator"})
COVERS: Final[Mapping[str, frozenset[str]]] = {
    "editor": frozenset({"editor"}),
    "publisher": frozenset({"editor", "publisher"}),
    "agent": frozenset({"agent"}),
    "supervisor": frozenset({"supervisor", "agent"}),
    "casework-administrator": frozenset({"casework-administrator"}),
    "counter-officer": frozenset({"counter-officer"}),
    "identity-administrator": frozenset({"identity-administrator"}),
    "administrator": frozenset(ROLES) - _PERSONAL,
}
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def holds(roles: Iterable[tuple[str, str]], role: Role, path: Collection[str]) -> bool:
    """Say whether one of `roles` covers `role` on `path`: a body's key with the keys above it."""
    return any(
        (key == EVERYWHERE or key in path) and role in COVERS.get(held, frozenset()) for held, key in roles
    )


def is_key(text: str) -> bool:
    """Say whether `text` may name a body: lower-case letters, digits and single hyphens, up to 120."""
    return len(text) <= 120 and _KEY.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Say whether `text` may be a territory's code: letters, digits, dots and hyphens, up to 32."""
    return len(text) <= 32 and re.fullmatch(r"[A-Za-z0-9.-]+", text) is not None


def name_form(text: str) -> str:
    """Return a name without case, accents, Arabic hamza and vowel marks, or punctuation, to compare by."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("œ", "oe").replace("ـ", "")
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def proposed_key(name: str, country: str) -> str:
    """Return a key for a body that nobody knows yet, always the same for the same name and country.

    It spells the name in ASCII after the country; a name that leaves nothing of it, such as one
    in Arabic, or too much, ends with eight digits of its SHA-256.
    """
    form = name_form(name)
    spelled = re.sub(r"[^a-z0-9]+", "-", form.encode("ascii", "ignore").decode()).strip("-")
    if not spelled or len(spelled) > 80:
        spelled = f"{spelled[:70].strip('-')}-{hashlib.sha256(form.encode()).hexdigest()[:8]}".lstrip("-")
    return f"{country.lower()}-{spelled}"


def find_cycle(parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of one cycle in the map key → parent key, or nothing when it is a forest."""
    safe: set[str] = set()
    for start in parents:
        trail: dict[str, None] = {}
        key = start
        while key and key not in safe:
            if key in trail:
                keys = list(trail)
                return tuple(keys[keys.index(key) :])
            trail[key] = None
            key = parents.get(key, "")
        safe.update(trail)
    return ()


def parents_first(bodies: Mapping[str, BodyRecord]) -> list[list[BodyRecord]]:
    """Return the bodies in layers, so that each parent among them stands in an earlier layer.

    The tree must be free of cycles (`find_cycle`).
    """
    depth: dict[str, int] = {}
    for start in bodies:
        trail: list[str] = []
        key = start
        while key in bodies and key not in depth:
            trail.append(key)
            key = bodies[key].parent
        base = depth.get(key, -1)
        for step, name in enumerate(reversed(trail), start=1):
            depth[name] = base + step
    layers: list[list[BodyRecord]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name, body in bodies.items():
        layers[depth[name]].append(body)
    return layers


def levels(territories: Iterable[TerritoryRecord]) -> list[list[TerritoryRecord]]:
    """Return the territories by their depth, those that lie in no other first.

    Each must come after the one it lies in.
    """
    depth: dict[str, int] = {}
    found: list[list[TerritoryRecord]] = []
    for territory in territories:
        level = depth[territory.code] = depth[territory.parent] + 1 if territory.parent else 0
        if level == len(found):
            found.append([])
        found[level].append(territory)
    return found


def faults_of(body: BodyRecord) -> dict[str, str]:
    """Return what is wrong with a body's record: field → what it breaks."""
    faults: dict[str, str] = {}
    if not is_key(body.key):
        faults["key"] = "lower-case letters, digits and hyphens, at most 120"
    if body.kind not in BODY_KINDS:
        faults["kind"] = f"one of {', '.join(BODY_KINDS)}"
    if not any(body.names.values()):
        faults["names"] = "a name in at least one language"
    if re.fullmatch(r"[A-Z]{2}", body.country) is None:
        faults["country"] = "ISO 3166-1 alpha-2"
    faults.update(_contact_faults(body.contacts))
    return faults


def _contact_faults(contacts: Sequence[ContactPointRecord]) -> dict[str, str]:
    return {
        f"contacts.{position}.hours": "weekday 1 to 7, HH:MM, opening before closing"
        for position, contact in enumerate(contacts)
        if not all(_is_span(span) for span in contact.hours)
    }


def _is_span(span: OpeningSpan) -> bool:
    times = _TIME.fullmatch(span.opens) and _TIME.fullmatch(span.closes)
    return bool(times) and 1 <= span.weekday <= 7 and span.opens < span.closes


def territory_kind(text: str) -> TerritoryKind:
    """Return `text` as a territory's kind; raises ValueError when it is none."""
    return TERRITORY_KINDS[TERRITORY_KINDS.index(text)]


def setting_of(text: str) -> Literal["urban", "rural", ""]:
    """Return a commune's setting (HCP: `urban` for municipalities, `rural`), or an empty text."""
    if text == "urban":
        return "urban"
    return "rural" if text == "rural" else ""
