"""Scenarios side by side: what each was limited by, what it is worth, and when it does what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from bawaba.ai.types import ScenarioInfo

Row = Mapping[str, Any]  # Any: texts and cells of a row


def limits_of(one: ScenarioInfo) -> Sequence[Row]:
    """Return what a scenario was limited by, in words and figures."""
    instance = one.instance
    pairs = [" / ".join(_title(one, number) for number in pair) for pair in instance["exclusive"]]
    rows = [
        (_("Days of work of each wave"), " · ".join(number_format(one, 0) for one in instance["budget"])),
        (_("Months of a wave"), number_format(one.wave_months)),
        (_("What a wave later is worth"), number_format(instance["discount"], 2)),
        (_("Use cases of one administration in a wave, at most"), number_format(instance["org_cap"])),
        (_("High-risk use cases in a wave, at most"), number_format(instance["max_high_risk_per_wave"])),
        (_("Must be in the plan"), " · ".join(_title(one, number) for number in instance["mandatory"])),
        (_("Use cases that exclude each other"), " · ".join(pairs)),
    ]
    return [{"title": title, "text": text or "–"} for title, text in rows]


def side_by_side(scenarios: Sequence[ScenarioInfo]) -> Row:
    """Return a column for each scenario: its worth, its limits, and the wave of each use case from 1."""
    waves = [
        {one.keys[int(item)]: wave + 1 for item, wave in one.found["selection"].items()} for one in scenarios
    ]
    titles = {key: title for one in reversed(scenarios) for key, title in one.titles.items()}
    keys = sorted({key for plan in waves for key in plan}, key=lambda key: titles.get(key, key))
    limits = [limits_of(one) for one in scenarios]
    facts = [
        (_("Worth of the plan"), [number_format(one.found["objective"], 1) for one in scenarios]),
        (_("How far it may be from the best, in percent"), [number_format(100 * one.found["gap"], 2) for one in scenarios]),
        (_("Use cases in the plan"), [number_format(len(plan)) for plan in waves]),
        (_("Days of work"), [number_format(_days(one), 0) for one in scenarios]),
        *((rows[0]["title"], [row["text"] for row in rows]) for rows in zip(*limits, strict=True)),
    ]  # fmt: skip
    return {
        "titles": [one.title for one in scenarios],
        "facts": [{"title": title, "cells": cells} for title, cells in facts],
        "plans": [
            {"title": titles.get(key, key), "cells": [plan.get(key) for plan in waves]} for key in keys
        ],
    }


def _days(one: ScenarioInfo) -> float:
    return float(sum(one.instance["cost"][int(item)] for item in one.found["selection"]))


def _title(one: ScenarioInfo, number: int) -> str:
    return one.titles.get(one.keys[number], one.keys[number])
