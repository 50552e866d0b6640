"""Reads of the directory. Each query states how many SQL queries it makes."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet

from bawaba.directory import rules, shipped
from bawaba.directory.errors import AccountNotFound, BodyNotFound, TerritoryNotFound
from bawaba.directory.models import Body, BodyName, ContactPoint, Membership, Territory
from bawaba.directory.types import (
    BodyKind,
    BodyRecord,
    ContactPointRecord,
    Member,
    OpeningSpan,
    Role,
    TerritoryKind,
    TerritoryRecord,
)
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.models import Account
from bawaba.kernel.paging import Page, cut_page

_PATH_SQL: Final = """
WITH RECURSIVE above(id, key, parent_id, depth) AS (
  SELECT id, key, parent_id, 0 FROM directory_body WHERE key = %s
  UNION
  SELECT body.id, body.key, body.parent_id, above.depth + 1
  FROM directory_body AS body JOIN above ON body.id = above.parent_id
  WHERE above.depth < 100  -- deeper than any State; ends a circle made behind the services' back
)
SELECT key FROM above ORDER BY depth DESC
"""
_SUBTREE_SQL: Final = """
WITH RECURSIVE below(id, key) AS (
  SELECT id, key FROM directory_body WHERE key = %s
  UNION
  SELECT body.id, body.key FROM directory_body AS body JOIN below ON body.parent_id = below.id
)
SELECT key FROM below
"""


def body_names(*, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, for each known key, its names by language. One SQL query."""
    names: dict[str, dict[str, str]] = {}
    rows = BodyName.objects.filter(body__key__in=set(keys)).values_list("body__key", "language", "name")
    for key, language, name in rows:
        names.setdefault(key, {})[language] = name
    return names


def get_body(*, key: str) -> BodyRecord:
    """Return one body with its names, contact points and opening hours. At most four SQL queries.

    raises: BodyNotFound
    """
    body = _bodies().filter(key=key).first() if rules.is_key(key) else None
    if body is None:
        raise BodyNotFound
    return _body_record(body)


def list_bodies(
    *, country: str = "", parent: str = "", after: str = "", limit: int = 50, top_only: bool = False
) -> Page[BodyRecord]:
    """Return bodies in the order of their keys. At most four SQL queries, whatever the number.

    parent: only the bodies directly under this key; top_only: only those under none
    """
    bodies = _bodies().order_by("key")
    if country:
        bodies = bodies.filter(country=country)
    if parent:
        bodies = bodies.filter(parent__key=parent)
    if top_only:
        bodies = bodies.filter(parent=None)
    if after:
        bodies = bodies.filter(key__gt=after)
    rows = [_body_record(body) for body in bodies[: limit + 1]]
    return cut_page(rows, limit, lambda body: body.key)


def bodies_by_key(*, keys: Iterable[str]) -> list[BodyRecord]:
    """Return the known bodies among `keys`, in the order of their keys. At most four SQL queries."""
    return [_body_record(body) for body in _bodies().filter(key__in=set(keys)).order_by("key")]


def body_kinds(*, kinds: Iterable[str] = (), country: str = "") -> dict[str, str]:
    """Return body → its kind, for every body of some kinds, or of all. One SQL query."""
    rows = Body.objects.order_by("key")
    if country:
        rows = rows.filter(country=country)
    wanted = set(kinds)
    return dict((rows.filter(kind__in=wanted) if wanted else rows).values_list("key", "kind"))


def match_authorities(*, names: Iterable[Mapping[str, str]], country: str = "MA") -> list[str]:
    """Return one body's key for each map language → name of an authority, in the same order.

    Known spellings (the shipped list and the names in the directory) lead to the known body;
    for others the key is one to create the body under. One SQL query.
    """
    known = _known_spellings(country)
    return [_match_one(texts, known, country) for texts in names]


def _match_one(texts: Mapping[str, str], known: Mapping[str, str], country: str) -> str:
    spellings = [texts[language] for language in sorted(texts, key=_by_script) if texts[language]]
    for spelling in spellings:
        key = known.get(rules.name_form(spelling))
        if key:
            return key
    return rules.proposed_key(spellings[0] if spellings else "", country)


def _by_script(language: str) -> tuple[int, str]:
    """Put French and English first: their names can be spelled in a key."""
    return ({"fr": 0, "en": 1}.get(language, 2), language)


def _known_spellings(country: str) -> dict[str, str]:
    rows = BodyName.objects.filter(body__country=country).order_by("-body__key")
    known = {rules.name_form(name): key for name, key in rows.values_list("name", "body__key")}
    return {**shipped.spellings(), **known} if country == shipped.COUNTRY else known


def body_path(*, key: str) -> list[str]:
    """Return the keys from the top of the tree down to `key`, itself last. One SQL query.

    raises: BodyNotFound
    """
    keys = _keys(_PATH_SQL, key) if rules.is_key(key) else []
    if not keys:
        raise BodyNotFound
    return keys


def subtree_keys(*, key: str) -> set[str]:
    """Return `key` and the key of every body below it; empty when it is unknown. One SQL query."""
    return set(_keys(_SUBTREE_SQL, key))


def get_territory(*, code: str) -> TerritoryRecord:
    """Return one territory with its names. Two SQL queries.

    raises: TerritoryNotFound
    """
    territory = _territories().filter(code=code).first() if rules.is_code(code) else None
    if territory is None:
        raise TerritoryNotFound
    return _territory_record(territory)


def list_territories(
    *, kind: str = "", parent: str = "", after: str = "", limit: int = 100
) -> Page[TerritoryRecord]:
    """Return territories in the order of their codes. Two SQL queries.

    kind: one of TerritoryKind; parent: only those directly inside this code
    """
    territories = _territories().order_by("code")
    if kind:
        territories = territories.filter(kind=kind)
    if parent:
        territories = territories.filter(parent__code=parent)
    if after:
        territories = territories.filter(code__gt=after)
    rows = [_territory_record(territory) for territory in territories[: limit + 1]]
    return cut_page(rows, limit, lambda territory: territory.code)


def territory_path(*, code: str) -> list[TerritoryRecord]:
    """Return the territories from the region down to `code`, itself last. Two SQL queries.

    raises: TerritoryNotFound
    """
    chain = ("parent", "parent__parent", "parent__parent__parent")
    names = [f"{step}__names" for step in chain]
    territories = Territory.objects.select_related(*chain).prefetch_related("names", *names)
    territory = territories.filter(code=code).first() if rules.is_code(code) else None
    if territory is None:
        raise TerritoryNotFound
    path: list[TerritoryRecord] = []
    step: Territory | None = territory
    while step is not None:
        path.append(_territory_record(step))
        step = step.parent
    return path[::-1]


def account_id(*, username: str) -> int:
    """Return the number of the account with this user name. One SQL query.

    raises: AccountNotFound
    """
    found = Account.objects.filter(username=username).values_list("pk", flat=True).first()
    if found is None:
        raise AccountNotFound
    return found


def actor_of(*, username: str) -> Actor:
    """Return who acts where a command is given in a person's name, with their roles. Two SQL queries.

    raises: AccountNotFound
    """
    found = Account.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise AccountNotFound
    return actor_for(account=found)


def actor_for(*, account: Account | AnonymousUser) -> Actor:
    """Return who acts when this account asks, with its roles. One SQL query, none for nobody."""
    if isinstance(account, AnonymousUser) or not account.is_active:
        return ANONYMOUS
    held = Membership.objects.filter(account=account).values_list("role", "body__key")
    roles = {(role, key or rules.EVERYWHERE) for role, key in held}
    if account.is_superuser:
        roles.add(("administrator", rules.EVERYWHERE))
    return Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk, roles=frozenset(roles))


def acts_for(*, actor: Actor, role: Role, body: str) -> bool:
    """Say whether `actor` holds `role`, or one that covers it, for `body` or a body above it.

    At most one SQL query.
    """
    if actor.is_administrator:
        return True
    if not actor.roles:
        return False
    return rules.holds(actor.roles, role, _keys(_PATH_SQL, body))


def list_members(*, role: Role, body: str) -> list[Member]:
    """Return the active accounts that hold `role`, or one that covers it, for `body` or a body above it.

    In the order of their names; site administrators are not among them. Two SQL queries.
    """
    covering = [held for held in rules.ROLES if role in rules.COVERS[held]]
    held = Membership.objects.filter(
        Q(body__key__in=_keys(_PATH_SQL, body)) | Q(body=None), role__in=covering, account__is_active=True
    )
    roles: dict[Account, set[str]] = {}
    for one in held.select_related("account"):
        roles.setdefault(one.account, set()).add(one.role)
    members = [
        Member(f"account:{account.pk}", account.get_full_name() or account.get_username(), frozenset(named))
        for account, named in roles.items()
    ]
    return sorted(members, key=lambda member: (member.name, member.key))


def account_names(*, keys: Iterable[str]) -> dict[str, str]:
    """Return how to call the actors `account:<id>`; others, and those named at random, are left out. One SQL query."""
    numbers = {key: int(key[8:]) for key in keys if key.startswith("account:") and key[8:].isdigit()}
    accounts = Account.objects.in_bulk(set(numbers.values()))
    return {
        key: accounts[number].shown_name
        for key, number in numbers.items()
        if number in accounts and accounts[number].shown_name
    }


def _keys(sql: str, key: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _bodies() -> QuerySet[Body]:
    return Body.objects.select_related("parent", "territory").prefetch_related("names", "contacts__hours")


def _territories() -> QuerySet[Territory]:
    return Territory.objects.select_related("parent").prefetch_related("names")


def _body_record(body: Body) -> BodyRecord:
    names = sorted(body.names.all(), key=lambda name: name.language)
    return BodyRecord(
        key=body.key,
        names={name.language: name.name for name in names},
        kind=cast("BodyKind", body.kind),  # the services check it when they write
        parent=body.parent.key if body.parent else "",
        country=body.country,
        territory=body.territory.code if body.territory else "",
        url=body.url,
        descriptions={name.language: name.description for name in names if name.description},
        identifiers=cast("Mapping[str, str]", body.identifiers),  # JSON written by the services alone
        contacts=tuple(_contact_record(contact) for contact in body.contacts.all()),
    )


def _contact_record(contact: ContactPoint) -> ContactPointRecord:
    return ContactPointRecord(
        label=contact.label,
        phone=contact.phone,
        email=contact.email,
        url=contact.url,
        address=contact.address,
        hours=tuple(
            OpeningSpan(span.weekday, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}")
            for span in contact.hours.all()
        ),
    )


def _territory_record(territory: Territory) -> TerritoryRecord:
    names = sorted(territory.names.all(), key=lambda name: name.language)
    return TerritoryRecord(
        code=territory.code,
        kind=cast("TerritoryKind", territory.kind),  # the services check it when they write
        names={name.language: name.name for name in names},
        parent=territory.parent.code if territory.parent else "",
        population=territory.population,
        population_year=territory.population_year,
        households=territory.households,
        setting=rules.setting_of(territory.setting),
        lon=territory.lon,
        lat=territory.lat,
    )
