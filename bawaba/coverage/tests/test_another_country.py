"""A made-up country south of the equator, in another script and currency: from raw files to plan and tracker.

Nothing but commands, files and pages, as docs/guide/coverage.md tells it.
"""

import io
import json
from datetime import UTC, datetime

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from rasterio.transform import from_origin

from bawaba.coverage import services
from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.models import AreaShare, Scenario, Site, TargetSet
from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ZONE = "EPSG:32737"  # UTM 37 south
EAST, NORTH, SIDE = 500_000, 9_600_000, 20_000  # near 39° E, 3.6° S
NAMES = ("ሰሜን", "ደቡብ", "ምሥራቅ", "ምዕራብ")
PEOPLE = (40_000, 30_000, 20_000, 10_000)
ABOUT = ["--source", "made up for a test", "--licence", "CC0", "--dated", "2026-01-01", "--synthetic"]


def run(*arguments):
    out = io.StringIO()
    call_command("coverage", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.fixture(autouse=True)
def elsewhere(settings):
    settings.COUNTRY = "XZ"
    with clock.frozen_at(datetime(2028, 3, 1, tzinfo=UTC)):
        yield


def ward(number):
    column, row = number % 2, number // 2
    west, south = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def write_boundaries(folder):
    """Write a GeoPackage in metres whose columns have names of their own, and whose levels are a county and wards."""
    wards = [ward(number) for number in range(4)]
    frame = geopandas.GeoDataFrame(
        {
            "PCODE": ["XZ1", *(f"XZ1{number}" for number in range(4))],
            "IN": [None, *["XZ1"] * 4],
            "KIND": ["county", *["ward"] * 4],
            "POP": [None, *PEOPLE],
            "AM": ["አገር", *NAMES],
            "first": [None, "port", None, None, None],
        },
        geometry=[shapely.union_all(wards), *wards], crs=ZONE,
    )  # fmt: skip
    frame.to_file(folder / "wards.gpkg")
    return folder / "wards.gpkg"


def write_people(folder):
    """Write a raster of people in the same metres: each ward's people in its four middle pixels."""
    values = np.full((16, 16), -1.0, dtype="float32")  # pixels of 2.5 km, the first row in the north
    for number, people in enumerate(PEOPLE):
        column, row = 8 * (number % 2) + 3, 8 * (1 - number // 2) + 3
        values[row : row + 2, column : column + 2] = people / 4
    place = from_origin(EAST, NORTH + 2 * SIDE, 2500, 2500)
    path = folder / "people.tif"
    profile = {"driver": "GTiff", "height": 16, "width": 16, "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", crs=ZONE, transform=place, nodata=-1.0, **profile) as raster:
        raster.write(values, 1)
    return path


WORDS = {
    "operators": [{"key": "abay", "names": {"am": "አባይ"}}],
    "host_cities": [{"key": "port", "names": {"am": "ወደብ", "en": "The port"}}],
    "currency": "XZD",
    "challenge_days": {"answer": 7, "decision": 20},
    "words": {
        "region": {"en": "County"}, "regions": {"en": "Counties", "fr": "Comtés"}, "commune": {"en": "Ward"},
        "communes": {"en": "Wards"}, "first-title": {"en": "Harbours", "fr": "Ports"},
    },
}  # fmt: skip
COLUMNS = {
    "code": "PCODE", "parent": "IN", "level": "KIND", "population": "POP", "name_am": "AM", "host_city": "first",
}  # fmt: skip


@pytest.fixture
def country(tmp_path):
    (tmp_path / "words.json").write_text(json.dumps(WORDS))
    run("name-country", "--input", tmp_path / "words.json")
    columns = [part for ours, theirs in COLUMNS.items() for part in ("--column", f"{ours}={theirs}")]
    areas = run(
        "import-areas", "--boundaries", write_boundaries(tmp_path), *columns, "--title", "Wards", *ABOUT
    )
    assert (areas["total"], areas["checks"]["levels"]) == (100_000, {"region": "county", "commune": "ward"})
    people = run("import-people", "--input", write_people(tmp_path), "--title", "Pixels", *ABOUT)
    assert (people["total"], people["checks"]["outside"]) == (100_000, 0)
    return tmp_path


def test_a_country_is_planned_and_tracked_from_raw_files_alone(country, client: Client):
    (country / "sites.csv").write_text(
        "x,y,cost\n" + "".join(f"{ward(n).centroid.x},{ward(n).centroid.y},{9 - n}\n" for n in range(4))
    )
    run("import-sites", "--input", country / "sites.csv", "--crs", ZONE, "--title", "Masts", *ABOUT)
    assert set(Site.objects.values_list("area", "cost")) == {(f"XZ1{n}", 9 - n) for n in range(4)}
    goal = ["--goal", "2028-12-31=0.4", "--goal", "2030-12-31=0.9"]
    run("add-targets", "law", "--name", "am=ሕግ", "--name", "fr=Loi", "--source", "en=A law", "--stated-on",
        "2028-01-01", *goal)  # fmt: skip
    assert TargetSet.objects.get().names == {"am": "ሕግ", "fr": "Loi"}
    told = run("schedule", "first", "--name", "fr=Le plan", "--targets", "law", "--sites", "layer",
               "--radii-m", "6000,6000,6000", "--time-limit-s", 5, "--keep")  # fmt: skip
    # 40 + 30 + 20 of 100 thousand: one site makes 40 % in 2028, three make 90 % in 2030
    assert [(one["year"], one["needed"], one["holds"]) for one in told["results"]["goals"]] == [
        (2028, 1, True), (2030, 3, True),
    ]  # fmt: skip
    assert told["assumptions"]["first_year"] == 2028  # this year
    assert Scenario.objects.get().names == {"fr": "Le plan"}

    area = geopandas.GeoDataFrame(geometry=[ward(0)], crs=ZONE)
    area.to_file(country / "abay.geojson")
    run("import-declared", "--input", country / "abay.geojson", "--operator", "abay", "--place", "outdoor",
        "--edge-probability", 0.9, "--title", "Map", *ABOUT)  # fmt: skip
    middle = ward(3).centroid
    (country / "drive.csv").write_text("x,y,rsrp_dbm\n" + f"{middle.x},{middle.y},-120\n" * 40)
    run("import-measured", "--input", country / "drive.csv", "--crs", ZONE, "--operator", "abay", "--place",
        "outdoor", "--title", "Drive", *ABOUT)  # fmt: skip
    declared = AreaShare.objects.get(basis="declared", level="country", operator="")
    assert declared.covered / declared.people == pytest.approx(0.4, abs=0.02)

    progress = client.get("/fr/coverage/").content.decode()
    assert "Comtés" in progress
    assert 'lang="am"' in progress  # names in a language that the interface does not speak, marked as such
    assert "Ports" in progress
    found = client.get("/fr/coverage/at", {"q": NAMES[0]}).content.decode()
    assert "Oui" in found
    assert "Non" in client.get("/fr/coverage/at", {"area": "XZ12"}).content.decode()
    host = client.get("/en/coverage/host-cities/port").content.decode()
    assert NAMES[0] in host
    for page in ("/en/coverage/", "/en/coverage/host-cities/", "/en/coverage/map", "/en/coverage/areas/XZ1",
                 "/en/coverage/plans/", "/en/coverage/data", "/en/coverage/challenges/new"):  # fmt: skip
        text = client.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
        assert [word for word in ("World Cup", "ommune", "refecture", "oroc") if word in text] == [], page
    assert "7 days" in client.get("/en/coverage/challenges/new").content.decode().replace(
        "<bdi>", ""
    ).replace("</bdi>", "")
    assert AuditEntry.objects.filter(verb="coverage.layer-imported").count() == 5


def test_the_map_of_a_country_without_tiles_draws_its_boundaries(country, client: Client):
    page = client.get("/en/coverage/map").content.decode()
    assert 'data-tiles=""' in page
    shapes = client.get("/en/coverage/map-shapes.json").json()
    assert sorted(one["properties"]["level"] for one in shapes["features"]) == ["communes"] * 4 + ["regions"]
    shares = client.get("/en/coverage/map.json").json()
    assert set(shares["shares"]) == {f"XZ1{number}" for number in range(4)}
    west, south, east, north = shares["bounds"]
    assert 38.9 < west < east < 39.5
    assert -3.7 < south < north < -3.1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('{"operators": [', "line 1"), ('{"operatrs": []}', "operatrs"), ('{"currency": "birr"}', "three letters"),
        ('{"operators": [{"key": "A B", "names": {"en": "x"}}]}', "A B"), ('{"words": {"shire": {}}}', "shire"),
        ('{"challenge_days": {"answer": 9, "decision": 9}}', "after"), ("[]", "part of a country"),
    ],
)  # fmt: skip
def test_a_fault_in_a_countrys_file_is_named_and_nothing_is_kept(tmp_path, told, words):
    (tmp_path / "words.json").write_text(told)
    with pytest.raises(CoverageFileInvalid) as refusal, translation.override("en"):
        services.name_country_from(actor=system_actor("test"), source=tmp_path / "words.json")
    assert words in str(refusal.value)
    assert not AuditEntry.objects.exists()
