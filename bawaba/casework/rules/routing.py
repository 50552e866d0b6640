"""Which office handles a case. Pure."""

from collections.abc import Mapping, Sequence

from bawaba.casework.types import Json, Routing
from bawaba.kernel import expressions


def route(routing: Routing, answers: Mapping[str, Json], *, body: str, path: Sequence[str] = ()) -> str:
    """Return the key of the office: of the first route that holds, else of the nearest territory, else the body.

    path: codes of the person's territory and those above it, the nearest first
    """
    for one in routing.routes:
        if one.when is None or expressions.is_true(one.when, dict(answers)):
            return one.office
    return next((routing.offices[code] for code in path if code in routing.offices), body)


def territory_of(routing: Routing, answers: Mapping[str, Json]) -> str:
    """Return the code of the territory that the answers name, or empty. An address carries one too."""
    given = answers.get(routing.territory) if routing.territory else None
    if isinstance(given, Mapping):
        given = given.get("territory")
    return given if isinstance(given, str) else ""
