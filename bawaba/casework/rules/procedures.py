"""Read a procedure from JSON and write it back."""

import dataclasses
from collections.abc import Mapping
from typing import Any, get_args

from bawaba.casework.types import (
    FORMAT,
    Alert,
    AnswerTime,
    AppealWay,
    Clock,
    Effect,
    Json,
    Law,
    Procedure,
    Route,
    Routing,
    SecondEyes,
    State,
    Texts,
    Transition,
    Unit,
    Who,
)

UNITS = get_args(Unit)
SECOND_EYES = get_args(SecondEyes)
EFFECTS = get_args(Effect)
WHO = get_args(Who)


def parse_procedure(raw: Json) -> Procedure:
    """Return the procedure that JSON spells; parts that are missing or of the wrong type read as empty.

    `workflow.procedure_faults` says what is wrong with the result.
    """
    data = _map(raw)
    return Procedure(
        states=tuple(_state(one) for one in _list(data.get("states"))),
        transitions=tuple(_transition(one) for one in _list(data.get("transitions"))),
        law=_law(data.get("law")),
        alerts=tuple(
            Alert(_int(one.get("days"), 0), _words(one.get("tell")))  # type: ignore[arg-type]  # checked by the rules
            for one in map(_map, _list(data.get("alerts")))
        ),
        routing=_routing(data.get("routing")),
    )


def write_procedure(procedure: Procedure) -> dict[str, Json]:
    """Return a procedure as JSON; `parse_procedure` reads the same back."""
    return {"format": FORMAT, **_plain(dataclasses.asdict(procedure))}


def _plain(value: Json) -> Any:  # Any: JSON
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _state(raw: Json) -> State:
    data = _map(raw)
    days = data.get("days")
    return State(
        key=_text(data.get("key")),
        names=_texts(data.get("names")),
        kind=_text(data.get("kind")) or "work",  # type: ignore[arg-type]  # checked by the rules
        holder=_text(data.get("holder")) or "agent",  # type: ignore[arg-type]  # as above
        next=_texts(data.get("next")),
        days=days if isinstance(days, int) and not isinstance(days, bool) else None,
    )


def _transition(raw: Json) -> Transition:
    data = _map(raw)
    return Transition(
        key=_text(data.get("key")),
        names=_texts(data.get("names")),
        source=_text(data.get("source")),
        target=_text(data.get("target")),
        who=_words(data.get("who")),  # type: ignore[arg-type]  # checked by the rules
        needs=_words(data.get("needs")),
        effect=_text(data.get("effect")) or "none",  # type: ignore[arg-type]  # checked by the rules
    )


def _law(raw: Json) -> Law:
    data = _map(raw)
    return Law(
        answer=_clock(data.get("answer"), 0),
        times=tuple(
            AnswerTime(one.get("when"), _clock(one.get("within"), 0))
            for one in map(_map, _list(data.get("times")))
        ),
        at_most=_int(data.get("at_most"), 60),
        silence=_text(data.get("silence")) or "none",  # type: ignore[arg-type]  # checked by the rules
        silence_article=_text(data.get("silence_article")),
        correction=_clock(data.get("correction"), 30),
        second_eyes=_text(data.get("second_eyes")) or "never",  # type: ignore[arg-type]  # checked by the rules
        appeals=tuple(
            AppealWay(_text(one.get("kind")), _texts(one.get("to")), _clock(one.get("within"), 0))
            for one in map(_map, _list(data.get("appeals")))
        ),
        supervisor=_text(data.get("supervisor")),
        complaint=_clock(data.get("complaint"), 30),
        appeal=_clock(data.get("appeal"), 30),
    )


def _clock(raw: Json, days: int) -> Clock:
    data = _map(raw)
    return Clock(
        days=_int(data.get("days"), days),
        unit=_text(data.get("unit")) or "calendar-days",  # type: ignore[arg-type]  # checked by the rules
        article=_text(data.get("article")),
    )


def _routing(raw: Json) -> Routing:
    data = _map(raw)
    return Routing(
        routes=tuple(
            Route(_text(one.get("office")), one.get("when")) for one in map(_map, _list(data.get("routes")))
        ),
        territory=_text(data.get("territory")),
        offices=_texts(data.get("offices")),
    )


def _map(raw: Json) -> Mapping[str, Json]:
    return raw if isinstance(raw, Mapping) else {}


def _list(raw: Json) -> list[Json]:
    return raw if isinstance(raw, list) else []


def _text(raw: Json) -> str:
    return raw if isinstance(raw, str) else ""


def _int(raw: Json, default: int) -> int:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else default


def _words(raw: Json) -> tuple[str, ...]:
    return tuple(one for one in _list(raw) if isinstance(one, str))


def _texts(raw: Json) -> Texts:
    return {key: text for key, text in _map(raw).items() if isinstance(key, str) and isinstance(text, str)}
