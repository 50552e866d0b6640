"""Plans compared, computed again from their manifest, taken away as files; targets that nobody overwrites."""

import io
import json
import shlex
from datetime import date
from typing import Any

import geopandas
import h3
import pyarrow.parquet
import pytest
import shapely
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from bawaba.coverage import queries, services
from bawaba.coverage.errors import TargetSetKept
from bawaba.coverage.models import Area, Cell, Layer, Milestone, TargetSet
from bawaba.coverage.services.shipped import DATA
from bawaba.coverage.tests.country import ACTOR, make_country
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
GOALS = [(date(2027, 12, 31), 0.4), (date(2029, 12, 31), 0.9)]
VILLAGES = ((10.5, 900), (10.7, 800), (10.9, 700), (11.1, 600), (11.3, 500))


@pytest.fixture(autouse=True)
def country():
    """Lay five rural villages, each out of reach of the others, beside the small urban town that comes first."""
    with translation.override("en"):
        make_country()
        areas, people = Layer.objects.get(kind="areas"), Layer.objects.get(kind="people")
        for lon, count in VILLAGES:
            code, cell = f"v{lon}", h3.latlng_to_cell(31.15, lon, 7)
            box = shapely.box(lon - 0.05, 31.1, lon + 0.05, 31.2)
            Area.objects.create(layer=areas, code=code, parent="r", level="commune", names={"en": code, "fr": code},
                                setting="rural", people=count, boundary=box.wkb, west=lon - 0.05, south=31.1,
                                east=lon + 0.05, north=31.2)  # fmt: skip
            Cell.objects.create(layer=people, h3=cell, area=code, people=count, lon=lon, lat=31.15)
        services.name_country(actor=ACTOR, currency="XZD")
        yield


def make_plan(key: str, **wishes: Any) -> dict[str, Any]:
    asked = queries.Wishes(goals=GOALS, first_year=2026, cost=1000.0, **wishes)
    told = queries.plan_by_year(key=key, names={"en": key, "fr": key}, wishes=asked, time_limit_s=5)
    services.keep_scenario(actor=ACTOR, told=told)
    return told


def test_the_command_of_a_manifest_gives_the_same_plan(tmp_path):
    told = make_plan("town-first", host_factor=20.0, quotas={"urban": 0.9}, most_a_year=3)
    program, room, *arguments = shlex.split(str(told["manifest"]["command"]))
    assert (program, room) == ("bawaba", "coverage")
    out = io.StringIO()
    place = tmp_path / "again.json"
    call_command("coverage", *arguments, "--output", str(place), "--json", stdout=out, stderr=io.StringIO())
    again = json.loads(place.read_text())
    assert again["sites"] == json.loads(json.dumps(told["sites"]))
    assert again["assumptions"] == json.loads(json.dumps(told["assumptions"]))
    assert again["manifest"] == json.loads(json.dumps(told["manifest"]))


def test_each_wish_has_its_price_and_plans_stand_side_by_side(client: Client):
    make_plan("plain")
    make_plan("town-first", host_factor=20.0)
    make_plan("town-quota", quotas={"urban": 1.0})
    ((_targets, sides),) = queries.compare_scenarios()
    by_key = {side.record.key: side for side in sides}
    # 3,800 people: 40 % are 1,520, in the two largest villages (900, 800); 90 % are 3,420, in all five less 80:
    # five villages make 3,500. The town (300) adds a site until 2027 where it comes first: 300 + 900 + 800
    assert [goal["needed"] for goal in by_key["plain"].goals] == [2, 5]
    assert by_key["plain"].prices == []
    assert [(one.wish, one.year, one.sites, one.without, one.more) for one in by_key["town-first"].prices] == [
        ("first", 2027, 3, 2, 1), ("first", 2029, 6, 5, 1),
    ]  # fmt: skip
    assert [(one.wish, one.year, one.more) for one in by_key["town-quota"].prices][-1] == (
        "quota:urban",
        2029,
        1,
    )
    assert (by_key["plain"].urban, by_key["plain"].rural) == (0.0, 1.0)
    assert by_key["town-quota"].apart == pytest.approx(0.0)
    assert by_key["plain"].cost == 5_000.0
    page = client.get("/fr/coverage/plans/").content.decode()
    assert "XZD" in page  # one without words keeps its code
    assert "bawaba coverage schedule" in page
    assert "lieux prioritaires" in page


def test_open_data_opens_in_the_tools_that_people_use(client: Client, tmp_path: Any):
    make_plan("plain")
    sizes = {"areas": 7, "plans/plain": 5}
    for name, rows in sizes.items():
        for form in ("geojson", "gpkg", "parquet"):
            path = tmp_path / f"{name.replace('/', '-')}.{form}"
            path.write_bytes(client.get(f"/fr/coverage/data/{name}.{form}").content)
            frame = geopandas.read_parquet(path) if form == "parquet" else geopandas.read_file(path)
            assert (len(frame), frame.crs.to_epsg()) == (rows, 4326), path.name
        assert pyarrow.parquet.read_schema(path).metadata[b"geo"]
    areas = geopandas.read_parquet(tmp_path / "areas.parquet").set_index("code")
    assert areas.loc["v10.5", "planned_share"] == 1.0
    assert areas.loc["c", "geometry"].equals(shapely.box(10, 31, 10.3, 31.3))
    plan = geopandas.read_file(tmp_path / "plans-plain.gpkg")
    assert sorted(plan["year"]) == sorted(site[0] for site in queries.find_scenario(key="plain")[1])
    assert set(plan["synthetic_people"]) == {True}
    assert len(client.get("/fr/coverage/data/plans/plain.csv").content.decode().splitlines()) == 6
    report = client.get("/fr/coverage/report.pdf").content
    assert report.startswith(b"%PDF")
    assert b"%%EOF" in report[-64:]


def test_the_interface_tells_plans_with_sites_and_what_comes_first(client: Client):
    make_plan("plain")
    plan = client.get("/api/v1/coverage/plans/plain?lang=fr").json()
    assert (plan["names"], len(plan["sites"])) == ({"fr": "plain"}, 5)
    assert plan["manifest"]["command"].startswith("bawaba coverage schedule plain")
    assert client.get("/api/v1/coverage/plans/none").status_code == 404
    assert client.get("/api/v1/coverage/country").json()["shares"][0]["basis"] == "planned"
    assert client.get("/api/v1/coverage/host-cities").json()["items"][0]["key"] == "town"
    town = client.get("/api/v1/coverage/host-cities/town?lang=fr").json()
    assert [area["code"] for area in town["areas"]] == ["c"]


def test_shipped_targets_are_kept_whatever_tries_to_overwrite_them(tmp_path):
    told = json.loads((DATA / "ma" / "country.json").read_text(encoding="utf-8"))
    (tmp_path / "country.json").write_text(json.dumps({"target_sets": told["target_sets"]}))
    assert services.load_shipped(actor=ACTOR, folder=tmp_path)["target_sets"] == 2
    assert services.load_shipped(actor=ACTOR, folder=tmp_path)["target_sets"] == 0
    before = list(Milestone.objects.values_list("target_set__key", "due_on", "share"))
    assert [(key, share) for key, _day, share in sorted(before)] == [
        ("digital-2030", 0.25), ("digital-2030", 0.7), ("licences-2025", 0.45), ("licences-2025", 0.85),
    ]  # fmt: skip
    changed = json.loads(json.dumps(told["target_sets"]))
    changed[1]["milestones"][0]["share"] = 0.1
    changed.insert(0, {**changed[0], "key": "fresh"})
    (tmp_path / "country.json").write_text(json.dumps({"target_sets": changed}))
    audited = AuditEntry.objects.count()
    with pytest.raises(TargetSetKept):
        services.load_shipped(actor=ACTOR, folder=tmp_path)
    with pytest.raises(SystemExit):
        call_command("coverage", "add-targets", "digital-2030", "--name", "en=Other", "--source", "en=Nobody",
                     "--stated-on", "2024-09-25", "--goal", "2030-12-31=0.5", stdout=io.StringIO(), stderr=io.StringIO())  # fmt: skip
    assert list(Milestone.objects.values_list("target_set__key", "due_on", "share")) == before
    assert not TargetSet.objects.filter(key="fresh").exists()  # the whole folder, or nothing
    assert AuditEntry.objects.count() == audited


def test_each_plan_that_ships_names_its_command_and_its_prices():
    paths = sorted((DATA / "ma" / "plans").glob("*.json"))
    assert len(paths) == 4
    for path in paths:
        told = json.loads(path.read_text(encoding="utf-8"))
        words = shlex.split(told["manifest"]["command"])
        assert words[:4] == ["bawaba", "coverage", "schedule", told["key"]]
        assert words[words.index("--host-factor") + 1] == str(told["assumptions"]["host_factor"])
        wishes = {one["wish"] for one in told["results"]["prices"]}
        assert wishes == ({"first"} if told["assumptions"]["host_factor"] > 1 else set())
