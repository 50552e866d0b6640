"""What the assistant tells other rooms of itself: its entry in the register of AI, and where to ask."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.urls import reverse
from django.utils import translation

from bawaba.kernel.ports import AiMeasure, AiSystem, QuestionBox


@cache
def own_systems() -> Sequence[AiSystem]:
    """Return the entries of the assistant and of the drafts for agents, as `data/register*.json` say them. No SQL query."""
    return (_entry("register.json"), _entry("register-drafts.json"))


def _entry(name: str) -> AiSystem:
    row = json.loads(files("bawaba.assistant").joinpath(f"data/{name}").read_text(encoding="utf-8"))
    measures = tuple(_measure(one) for one in row.pop("measures"))
    return AiSystem(**row, measures=measures)


def _measure(row: Mapping[str, Any]) -> AiMeasure:  # Any: JSON
    return AiMeasure(**{**row, "measured_on": date.fromisoformat(row["measured_on"])})


def question_box(*, language: str) -> QuestionBox:
    """Return the box that asks about the service of a page. No SQL query."""
    with translation.override(language):
        return QuestionBox(reverse("assistant:page"), question="q", service="service")
