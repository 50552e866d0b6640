"""The stages of the study's method: what a value of the index is called."""

from collections.abc import Mapping

from bawaba.assess.types import Method


def stages_of(*, method: Method) -> list[tuple[Mapping[str, str], float]]:
    """Return the names of the stages with the index from which each begins, the first first. No SQL query.

    Empty for a method that names none.
    """
    for rule in method.scoring:
        if rule.type == "levels" and rule.settings.get("names"):
            return list(zip(rule.settings["names"], [0.0, *rule.settings["bounds"]], strict=True))
    return []


def stage_at(*, method: Method, value: float | None) -> Mapping[str, str]:
    """Return the name of the stage that a value of the index reaches, empty where there is none. No SQL query."""
    reached = [names for names, begins in stages_of(method=method) if value is not None and value >= begins]
    return reached[-1] if reached else {}
