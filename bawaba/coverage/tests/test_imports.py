"""A made-up country, from raw files to shares; and what is wrong with a file is said, with nothing left behind."""

import json
from datetime import date

import geopandas
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import rasterio
import shapely
from django.utils import translation
from pyproj import Transformer
from rasterio.transform import from_origin

from bawaba.coverage import queries, services
from bawaba.coverage.errors import CoverageFileInvalid, MapMisplaced, PeopleDoNotAddUp, PlanInvalid
from bawaba.coverage.models import AreaShare, Cell, CellFact, Layer, Site
from bawaba.coverage.types import About
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ACTOR = system_actor("test")
ABOUT = About(title="Made up", source="a test", licence="none", dated=date(2026, 1, 1), synthetic=True)
WEST, SOUTH, STEP = 10.0, 31.0, 0.3  # three by three communes of about 28 by 33 km


def square(column, row):
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + STEP, south + STEP)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def frame():
    spots = [(column, row) for row in range(3) for column in range(3)]
    return geopandas.GeoDataFrame(
        {
            "code": [f"c{column}{row}" for column, row in spots],
            "name": [f"Town {column}{row}" for column, row in spots],
            "population": [1000 * (1 + column) for column, _row in spots],
            "setting": ["urban" if column == 2 else "rural" for column, _row in spots],
        },
        geometry=[square(*spot) for spot in spots],
        crs="EPSG:4326",
    )


@pytest.fixture
def places(tmp_path, frame):
    away = [(at % 3 - 1) * 0.1 for at in range(len(frame))]  # towns lie in their commune, not in its middle
    rows = [
        f"{name},{p.x + side},{p.y - side}"
        for name, p, side in zip(frame.name, middles(frame), away, strict=True)
    ]
    path = tmp_path / "places.csv"
    path.write_text("name,lon,lat\n" + "\n".join(rows) + "\n")
    return path


def middles(frame):
    return [one.centroid for one in frame.geometry]


def write_people(frame, path, factor=1.0):
    lines = [
        f"{p.x},{p.y},{people * factor}" for p, people in zip(middles(frame), frame.population, strict=True)
    ]
    path.write_text("lon,lat,people\n" + "\n".join(lines) + "\n")
    return path


def bring(frame, path, places=None):
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return services.import_areas(actor=ACTOR, boundaries=[path], about=ABOUT, places=places)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "parquet"])
def test_boundaries_come_in_from_each_format_and_name_their_source(tmp_path, frame, places, suffix):
    layer = bring(frame, tmp_path / f"map.{suffix}", places)
    assert (layer.rows, layer.total, layer.synthetic) == (9, 18_000, True)
    assert layer.checks["places"] == {"tried": 9, "inside": 9}
    assert AuditEntry.objects.filter(verb="coverage.layer-imported").count() == 1
    assert len(layer.digest) == 64


def test_a_map_in_metres_that_says_so_is_turned_into_degrees(tmp_path, frame, places):
    layer = bring(frame.to_crs("EPSG:3857"), tmp_path / "map.gpkg", places)
    assert layer.checks["places"]["inside"] == 9


def misread(shapes, written, read):
    """Return shapes written in one projection and read as another."""
    away = Transformer.from_crs("EPSG:4326", written, always_xy=True)
    back = Transformer.from_crs(read, "EPSG:4326", always_xy=True)
    move = lambda p: np.column_stack(back.transform(*away.transform(p[:, 0], p[:, 1])))  # noqa: E731
    return shapely.transform(np.array(shapes, dtype=object), move)


def test_a_map_19_kilometres_off_is_caught_and_what_went_wrong_is_said(tmp_path, frame, places):
    wrong = frame.set_geometry(list(misread(frame.geometry, "EPSG:3857", "EPSG:3395")), crs="EPSG:4326")
    with pytest.raises(MapMisplaced) as refusal:
        bring(wrong, tmp_path / "map.geojson", places)
    said = str(refusal.value)
    assert "19 km too far north" in said
    assert "Web Mercator" in said
    assert refusal.value.verdict.fault == "web-mercator-read-as-world"
    assert not Layer.objects.exists()


def test_swapped_and_shifted_maps_are_caught(tmp_path, frame, places):
    swapped = frame.set_geometry(
        list(shapely.transform(frame.geometry.values, lambda p: p[:, ::-1])), crs=4326
    )
    with pytest.raises(MapMisplaced, match="swapped"):
        bring(swapped, tmp_path / "a.geojson", places)
    moved = frame.set_geometry(frame.geometry.translate(0.25, 0), crs="EPSG:4326")
    with pytest.raises(MapMisplaced, match=r"24 km too far east.*shifted"):
        bring(moved, tmp_path / "b.geojson", places)


def test_metres_in_a_file_of_degrees_are_refused(tmp_path, frame):
    metres = frame.to_crs("EPSG:3857").set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(CoverageFileInvalid, match="not degrees"):
        bring(metres, tmp_path / "map.gpkg")


def test_a_map_that_ends_early_names_its_line_and_leaves_nothing(tmp_path, frame):
    path = tmp_path / "map.geojson"
    frame.to_file(path)
    text = path.read_text()
    path.write_text(text[: len(text) // 2])
    with pytest.raises(CoverageFileInvalid, match="end early") as refusal:
        services.import_areas(actor=ACTOR, boundaries=[path], about=ABOUT)
    assert refusal.value.line == path.read_text().count("\n") + 1
    packed = tmp_path / "map.gpkg"
    frame.to_file(packed)
    packed.write_bytes(packed.read_bytes()[:3000])
    with pytest.raises(CoverageFileInvalid, match="damaged"):
        services.import_areas(actor=ACTOR, boundaries=[packed], about=ABOUT)
    assert not Layer.objects.exists()


def test_holes_between_areas_are_counted(tmp_path, frame):
    layer = bring(frame.drop(4).reset_index(drop=True), tmp_path / "map.gpkg")  # without the middle one
    assert layer.checks["holes"] == 1
    assert layer.checks["holes-km2"] == pytest.approx(
        0.3 * 0.3 * 111.2**2 * np.cos(np.radians(31.45)), rel=0.01
    )


@pytest.fixture
def country(tmp_path, frame):
    return bring(frame, tmp_path / "map.gpkg")


def test_people_come_in_from_points_tables_and_maps(tmp_path, frame, country):
    layer = services.import_people(actor=ACTOR, source=write_people(frame, tmp_path / "p.csv"), about=ABOUT)
    assert (layer.rows, layer.total, layer.checks["difference"]) == (9, 18_000, 0)
    points = frame.set_geometry(middles(frame), crs="EPSG:4326")
    points.to_file(tmp_path / "p.gpkg")
    again = services.import_people(actor=ACTOR, source=tmp_path / "p.gpkg", about=ABOUT)
    both = [set(Cell.objects.filter(layer=one).values_list("h3", "area", "people")) for one in (layer, again)]
    assert both[0] == both[1]
    assert len(both[0]) == 9
    assert list(Layer.objects.filter(kind="people", in_use=True)) == [again]


def write_raster(path, values, west=WEST, crs="EPSG:4326", nodata=-9999.0):
    height, width = values.shape
    profile = {"driver": "GTiff", "height": height, "width": width, "count": 1, "dtype": "float32"}
    place = from_origin(west, SOUTH + height * 0.1, 0.1, 0.1)
    with rasterio.open(path, "w", crs=crs, transform=place, nodata=nodata, **profile) as raster:
        raster.write(values.astype("float32"), 1)
    return path


def test_people_come_in_from_a_raster_without_its_empty_pixels(tmp_path, country):
    values = np.full((9, 9), 18_000 / 72)
    values[:, 8] = -9999.0
    layer = services.import_people(actor=ACTOR, source=write_raster(tmp_path / "p.tif", values), about=ABOUT)
    assert (layer.rows, Cell.objects.count()) == (81, 72)
    assert layer.total == pytest.approx(18_000)


def test_a_raster_with_a_fault_is_refused(tmp_path, country):
    values = np.full((9, 9), 200.0)
    values[2, 5] = -7
    path = write_raster(tmp_path / "p.tif", values)
    with pytest.raises(CoverageFileInvalid, match="row 3, column 6"):
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    whole = write_raster(tmp_path / "q.tif", np.random.default_rng(1).uniform(0, 9, (300, 300)))
    whole.write_bytes(whole.read_bytes()[:9000])
    with pytest.raises(CoverageFileInvalid, match="ends early"):
        services.import_people(actor=ACTOR, source=whole, about=ABOUT)
    bare = write_raster(tmp_path / "r.tif", np.full((9, 9), 200.0), crs=None)
    with pytest.raises(CoverageFileInvalid, match="coordinate system"):
        services.import_people(actor=ACTOR, source=bare, about=ABOUT)
    assert not Cell.objects.exists()


def test_people_that_do_not_add_up_or_lie_elsewhere_are_refused(tmp_path, frame, country):
    half = write_people(frame, tmp_path / "half.csv", 0.5)
    with pytest.raises(PeopleDoNotAddUp, match=r"9,000.*18,000"):
        services.import_people(actor=ACTOR, source=half, about=ABOUT)
    assert services.import_people(actor=ACTOR, source=half, about=ABOUT, any_total=True).total == 9_000
    path = tmp_path / "p.csv"
    path.write_text("lon,lat,people\n" + "\n".join(f"{p.y},{p.x},5" for p in middles(frame)) + "\n")
    with pytest.raises(CoverageFileInvalid, match="swapped") as refusal:
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    assert refusal.value.line == 2
    path.write_text("lon,lat,people\n10.1,31.1,5\n-60,10,5\n")
    with pytest.raises(CoverageFileInvalid, match="1 of 2 points lie outside") as refusal:
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    assert refusal.value.line == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("lon,lat,people\n10.1,31.1,5\n10.1,31.1,-5\n", 3, "negative"),
        ("lon,lat,people\n10.1,31.1,5\n10.1,31.1\n", 3, "early"),
        ("x,y,people\n10.1,31.1,5\n", 1, "metres"),
        ("lon,lat,people\n10.1,31.1,5\n10.1,,5\n", 3, "missing in column lat"),
    ],
)
def test_a_bad_row_names_its_line_and_nothing_is_imported(tmp_path, country, text, line, words):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(CoverageFileInvalid, match=words) as refusal:
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    assert refusal.value.line == line
    assert Layer.objects.count() == 1  # the areas


@pytest.fixture
def peopled(tmp_path, frame, country):
    services.name_country(actor=ACTOR, operators=[{"key": "red", "names": {"en": "Red"}}], host_cities=[])
    return services.import_people(actor=ACTOR, source=write_people(frame, tmp_path / "p.csv"), about=ABOUT)


def told(**more):
    return About(title="x", source="y", licence="z", dated=date(2026, 5, 1), operator="red", **more)


def test_declared_polygons_become_shares_of_areas(tmp_path, frame, peopled):
    east = geopandas.GeoDataFrame(
        geometry=[shapely.box(WEST + 0.6, SOUTH, WEST + 0.9, SOUTH + 0.9)], crs=4326
    )
    east.to_file(tmp_path / "east.gpkg")
    about = told(place="outdoor", edge_probability=0.9)
    services.import_declared(actor=ACTOR, source=tmp_path / "east.gpkg", about=about)
    country = AreaShare.objects.get(level="country", operator="red", setting="")
    assert country.covered / country.people == pytest.approx(
        9_000 / 18_000
    )  # the eastern third has half of all
    rural = AreaShare.objects.get(level="country", operator="", setting="rural")
    assert (rural.people, rural.covered) == (9_000, 0)
    assert 0 < CellFact.objects.order_by("share")[0].share < 1  # cells at the border are covered in part


def test_samples_are_counted_by_cell_and_no_track_is_kept(tmp_path, frame, peopled):
    spot = middles(frame)[0]
    lines = [f"{spot.x},{spot.y},{level}" for level in [-95] * 36 + [-120] * 4]
    path = tmp_path / "drive.csv"
    path.write_text("lon,lat,rsrp_dbm\n" + "\n".join(lines) + "\n")
    services.import_measured(actor=ACTOR, source=path, about=told(place="outdoor"))
    assert list(CellFact.objects.values_list("samples", "good")) == [(40, 36)]
    share = AreaShare.objects.get(level="commune", operator="red", area="c00")
    assert (share.samples, share.good) == (40, 36)
    path.write_text("lon,lat,rsrp_dbm\n10.1,31.1,-90\n10.1,31.1,20\n")
    with pytest.raises(CoverageFileInvalid, match="RSRP") as refusal:
        services.import_measured(actor=ACTOR, source=path, about=told(place="outdoor"))
    assert refusal.value.line == 3


def test_sites_in_opencellids_layout_come_in(tmp_path, peopled):
    path = tmp_path / "cells.csv"
    path.write_text(
        "radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\n"
        "NR,604,1,1,1,0,10.15,31.15,1000,3,1,1700000000,1700000000,-90\n"
    )
    services.import_sites(actor=ACTOR, source=path, about=ABOUT)
    assert list(Site.objects.values_list("lon", "lat", "area")) == [(10.15, 31.15, "c00")]


def test_another_country_is_planned_from_raw_places_and_boundaries_alone(peopled):
    wishes = queries.Wishes(goals=[(date(2027, 12, 31), 0.3), (date(2029, 12, 31), 0.8)], first_year=2026)
    found = queries.plan_by_year(key="made-up", names={"en": "Made up"}, wishes=wishes, time_limit_s=10)
    # 3,000 in each of three communes, 2,000 in three, 1,000 in three: two make a third, six make five sixths
    goals = [(one["year"], one["needed"], one["fewest"], one["holds"]) for one in found["results"]["goals"]]
    assert goals == [(2027, 2, 2, True), (2029, 6, 6, True)]
    assert [one["sites"] for one in found["results"]["years"]] == [1, 2, 4, 6]
    assert services.keep_scenario(actor=ACTOR, told=json.loads(json.dumps(found)))
    planned = AreaShare.objects.get(level="country", setting="", year=2029, basis="planned")
    assert planned.covered / planned.people == pytest.approx(15 / 18)
    assert not services.keep_scenario(actor=ACTOR, told=found)


def test_a_quota_and_a_limit_by_year_are_kept_or_named(peopled):
    goal = [(date(2028, 12, 31), 0.5)]
    wishes = queries.Wishes(goals=goal, first_year=2027, quotas={"rural": 0.5}, most_a_year=2)
    found = queries.plan_by_year(key="q", names={}, wishes=wishes, time_limit_s=10)["results"]["goals"][0]
    # half of the rural 9,000 takes three sites of 2,000 (6,000); half of all then takes one of 3,000 more
    assert (found["needed"], found["sites"], found["holds"]) == (4, 4, True)
    assert found["binding"] == ["quota:rural"]
    tight = queries.Wishes(goals=goal, first_year=2027, quotas={"rural": 0.5}, most_a_year=1)
    late = queries.plan_by_year(key="r", names={}, wishes=tight, time_limit_s=10)["results"]["goals"][0]
    assert (late["sites"], late["holds"]) == (2, False)
    assert "sites-a-year" in late["binding"]


def test_sites_that_stand_count_and_none_is_planned_where_none_may_stand(peopled, frame, tmp_path):
    small, large = middles(frame)[0], middles(frame)[2]  # a commune of 1,000 people, and one of 3,000
    standing, barred = tmp_path / "standing.csv", tmp_path / "barred.csv"
    standing.write_text(f"lon,lat\n{small.x},{small.y}\n")
    barred.write_text(f"lon,lat,radius_m\n{large.x},{large.y},3000\n")
    wishes = queries.Wishes(
        goals=[(date(2027, 12, 31), 0.3)], first_year=2027, existing=standing, forbidden=barred
    )
    told = queries.plan_by_year(key="s", names={}, wishes=wishes, time_limit_s=5)
    goal, (year,) = told["results"]["goals"][0], told["results"]["years"]
    # 1,000 stand; 5,400 of 18,000 take two of 3,000 more
    assert (goal["needed"], goal["fewest"], year["opened"], year["sites"]) == (3, 3, 2, 3)
    assert [one[0] for one in told["sites"]] == [2026, 2027, 2027]
    assert {one[4] for one in told["sites"]} == {"c00", "c21", "c22"}
    assert "--existing standing.csv --forbidden barred.csv" in told["manifest"]["command"]
    assert len(told["manifest"]["existing"]["digest"]) == 64
    assert services.keep_scenario(actor=ACTOR, told=json.loads(json.dumps(told)))
    standing.write_text(f"lon,lat\n{small.x},{small.y}\n{small.y},{small.x}\n")
    with pytest.raises(CoverageFileInvalid, match="1 of 2 points lie outside") as refusal:
        queries.plan_by_year(key="t", names={}, wishes=wishes, time_limit_s=5)
    assert refusal.value.line == 3


def test_files_that_end_early_are_refused_whatever_their_format(tmp_path, frame, country):
    table = geopandas.GeoDataFrame(
        {"people": frame.population}, geometry=list(frame.geometry), crs="EPSG:4326"
    )
    plain = pyarrow.table({"lon": np.zeros(3000), "lat": np.zeros(3000), "people": np.arange(3000.0)})
    table.to_parquet(tmp_path / "geo.parquet")
    table.to_file(tmp_path / "map.gpkg")
    pyarrow.parquet.write_table(plain, tmp_path / "plain.parquet")
    for name, size in (("geo.parquet", 700), ("plain.parquet", 9000), ("map.gpkg", 20_000)):
        path = tmp_path / name
        path.write_bytes(path.read_bytes()[:size])
        with pytest.raises(CoverageFileInvalid, match="damaged, ends early"):
            services.import_people(actor=ACTOR, source=path, about=ABOUT)
    holed = tmp_path / "holed.parquet"
    pyarrow.parquet.write_table(
        pyarrow.table({"lon": [10.1, None], "lat": [31.1, 31.2], "people": [5, 5]}), holed
    )
    with pytest.raises(CoverageFileInvalid, match="feature 2: a number is missing"):
        services.import_people(actor=ACTOR, source=holed, about=ABOUT)
    assert not Cell.objects.exists()


def test_a_plan_that_tells_more_than_its_sites_cover_is_refused(peopled):
    wishes = queries.Wishes(goals=[(date(2027, 12, 31), 0.3)], first_year=2027)
    told = queries.plan_by_year(key="x", names={}, wishes=wishes, time_limit_s=5)
    told["results"]["years"][0]["share"] = 0.9
    with pytest.raises(PlanInvalid):
        services.keep_scenario(actor=ACTOR, told=told)


def test_nobody_but_administrators_imports(tmp_path, frame):
    stranger = Actor(kind="person", key="account:4711", account_id=4711)
    with pytest.raises(PermissionDenied):
        services.import_areas(actor=stranger, boundaries=[tmp_path / "x.gpkg"], about=ABOUT)
