"""Life and business events, kept as the shipped file says."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from django.db import transaction

from bawaba.catalogue.models import Event, EventName
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor

_FACTS: Final = ("kind", "position", "icon")


def shipped_events() -> list[dict[str, Any]]:  # Any: JSON values
    """Return the rows of `data/events.json` in their order."""
    text = resources.files("bawaba.catalogue").joinpath("data", "events.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


@transaction.atomic
def load_events(*, actor: Actor) -> int:
    """Create or correct the shipped events; return how many changed. Nothing changes the second time."""
    known = {event.key: event for event in Event.objects.all()}
    names = {(name.event.key, name.language): name for name in EventName.objects.select_related("event")}
    changed = sum(
        _save_event(row, position, known, names) for position, row in enumerate(shipped_events(), start=1)
    )
    if changed:
        audit.record(
            actor=actor, verb="catalogue.events-loaded", target=("catalogue.event", "*"),
            detail={"changed": changed},
        )  # fmt: skip
        epochs.advance()
    return changed


def _save_event(
    row: Mapping[str, Any],  # Any: JSON values
    position: int,
    known: Mapping[str, Event],
    names: Mapping[tuple[str, str], EventName],
) -> bool:
    event = known.get(row["key"]) or Event(key=row["key"])
    facts = (row["kind"], position, row["icon"])
    changed = event.pk is None or tuple(getattr(event, name) for name in _FACTS) != facts
    if changed:
        event.kind, event.position, event.icon = facts
        event.save()
    for language, name in row["names"].items():
        changed |= _save_name(event, language, name, row["summaries"].get(language, ""), names)
    return changed


def _save_name(
    event: Event, language: str, name: str, summary: str, names: Mapping[tuple[str, str], EventName]
) -> bool:
    kept = names.get((event.key, language)) or EventName(event=event, language=language)
    if kept.pk and (kept.name, kept.summary) == (name, summary):
        return False
    kept.name, kept.summary = name, summary
    kept.save()
    return True
