"""What is wrong with a file of people or of coverage is said, in Arabic and French too, and nothing of it is kept."""

from datetime import date

import geopandas
import h3
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import shapely
from django.utils import translation

from bawaba.coverage import services
from bawaba.coverage.errors import CoverageFileInvalid, LayerMisplaced
from bawaba.coverage.models import AreaShare, Cell, CellFact, Layer
from bawaba.coverage.tests.test_imports import (  # noqa: F401 - fixtures
    ABOUT,
    ACTOR,
    country,
    frame,
    in_english,
    middles,
    misread,
    peopled,
    told,
    write_raster,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HEAD = "lon,lat,people\n"
DECLARED = told(place="outdoor", edge_probability=0.9)
LIES = [("EPSG:3857", "EPSG:3395", "north"), ("EPSG:3395", "EPSG:3857", "south")]


def count():
    return [model.objects.count() for model in (Layer, Cell, CellFact, AreaShare)]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", None, "empty"),
        (HEAD.encode("utf-16"), 1, "not CSV in UTF-8"),
        (HEAD.encode() + b"10.1,31.1,5\n10.1,31.1,caf\xe9\n", 3, "not CSV in UTF-8"),
        (b"lon,lat,people,name\n10.1,31.1,5,x\n10.1,31.1,5,caf\xe9\n", 3, "not CSV in UTF-8"),
        (HEAD.encode() + b"10.1,31.1,5\n10.1,31.1,1,5\n", 3, "4 cells where 3"),  # a decimal comma
        (HEAD.encode() + b'10.1,31.1,5\n"10.1,31', None, "quotation mark"),
        (HEAD.replace(",", ";").encode() + b"10.1;31.1;5\n", 1, "parted by “;”"),
        (HEAD.encode() + b"10.1,31.1,5\n\n\n10.1,31.1,-5\n", 5, "column people is negative"),
        (HEAD.encode() + b"10.1,31.1,5\n10.1,31.1,\n", 3, "missing in column people"),
        (HEAD.encode() + b"10.1,31.1,0\n", None, "counts nobody"),
        (b"PK\3\4" + bytes(range(256)), None, "not CSV|missing"),
    ],
)
def test_a_bad_table_of_people_is_refused_with_its_line(tmp_path, country, content, line, words):  # noqa: F811
    path, before = tmp_path / "people.csv", count()
    path.write_bytes(content)
    with pytest.raises(CoverageFileInvalid, match=words) as refusal:
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    if line is not None:
        assert refusal.value.line == line
    with translation.override("fr"):
        french = str(refusal.value)
    with translation.override("ar"):
        assert str(refusal.value) != french
    assert count() == before


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"h3": ["873f3600bffffff", "nocell"], "people": [1.0, 2.0]}, "feature 2: “nocell” is no H3 cell"),
        ({"h3": ["873f3600bffffff", None], "people": [1.0, 2.0]}, "feature 2"),
        ({"h3": ["85393273fffffff"], "people": [1.0]}, "resolution 7 or finer"),
        ({"lon": ["a"], "lat": [31.1], "people": [1.0]}, "feature 1: a number is missing"),
        ({"lon": [31.1] * 9, "lat": [10.1] * 9, "people": [1.0] * 9}, "feature 1: .*swapped"),
    ],
)
def test_a_bad_parquet_of_people_is_refused_with_its_row(tmp_path, country, table, words):  # noqa: F811
    path, before = tmp_path / "people.parquet", count()
    pyarrow.parquet.write_table(pyarrow.table(table), path)
    with pytest.raises(CoverageFileInvalid, match=words):
        services.import_people(actor=ACTOR, source=path, about=ABOUT)
    assert count() == before


@pytest.mark.parametrize(("written", "read", "side"), LIES)
def test_people_written_in_one_mercator_and_read_as_the_other_are_caught(
    tmp_path, frame, country, written, read, side  # noqa: F811
):  # fmt: skip
    points = frame.set_geometry(list(misread(middles(frame), written, read)), crs="EPSG:4326")
    points.to_file(tmp_path / "people.gpkg")
    with pytest.raises(LayerMisplaced, match=f"19 km too far {side}"):
        services.import_people(actor=ACTOR, source=tmp_path / "people.gpkg", about=ABOUT)
    assert not Cell.objects.exists()


@pytest.mark.parametrize(("written", "read", "side"), LIES)
def test_coverage_written_in_one_mercator_and_read_as_the_other_is_caught(
    tmp_path, frame, peopled, written, read, side  # noqa: F811
):  # fmt: skip
    towns = [point.buffer(0.08) for point in middles(frame)]
    for shapes, name in ((towns, "true"), (misread(towns, written, read), "lie")):
        geopandas.GeoDataFrame(geometry=list(shapes), crs=4326).to_file(tmp_path / f"{name}.gpkg")
    with pytest.raises(LayerMisplaced, match=f"19 km too far {side}"):
        services.import_declared(actor=ACTOR, source=tmp_path / "lie.gpkg", about=DECLARED)
    assert not CellFact.objects.exists()
    services.import_declared(actor=ACTOR, source=tmp_path / "true.gpkg", about=DECLARED)
    services.import_declared(actor=ACTOR, source=tmp_path / "lie.gpkg", about=DECLARED, any_place=True)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Point(10.1, 31.1), "feature 1: .*polygons"),
        (shapely.LineString([(10.1, 31.1), (10.2, 31.2)]), "feature 1: .*polygons"),
        (shapely.box(-180, -90, 180, 90), "feature 1: it reaches far beyond"),
        (shapely.box(31.1, 10.1, 31.3, 10.3), "feature 1: .*swapped"),
        (shapely.box(11.2, 31.2, 11.4, 31.4), "lie outside of the country"),
        (shapely.box(10.1, 31.1, 10.10001, 31.10001), "covers nothing"),
    ],
)
def test_bad_coverage_is_refused_with_its_feature(tmp_path, peopled, shape, words):  # noqa: F811
    before = count()
    geopandas.GeoDataFrame(geometry=[shape], crs=4326).to_file(tmp_path / "map.geojson")
    with pytest.raises(CoverageFileInvalid, match=words):
        services.import_declared(actor=ACTOR, source=tmp_path / "map.geojson", about=DECLARED)
    assert count() == before


def test_a_hole_in_coverage_is_no_fault_and_is_not_covered(tmp_path, peopled):  # noqa: F811
    around = shapely.box(10.0, 31.0, 10.9, 31.9).difference(shapely.box(10.3, 31.3, 10.6, 31.6))
    geopandas.GeoDataFrame(geometry=[around], crs=4326).to_file(tmp_path / "map.gpkg")
    services.import_declared(actor=ACTOR, source=tmp_path / "map.gpkg", about=DECLARED)
    middle = AreaShare.objects.get(level="commune", operator="red", area="c11")
    assert (middle.people, middle.covered) == (2_000, 0)
    assert AreaShare.objects.get(level="country", operator="red", setting="").covered == pytest.approx(16_000)


def test_a_raster_covers_all_of_its_pixels_however_large_they_are(tmp_path, peopled):  # noqa: F811
    path = write_raster(tmp_path / "map.tif", np.ones((9, 9)))  # of about 100 km² each
    services.import_declared(actor=ACTOR, source=path, about=DECLARED)
    assert AreaShare.objects.get(level="country", operator="red", setting="").covered == pytest.approx(18_000)
    km2 = 0.9 * 0.9 * 111.195**2 * np.cos(np.radians(31.45))
    facts = CellFact.objects.values_list("h3", "share")
    assert sum(share * h3.cell_area(cell) for cell, share in facts) == pytest.approx(km2, rel=0.01)
    nothing = write_raster(tmp_path / "nothing.tif", np.zeros((9, 9)))
    with pytest.raises(CoverageFileInvalid, match="covers nothing"):
        services.import_declared(actor=ACTOR, source=nothing, about=DECLARED)
    far = write_raster(tmp_path / "far.tif", np.ones((9, 40)))
    with pytest.raises(CoverageFileInvalid, match="far beyond"):
        services.import_declared(actor=ACTOR, source=far, about=DECLARED)
    assert Layer.objects.get(kind="declared").dated == date(2026, 5, 1)
