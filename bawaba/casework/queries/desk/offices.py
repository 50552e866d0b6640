"""The offices whose desks an actor may set up."""

from bawaba.casework.errors import NotCaseOfficer
from bawaba.casework.queries.access import EVERYWHERE
from bawaba.casework.queries.desk.listing import names_of
from bawaba.casework.queries.desk.places import office_bodies
from bawaba.directory.queries import body_names, list_bodies, subtree_keys
from bawaba.kernel.actors import Actor

MOST_LISTED = 500
SETTING_UP = frozenset({"supervisor", "casework-administrator", "administrator"})


def offices_to_set_up(*, actor: Actor, language: str) -> list[tuple[str, str]]:
    """Return (key, name) of the offices that have cases, and of the actor's own bodies. Three SQL queries and
    one a role.
    """
    held = {body for role, body in actor.roles if role in SETTING_UP}
    known = {office for office, _body in office_bodies() if office}
    if EVERYWHERE not in held:
        below = {key for body in held for key in subtree_keys(key=body)}
        known = (known & below) | held
    names = names_of(body_names(keys=known), language)
    return sorted(((key, names.get(key) or key) for key in known), key=lambda pair: pair[1])


def office_choices(*, body: str, language: str) -> list[tuple[str, str]]:
    """Return (key, name) of a body and of all below it, by name; of every body for none. Two SQL queries."""
    keys = subtree_keys(key=body) if body else {one.key for one in list_bodies(limit=MOST_LISTED).items}
    names = names_of(body_names(keys=keys), language)
    return sorted(((key, names.get(key) or key) for key in keys), key=lambda pair: pair[1])


def office_name(*, office: str, language: str) -> str:
    """Return how an office is called. One SQL query.

    raises: NotCaseOfficer
    """
    name = names_of(body_names(keys=[office]), language).get(office)
    if not name:
        raise NotCaseOfficer
    return name
