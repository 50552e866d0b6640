"""The offices whose desks an actor may set up."""

from bawaba.casework.errors import NotCaseOfficer
from bawaba.casework.queries.access import EVERYWHERE
from bawaba.casework.queries.desk.listing import names_of
from bawaba.casework.queries.desk.places import office_bodies
from bawaba.directory.queries import body_names, subtree_keys
from bawaba.kernel.actors import Actor

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


def office_name(*, office: str, language: str) -> str:
    """Return how an office is called. One SQL query.

    raises: NotCaseOfficer
    """
    name = names_of(body_names(keys=[office]), language).get(office)
    if not name:
        raise NotCaseOfficer
    return name
