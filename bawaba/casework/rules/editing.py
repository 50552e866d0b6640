"""Changes to a procedure as its editor makes them, one part at a time. Whatever is wrong shows in the checks."""

from collections.abc import Mapping
from dataclasses import replace

from bawaba.casework.types import Json, Law, Procedure, Route, State, Transition


def put_state(procedure: Procedure, state: State, *, was: str = "") -> Procedure:
    """Return the procedure with a state added, or in the place of the one with the key `was`.

    Steps from and to a state follow it to its new key.
    """
    if not was:
        return replace(procedure, states=(*procedure.states, state))
    states = tuple(state if one.key == was else one for one in procedure.states)
    steps = tuple(
        replace(one, source=_follow(one.source, was, state.key), target=_follow(one.target, was, state.key))
        for one in procedure.transitions
    )
    return replace(procedure, states=states, transitions=steps)


def drop_state(procedure: Procedure, key: str) -> Procedure:
    """Return the procedure without a state and without the steps from and to it."""
    return replace(
        procedure,
        states=tuple(one for one in procedure.states if one.key != key),
        transitions=tuple(one for one in procedure.transitions if key not in (one.source, one.target)),
    )


def put_step(procedure: Procedure, step: Transition, *, was: tuple[str, str] | None = None) -> Procedure:
    """Return the procedure with a step added, or in the place of the one of this source and key."""
    if was is None:
        return replace(procedure, transitions=(*procedure.transitions, step))
    steps = tuple(step if (one.source, one.key) == was else one for one in procedure.transitions)
    return replace(procedure, transitions=steps)


def drop_step(procedure: Procedure, source: str, key: str) -> Procedure:
    """Return the procedure without one step."""
    kept = tuple(one for one in procedure.transitions if (one.source, one.key) != (source, key))
    return replace(procedure, transitions=kept)


def put_law(procedure: Procedure, law: Law) -> Procedure:
    """Return the procedure with other clocks and rules of law."""
    return replace(procedure, law=law)


def put_route(procedure: Procedure, office: str, when: Json) -> Procedure:
    """Return the procedure with one more route, behind the others."""
    routing = replace(procedure.routing, routes=(*procedure.routing.routes, Route(office, when)))
    return replace(procedure, routing=routing)


def drop_route(procedure: Procedure, place: int) -> Procedure:
    """Return the procedure without the route at a place, from 0."""
    routes = tuple(one for number, one in enumerate(procedure.routing.routes) if number != place)
    return replace(procedure, routing=replace(procedure.routing, routes=routes))


def put_territories(procedure: Procedure, field: str, offices: Mapping[str, str]) -> Procedure:
    """Return the procedure with the question that names the territory, and territory → office."""
    return replace(procedure, routing=replace(procedure.routing, territory=field, offices=dict(offices)))


def _follow(key: str, was: str, now: str) -> str:
    return now if key == was else key
