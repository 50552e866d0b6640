"""Plans by year, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import Scenario


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A plan by year; assumptions, manifest and results as `plan_by_year` tells them."""

    key: str
    names: Mapping[str, str]
    target_set: str
    assumptions: Mapping[str, Any]  # Any: JSON
    manifest: Mapping[str, Any]  # Any: as above
    results: Mapping[str, Any]  # Any: as above
    made_at: datetime
    synthetic: bool


def list_scenarios() -> list[ScenarioRecord]:
    """Return every plan, by its key. One SQL query."""
    return [_record(row) for row in Scenario.objects.select_related("target_set", "people")]


def find_scenario(*, key: str) -> tuple[ScenarioRecord, list[tuple[int, float, float, float, str, str]]]:
    """Return a plan and its sites: year, lon, lat, radius in metres, commune, host city. Two SQL queries.

    raises: CoveragePlaceNotFound
    """
    row = Scenario.objects.select_related("target_set", "people").filter(key=key).first()
    if row is None:
        raise CoveragePlaceNotFound
    return _record(row), list(row.sites.values_list("year", "lon", "lat", "radius_m", "area", "host_city"))


def _record(row: Scenario) -> ScenarioRecord:
    target_set = row.target_set.key if row.target_set else ""
    return ScenarioRecord(
        row.key, row.names, target_set, row.assumptions, row.manifest, row.results, row.made_at,
        row.people.synthetic,
    )  # fmt: skip
