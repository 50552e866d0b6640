"""Changes to a procedure as its editor makes them, one part at a time. Whatever is wrong shows in the checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from bawaba.casework.types import Alert, AnswerTime, AppealWay, Law, Procedure, Route, State, Transition

Part = Literal["times", "appeals", "alerts", "routes"]
Item = AnswerTime | AppealWay | Alert | Route


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


def put_part(procedure: Procedure, part: Part, place: int, item: Item) -> Procedure:
    """Return the procedure with one of its rows changed, or added behind the others. place: from 1, 0 is a new one"""
    rows = list(rows_of(procedure, part))
    if 0 < place <= len(rows):
        rows[place - 1] = item
    else:
        rows.append(item)
    return _with_rows(procedure, part, rows)


def drop_part(procedure: Procedure, part: Part, place: int) -> Procedure:
    """Return the procedure without the row at a place, from 1."""
    rows = [one for number, one in enumerate(rows_of(procedure, part), 1) if number != place]
    return _with_rows(procedure, part, rows)


def rows_of(procedure: Procedure, part: Part) -> Sequence[Item]:
    """Return the rows of one part of a procedure, in their order."""
    rows: dict[Part, Sequence[Item]] = {
        "times": procedure.law.times,
        "appeals": procedure.law.appeals,
        "alerts": procedure.alerts,
        "routes": procedure.routing.routes,
    }
    return rows[part]


def _with_rows(procedure: Procedure, part: Part, rows: Sequence[Any]) -> Procedure:  # Any: rows of that part
    match part:
        case "times":
            return replace(procedure, law=replace(procedure.law, times=tuple(rows)))
        case "appeals":
            return replace(procedure, law=replace(procedure.law, appeals=tuple(rows)))
        case "alerts":
            return replace(procedure, alerts=tuple(sorted(rows, key=lambda one: int(one.days))))
        case "routes":
            return replace(procedure, routing=replace(procedure.routing, routes=tuple(rows)))


def put_territories(procedure: Procedure, field: str, offices: Mapping[str, str]) -> Procedure:
    """Return the procedure with the question that names the territory, and territory → office."""
    return replace(procedure, routing=replace(procedure.routing, territory=field, offices=dict(offices)))


def _follow(key: str, was: str, now: str) -> str:
    return now if key == was else key
