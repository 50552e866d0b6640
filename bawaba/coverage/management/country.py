"""Operations on a country's data: imports, targets, plans by year. Not loaded by commands that only compute."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bawaba.coverage import queries, services
from bawaba.coverage.types import About, MilestoneRecord, TargetSetRecord
from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, operator_language

ACTOR = system_actor("command")
AddOperation = Callable[[str, Callable[..., Any], str], ArgumentParser]


def add_operations(add: AddOperation) -> None:
    """Add the operations of this module to the command."""
    loading = add(
        "load", load, "Load a country from a folder with its country.json; without one, what ships."
    )
    loading.add_argument("--from", type=Path, default=None, dest="folder")
    naming = add("name-country", name_country, "Set operators, first places, words, currency from a file.")
    naming.add_argument(
        "--input", type=Path, required=True, help="JSON; docs/guide/coverage.md lists its parts"
    )
    areas = add(
        "import-areas", import_areas, "Import census figures and boundaries, checked by known places."
    )
    areas.add_argument(
        "--boundaries", type=Path, required=True, action="append", help="GeoJSON, GeoPackage, …"
    )
    areas.add_argument(
        "--census", type=Path, default=None, help="CSV: code, level, parent, population, name_fr …"
    )
    areas.add_argument("--places", type=Path, default=None, help="CSV: name, lon, lat of known places")
    areas.add_argument(
        "--column",
        type=read_pair,
        action="append",
        default=[],
        help="code=ADM3_PCODE: what a column is called",
    )
    _add_about(areas)
    people = add("import-people", import_people, "Import where people live, from points, cells or pixels.")
    people.add_argument(
        "--any-total", action="store_true", help="take it though it does not add up to the census"
    )
    for name, run, text in (
        ("import-declared", import_declared, "Import the coverage that an operator declares."),
        ("import-measured", import_measured, "Import samples: CSV with lon, lat, rsrp_dbm."),
        ("import-sites", import_sites, "Import sites: CSV with lon, lat, maybe cost."),
    ):
        parser = add(name, run, text)
        _add_layer(parser)
        if name == "import-declared":
            parser.add_argument(
                "--any-place",
                action="store_true",
                help="take it though another projection covers more people",
            )
    _add_layer(people)
    add("layers", list_layers, "List the imports with their provenance.")
    targets = add("add-targets", add_targets, "Add targets with their source; none is ever changed.")
    targets.add_argument("key")
    targets.add_argument("--name", type=read_text, action="append", required=True, help="fr=… for a language")
    targets.add_argument("--source", type=read_text, action="append", required=True, help="as --name")
    targets.add_argument("--source-url", default="")
    targets.add_argument("--stated-on", type=date.fromisoformat, required=True)
    targets.add_argument("--goal", type=read_goal, action="append", required=True, help="2030-12-31=0.85")
    _add_schedule(add("schedule", schedule, "Plan sites by year until each milestone."))


def _add_about(parser: ArgumentParser) -> None:
    parser.add_argument("--title", required=True)
    parser.add_argument("--source", required=True, help="who made it")
    parser.add_argument("--source-url", default="")
    parser.add_argument("--licence", required=True)
    parser.add_argument(
        "--dated", type=date.fromisoformat, required=True, help="what it tells of: YYYY-MM-DD"
    )
    parser.add_argument("--release", default="", dest="release", help="its version")
    parser.add_argument("--synthetic", action="store_true", help="made up or modelled: every page says so")


def _add_layer(parser: ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True)
    _add_about(parser)
    parser.add_argument("--operator", default="")
    parser.add_argument("--place", default="", choices=["", "outdoor", "indoor"])
    parser.add_argument("--crs", default="", help="of x and y in a CSV file: EPSG:32737")
    parser.add_argument("--edge-probability", type=float, default=None)


def _add_schedule(parser: ArgumentParser) -> None:
    parser.add_argument("key", help="of the scenario")
    parser.add_argument("--name", type=read_text, action="append", default=[], help="fr=… for a language")
    parser.add_argument("--targets", default="", help="key of targets")
    parser.add_argument(
        "--goal", type=read_goal, action="append", default=[], help="2030-12-31=0.85, instead"
    )
    parser.add_argument("--first-year", type=int, default=None, help="this year, unless told")
    parser.add_argument(
        "--host-factor", type=float, default=1.0, help="people of host cities count so many times"
    )
    parser.add_argument("--quota", type=read_quota, action="append", default=[], help="rural=0.4")
    parser.add_argument("--most-a-year", type=int, default=None)
    parser.add_argument("--budget-a-year", type=float, default=None)
    parser.add_argument("--cost", type=float, default=None, help="of a site")
    parser.add_argument("--sites", choices=["cells", "layer"], default="cells")
    parser.add_argument(
        "--existing", type=Path, default=None, help="CSV of sites that stand: lon, lat, radius_m"
    )
    parser.add_argument(
        "--forbidden", type=Path, default=None, help="CSV of places without sites: lon, lat, radius_m"
    )
    parser.add_argument("--radii-m", default="1900,2600,5000", help="where many, some and few people live")
    parser.add_argument(
        "--edge-probability",
        type=float,
        default=0.5,
        help="for which share of places at the edge the radii hold",
    )
    parser.add_argument("--time-limit-s", type=float, default=60.0)
    parser.add_argument("--output", type=Path, default=None)
    parser.add_argument("--keep", action="store_true", help="keep it for the public pages")


def read_goal(text: str) -> tuple[date, float]:
    """Return the day and the share of `2030-12-31=0.85`."""
    day, _sign, share = text.partition("=")
    try:
        return date.fromisoformat(day), float(share)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not like 2030-12-31=0.85") from error


def read_quota(text: str) -> tuple[str, float]:
    """Return the stratum and the share of `rural=0.4`."""
    name, _sign, share = text.partition("=")
    try:
        return name, float(share)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not like rural=0.4") from error


def read_pair(text: str) -> tuple[str, str]:
    """Return both sides of `code=ADM3_PCODE`."""
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise ArgumentTypeError(f"{text!r} is not like code=ADM3_PCODE")
    return name, value


def read_text(text: str) -> tuple[str, str]:
    """Return the language and the text of `fr=Cibles`; without a language it is the terminal's."""
    language, sign, value = text.partition("=")
    named = bool(sign) and language.isalpha() and language.islower() and 2 <= len(language) <= 3  # ISO 639
    return (language, value) if named else (operator_language(), text)


def load(*, folder: Path | None) -> Mapping[str, object]:
    progress = Progress("Coverage", 4)
    found = services.load_shipped(actor=ACTOR, folder=folder, progress=progress.advance)
    progress.finish()
    return found


def name_country(*, input: Path) -> Mapping[str, object]:  # noqa: A002  # the option's name
    return {"changed": services.name_country_from(actor=ACTOR, source=input)}


def _about(asked: dict[str, Any]) -> About:  # Any: the parser's values
    names = ("title", "source", "source_url", "licence", "dated", "synthetic")
    more = {name: asked.pop(name) for name in ("operator", "place", "edge_probability") if name in asked}
    return About(version=asked.pop("release"), **{name: asked.pop(name) for name in names}, **more)


def import_areas(**asked: Any) -> Mapping[str, object]:  # Any: as above
    about, columns = _about(asked), dict(asked.pop("column"))
    return _told(
        services.import_areas(actor=ACTOR, about=about, columns=columns, follow=_Saying(), **asked).pk
    )


def import_people(**asked: Any) -> Mapping[str, object]:  # Any: as above
    about = _about(asked)
    layer = services.import_people(
        actor=ACTOR,
        source=asked["input"],
        about=about,
        any_total=asked["any_total"],
        crs=asked["crs"],
        follow=_Saying(),
    )
    return _told(layer.pk)


def import_declared(**asked: Any) -> Mapping[str, object]:  # Any: as above
    layer = services.import_declared(
        actor=ACTOR,
        about=_about(asked),
        source=asked["input"],
        any_place=asked["any_place"],
        follow=_Saying(),
    )
    return _told(layer.pk)


def import_measured(**asked: Any) -> Mapping[str, object]:  # Any: as above
    layer = services.import_measured(
        actor=ACTOR, about=_about(asked), source=asked["input"], crs=asked["crs"]
    )
    return _told(layer.pk)


def import_sites(**asked: Any) -> Mapping[str, object]:  # Any: as above
    layer = services.import_sites(actor=ACTOR, about=_about(asked), source=asked["input"], crs=asked["crs"])
    return _told(layer.pk)


class _Saying(services.Follower):
    """Says on standard error, about once a second, how far an import is."""

    def __init__(self) -> None:
        self._step, self._said = "", 0.0

    def tell(self, step: str, done: int = 0, of: int = 0) -> None:
        if step != self._step or time.monotonic() - self._said >= 1:
            self._step, self._said = step, time.monotonic()
            print(f"{step}{f' {done:,} of {of:,}' if of else ''}", file=sys.stderr, flush=True)


def _told(number: int) -> Mapping[str, object]:
    return asdict(next(one for one in queries.list_layers() if one.number == number))


def list_layers() -> list[dict[str, object]]:
    return [asdict(layer) for layer in queries.list_layers()]


def add_targets(*, key: str, name: list[tuple[str, str]], source: list[tuple[str, str]], source_url: str,
                stated_on: date, goal: list[tuple[date, float]]) -> Mapping[str, object]:  # fmt: skip
    milestones = [MilestoneRecord(day, share) for day, share in goal]
    record = TargetSetRecord(key, dict(name), dict(source), source_url, stated_on, False, milestones)
    return {"new": services.add_target_set(actor=ACTOR, record=record)}


def schedule(**asked: Any) -> Mapping[str, object]:  # Any: as above
    wishes = queries.Wishes(
        asked["targets"], asked["goal"], asked["first_year"] or clock.today().year, _radii(asked["radii_m"]),
        asked["edge_probability"], asked["host_factor"], dict(asked["quota"]), asked["most_a_year"], asked["budget_a_year"],
        asked["cost"], asked["sites"], asked["existing"], asked["forbidden"],
    )  # fmt: skip
    told = queries.plan_by_year(
        key=asked["key"], names=dict(asked["name"]) or {operator_language(): asked["key"]}, wishes=wishes,
        time_limit_s=asked["time_limit_s"], report=_say,
    )  # fmt: skip
    if asked["output"]:
        asked["output"].write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked["keep"]:
        services.keep_scenario(actor=ACTOR, told=told)
    return {name: value for name, value in told.items() if name != "sites"}


def _radii(text: str) -> tuple[float, float, float]:
    dense, mixed, sparse = (float(part) for part in text.split(","))
    return dense, mixed, sparse


def _say(stage: str, first: float, second: float) -> None:
    print(f"{stage}: {first:,.0f}, {second:,.0f}", file=sys.stderr, flush=True)
