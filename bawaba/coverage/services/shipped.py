"""Load a country from one folder: who answers, areas, people, targets, plans. What ships is such a folder.

`country.json` says all of it, each part optional; docs/guide/coverage.md lists its parts.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.models import Layer
from bawaba.coverage.services.areas import import_areas
from bawaba.coverage.services.country import name_country
from bawaba.coverage.services.layers import check_may_import, digest_of
from bawaba.coverage.services.people import import_people
from bawaba.coverage.services.scenarios import keep_scenario
from bawaba.coverage.services.targets import add_target_set
from bawaba.coverage.types import About, MilestoneRecord, TargetSetRecord
from bawaba.kernel.actors import Actor

DATA: Final = Path(__file__).resolve().parent.parent / "data"
NAMED: Final = ("operators", "host_cities", "regulator", "words", "currency", "challenge_days")
PARTS: Final = 4  # that progress is told of
Progress = Callable[[int], object]
Told = Mapping[str, Any]  # Any: JSON


@transaction.atomic
def load_shipped(
    *, actor: Actor, folder: Path | None = None, progress: Progress = lambda _count: None
) -> dict[str, int]:
    """Bring the country's data up to the files of a folder; what is there already is left as it is.

    folder: that of the country which ships, unless it is told. A country without shipped files has none.
    Returns how many layers, target sets and scenarios are new.
    raises: PermissionDenied, CoverageFileInvalid and what the imports raise
    """
    check_may_import(actor)
    shipped = DATA / settings.COUNTRY.lower()
    if folder is None and not shipped.is_dir():
        return {"layers": 0, "target_sets": 0, "scenarios": 0}
    place = folder or shipped
    told = read_country(place / "country.json")
    name_country(actor=actor, **{name: told[name] for name in NAMED if name in told})
    sets = sum(add_target_set(actor=actor, record=_target_set(one)) for one in told.get("target_sets", ()))
    progress(1)
    layers = _load_areas(actor, place, told.get("areas"))
    progress(1)
    layers += _load_people(actor, place, told.get("people"))
    progress(1)
    plans = sorted((place / "plans").glob("*.json"))
    scenarios = sum(keep_scenario(actor=actor, told=json.loads(path.read_text("utf-8"))) for path in plans)
    progress(1)
    return {"layers": layers, "target_sets": sets, "scenarios": scenarios}


def name_country_from(*, actor: Actor, source: Path) -> int:
    """Set what a file like `country.json` says of who answers and what things are called; returns how many changed.

    raises: PermissionDenied, CoverageFileInvalid
    """
    told = read_country(source)
    return name_country(actor=actor, **{name: told[name] for name in NAMED if name in told})


def read_country(path: Path) -> Told:
    """Return what a country's file says. raises: CoverageFileInvalid, with the line"""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CoverageFileInvalid(_("there is no such file"), name=path.name) from error
    except UnicodeDecodeError as error:
        raise CoverageFileInvalid(_("this file is not text in UTF-8"), name=path.name) from error
    except json.JSONDecodeError as error:
        reason = _("this is not JSON from here on; does the file end early?")
        raise CoverageFileInvalid(reason, name=path.name, line=error.lineno) from error
    known = {*NAMED, "target_sets", "areas", "people"}
    unknown = sorted(set(told) - known) if isinstance(told, dict) else ["[]"]
    if unknown:
        reason = format_lazy(_("“{key}” is no part of a country; known are {known}"),
                             key=unknown[0], known=", ".join(sorted(known)))  # fmt: skip
        raise CoverageFileInvalid(reason, name=path.name)
    return told  # type: ignore[no-any-return]  # JSON


def _target_set(told: Told) -> TargetSetRecord:
    milestones = [
        MilestoneRecord(date.fromisoformat(one["due_on"]), one["share"]) for one in told["milestones"]
    ]
    return TargetSetRecord(
        told["key"], told["names"], told["source"], told.get("source_url", ""),
        date.fromisoformat(told["stated_on"]), told.get("verified", False), milestones,
    )  # fmt: skip


def _is_there(kind: str, paths: list[Path]) -> bool:
    return Layer.objects.filter(kind=kind, digest=digest_of(paths)).exists()


def _about(told: Told, name: str) -> About:
    """Return what a part says of itself. raises: CoverageFileInvalid where its source is not told"""
    missing = [key for key in ("title", "source", "licence", "dated") if not told.get(key)]
    if missing:
        reason = format_lazy(_("“{part}” does not say its {key}"), part=name, key=missing[0])
        raise CoverageFileInvalid(reason, name="country.json")
    return About(
        title=told["title"], version=told.get("version", ""), source=told["source"],
        sources=told.get("sources", {}), source_url=told.get("source_url", ""), licence=told["licence"],
        dated=date.fromisoformat(told["dated"]), synthetic=bool(told.get("synthetic", False)),
    )  # fmt: skip


def _load_areas(actor: Actor, folder: Path, told: Told | None) -> int:
    if told is None:
        return 0
    maps = [folder / name for name in told["boundaries"]]
    census = folder / told["census"] if told.get("census") else None
    if _is_there("areas", [*maps, *([census] if census else [])]):
        return 0
    import_areas(
        actor=actor, boundaries=maps, about=_about(told, "areas"), census=census,
        places=folder / told["places"] if told.get("places") else None, columns=told.get("columns"),
    )  # fmt: skip
    return 1


def _load_people(actor: Actor, folder: Path, told: Told | None) -> int:
    if told is None or _is_there("people", [folder / told["file"]]):
        return 0
    import_people(actor=actor, source=folder / told["file"], about=_about(told, "people"))
    return 1
