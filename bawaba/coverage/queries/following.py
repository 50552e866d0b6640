"""How far imports and plans are that were asked for."""

from collections.abc import Mapping
from typing import Any, Final

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import Arrival, Planning
from bawaba.coverage.types import ArrivalRecord, PlanningRecord, Refusal
from bawaba.kernel.actors import Actor

MOST_LISTED: Final = 10


def find_arrival(*, actor: Actor, key: str) -> ArrivalRecord:
    """Return how far an import is, to whoever sent it or an administrator. One SQL query.

    raises: CoveragePlaceNotFound
    """
    row = Arrival.objects.select_related("layer").filter(key=key).first()
    if row is None or not (actor.is_administrator or row.sent_by == actor.key):
        raise CoveragePlaceNotFound
    return _arrival(row)


def my_arrivals(*, actor: Actor) -> list[ArrivalRecord]:
    """Return the last files that this actor sent, the newest first. One SQL query."""
    rows = Arrival.objects.select_related("layer").filter(sent_by=actor.key)
    return [_arrival(row) for row in rows[:MOST_LISTED]]


def find_planning(*, key: str) -> PlanningRecord:
    """Return how far a plan is that is asked for. One SQL query. raises: CoveragePlaceNotFound"""
    row = Planning.objects.filter(key=key).first()
    if row is None:
        raise CoveragePlaceNotFound
    told = row.progress
    return PlanningRecord(
        row.key, row.names, row.state, row.stop_asked, told.get("seconds", 0.0), told.get("of", 0.0),
        _refusal(row.refusal), row.made_at,
    )  # fmt: skip


def _arrival(row: Arrival) -> ArrivalRecord:
    names = [one["name"] for one in row.files.values()]
    return ArrivalRecord(
        row.key, row.kind, row.told["title"], names, row.state, row.step, row.done, row.of,
        _refusal(row.refusal), row.layer_id, row.layer.rows if row.layer else None, row.sent_at, row.ended_at,
    )  # fmt: skip


def _refusal(told: Mapping[str, Any]) -> Refusal | None:  # Any: JSON
    return Refusal(told["code"], told["line"], told["texts"], told["next"]) if told else None
