"""The command line: exact columns and keys, bad input with its line, one JSON value last."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.utils import translation

from bawaba.coverage.computing import points
from bawaba.coverage.errors import CoverageFileInvalid, PlanInvalid
from bawaba.coverage.queries import compute_path_losses, compute_radii, plan_sites

KEYS = {"covered", "total", "share", "bound", "gap", "selected", "method", "seconds", "peak_mb"}


def run(*arguments):
    out = io.StringIO()
    call_command("coverage", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def files(tmp_path):
    demand = write(tmp_path / "demand.csv", "x,y,weight\n0,0,5\n10,0,3\n20,0,2\n500,500,90\n")
    sites = write(tmp_path / "sites.csv", "x,y,cost\n-1,0,1\n15,0,2\n9,0,5\n")
    return demand, sites


def test_a_plan_has_the_keys_of_its_contract_and_counts_what_is_out_of_reach(files):
    demand, sites = files
    found = run("plan", "--demand", demand, "--sites", sites, "--radius-m", 10, "--count", 1)
    assert set(found) >= KEYS
    assert found["selected"] == [2]  # it covers 0 and 10 metres: five and three; the others cover five each
    assert (found["covered"], found["total"], found["bound"], found["gap"]) == (8, 100, 8, 0)
    assert found["share"] == pytest.approx(0.08)
    assert found["cost"] == 5
    assert found["peak_mb"] > 10


def test_a_budget_and_a_share_may_stand_for_the_count(files):
    demand, sites = files
    found = run("plan", "--demand", demand, "--sites", sites, "--radius-m", 10, "--count", 3, "--budget", 3)
    assert found["selected"] == [0, 1]
    assert found["covered"] == 10
    least = run("plan", "--demand", demand, "--sites", sites, "--radius-m", 10, "--share", 0.1)
    assert (least["count"], least["fewest"], least["covered"]) == (2, 2, 10)


def test_on_the_globe_distances_follow_great_circles(tmp_path):
    demand = write(tmp_path / "d.csv", "lon,lat,weight\n-6.84,34.02,1\n-6.84,34.03,1\n-6.84,34.04,1\n")
    sites = write(tmp_path / "s.csv", "lon,lat\n-6.84,34.02\n")
    degree_m = 6_371_008.8 * 3.141592653589793 / 180
    near = plan_sites(demand=demand, sites=sites, radius_m=0.01 * degree_m + 0.1, count=1)
    assert near["covered"] == 2
    assert plan_sites(demand=demand, sites=sites, radius_m=0.01 * degree_m - 0.1, count=1)["covered"] == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x,y,weight\n0,0,5\n1,abc,3\n", 3, "abc"),
        ("x,y,weight\n0,0,5\n1,2\n", 3, "early"),
        ("x,y,weight\n0,0,5\n1,2,\n", 3, "missing in column weight"),
        ("x,y,weight\n0,0,5\n1,2,-3\n", 3, "negative"),
        ("x,y,weight\n0,0,5\n1,nan,3\n", 3, "finite"),
        ("x,y,folk\n0,0,5\n", 1, "weight"),
        ("lon,lat,weight\n-6,34,5\n34,-96,5\n", 3, "swapped"),
        ("lon,lat,weight\n-6,34,5\n390000,375000,5\n", 3, "metres"),
        ("x,y,weight\n", None, "no row"),
        ("", None, "empty"),
    ],
)
def test_bad_demand_is_refused_with_its_line(tmp_path, files, text, line, words):
    demand = write(tmp_path / "bad.csv", text)
    with pytest.raises(CoverageFileInvalid) as refusal:
        plan_sites(demand=demand, sites=files[1], radius_m=10, count=1)
    assert refusal.value.line == line
    assert words in str(refusal.value)
    assert "bad.csv" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("1,abc,3", 102, "abc"),
        ("1,2", 102, "early"),
        ("1,,3", 102, "finite"),
        ("1,2,-3", 102, "negative"),
        ("1,2,3,4", 102, "early"),
    ],
)
def test_large_files_are_read_in_blocks_and_refused_as_small_ones(tmp_path, monkeypatch, text, line, words):
    monkeypatch.setattr(points, "LARGE_BYTES", 0)
    monkeypatch.setattr(points, "BLOCK_BYTES", 256)
    rows = [f"{at}.5,{at},{at + 1}" for at in range(100)]
    good = write(tmp_path / "good.csv", "\n".join(['x,"Y", people', *rows]) + "\n")
    found = points.read_points(good, needs=("weight",))
    assert found.places.tolist() == [[at + 0.5, at] for at in range(100)]
    assert found.extra["weight"].tolist() == list(range(1, 101))
    bad = write(tmp_path / "bad.csv", "\n".join(["x,y,weight", *rows, text, *rows]) + "\n")
    with pytest.raises(CoverageFileInvalid) as refusal:
        points.read_points(bad, needs=("weight",))
    assert refusal.value.line == line
    assert words in str(refusal.value)


def test_files_in_different_systems_are_refused(tmp_path, files):
    globe = write(tmp_path / "globe.csv", "lon,lat\n-6,34\n")
    with pytest.raises(CoverageFileInvalid, match="same coordinates"):
        plan_sites(demand=files[0], sites=globe, radius_m=10, count=1)
    degrees = write(tmp_path / "degrees.csv", "x,y,weight\n-6.8,34.0,5\n-7.6,33.5,5\n")
    with pytest.raises(CoverageFileInvalid, match="degrees"):
        plan_sites(demand=degrees, sites=write(tmp_path / "s.csv", "x,y\n-6.8,34\n"), radius_m=2000, count=1)
    right = write(tmp_path / "right.csv", "lon,lat,weight\n-6.8,34.0,5\n-7.6,33.5,5\n")
    with pytest.raises(CoverageFileInvalid) as refusal:
        plan_sites(
            demand=right, sites=write(tmp_path / "w.csv", "lon,lat\n34.0,-6.8\n"), radius_m=2000, count=1
        )
    assert "swapped" in str(refusal.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"radius_m": 0}, {"count": 0}, {"count": None}, {"share": 0.5}, {"budget": 1}, {"time_limit_s": -1.0},
        {"time_limit_s": float("nan")},
    ],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(tmp_path, files, changes):
    sites = write(tmp_path / "plain.csv", "x,y\n0,0\n")
    with pytest.raises(PlanInvalid):
        plan_sites(**{"demand": files[0], "sites": sites, "radius_m": 10, "count": 1, **changes})


def test_path_losses_are_added_and_nothing_is_extrapolated(tmp_path):
    source = write(
        tmp_path / "links.csv",
        "name,scenario,fc_ghz,condition,d2d_m,h_bs_m,h_ut_m\n"
        "near,UMi-StreetCanyon,3.5,los,100,10,1.5\nfar,UMa,3.5,NLOS,6000,25,1.5\n",
    )
    found = run("pathloss", "--input", source, "--output", tmp_path / "out.csv")
    assert (found["rows"], found["out_of_range"]) == (2, 1)
    near, far = csv.DictReader((tmp_path / "out.csv").open())
    assert near["name"] == "near"
    assert float(near["pl_db"]) == pytest.approx(85.31, abs=0.01)  # 32.4 + 21 lg 100.36 + 20 lg 3.5
    assert (near["in_range"], far["in_range"], far["pl_db"]) == ("true", "false", "")


def test_radii_say_every_assumption(tmp_path):
    source = write(
        tmp_path / "cells.csv", "scenario,band,place,edge_probability\nUMa,n78,indoor,0.9\nRMa,n28,,\n"
    )
    compute_radii(source=source, target=tmp_path / "out.csv")
    urban, rural = csv.DictReader((tmp_path / "out.csv").open())
    assert float(urban["radius_m"]) == pytest.approx(410, abs=5)
    assert (urban["entry_model"], urban["depth_m"], urban["threshold_dbm"]) == ("low-loss", "10.0", "-110")
    assert (rural["place"], rural["condition"], rural["edge_probability"]) == ("outdoor", "NLOS", "0.9")


def test_a_bad_row_of_a_sheet_leaves_nothing_behind(tmp_path):
    source = write(
        tmp_path / "links.csv",
        "scenario,fc_ghz,condition,d2d_m,h_bs_m,h_ut_m\nUMa,3.5,LOS,5,25,1.5\nInH,1,LOS,5,2,1\n",
    )
    with pytest.raises(CoverageFileInvalid) as refusal:
        compute_path_losses(source=source, target=tmp_path / "out.csv")
    assert refusal.value.line == 3
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("InH,3.5,LOS,500,25,1.5", 3, "UMa, UMi, RMa"),
        ("UMa,3.5,maybe,500,25,1.5", 3, "LOS, NLOS"),
        ("UMa,3.5,LOS,-500,25,1.5", 3, "d2d_m is negative"),
        ("UMa,-3.5,LOS,500,25,1.5", 3, "fc_ghz is negative"),
        ("UMa,3.5,LOS,500,25,", 3, "missing in column h_ut_m"),
        ("UMa,nan,LOS,500,25,1.5", 3, "not a number"),
        ("UMa,3.5,LOS,500", 3, "early"),
    ],
)
def test_a_bad_link_is_refused_with_its_line(tmp_path, text, line, words):
    header, good = "scenario,fc_ghz,condition,d2d_m,h_bs_m,h_ut_m\n", "UMa,3.5,LOS,500,25,1.5\n"
    source = write(tmp_path / "links.csv", header + good + text + "\n")
    with pytest.raises(CoverageFileInvalid, match=words) as refusal:
        compute_path_losses(source=source, target=tmp_path / "out.csv")
    assert refusal.value.line == line
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("compute", "text", "words"),
    [
        (compute_path_losses, "", "scenario, fc_ghz"),
        (compute_path_losses, "scenario,fc_ghz,condition,h_bs_m,h_ut_m\n", "d2d_m is missing"),
        (compute_path_losses, "scenario,fc_ghz,condition,d2d_m,h_bs_m,h_ut_m\n", "no row"),
        (compute_radii, "", "scenario is missing"),
        (compute_radii, "scenario,band\n", "no row"),
        (compute_radii, "scenario,band\nUMa,n99\n", "n28, n78, n258"),
        (compute_radii, "scenario,band,h_bs_m\nUMa,n78,-5\n", "h_bs_m is negative"),
        (compute_radii, "scenario,fc_ghz,allowed_loss_db\nRMa,60,120\n", "does not hold"),
    ],
)
def test_a_sheet_that_lacks_what_it_needs_is_refused(tmp_path, compute, text, words):
    source = write(tmp_path / "sheet.csv", text)
    with pytest.raises(CoverageFileInvalid, match=words):
        compute(source=source, target=tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_what_lies_beyond_a_model_has_no_value(tmp_path):
    cases = ["UMa,120,LOS,500,25,1.5", "RMa,40,LOS,500,35,1.5", "UMa,3.5,LOS,5001,25,1.5", "UMi,3.5,LOS,9,10,1.5",
             "RMa,3.5,NLOS,6000,35,1.5", "UMa,3.5,LOS,100,25,23"]  # fmt: skip
    header = "scenario,fc_ghz,condition,d2d_m,h_bs_m,h_ut_m"
    source = write(tmp_path / "links.csv", "\n".join([header, *cases, "RMa,3.5,LOS,6000,35,1.5"]) + "\n")
    compute_path_losses(source=source, target=tmp_path / "out.csv")
    *beyond, within = csv.DictReader((tmp_path / "out.csv").open())
    assert {(row["pl_db"], row["in_range"]) for row in beyond} == {("", "false")}
    assert within["in_range"] == "true"


def test_the_command_starts_without_the_other_rooms_and_prints_one_value(tmp_path, files):
    demand, sites = files
    program = [sys.executable, "-X", "importtime", "-m", "bawaba.project.cli", "coverage", "plan"]
    asked = ["--demand", demand, "--sites", sites, "--radius-m", "10", "--count", "1", "--json"]
    surroundings = {**os.environ, "BAWABA_HOME": str(tmp_path / "home"), "LANG": "C"}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run([*program, *asked], capture_output=True, text=True, env=surroundings, check=True)
    assert json.loads(done.stdout)["selected"] == [2]  # the whole of standard output: no solver's banner
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "numpy" in loaded
    heavy = {"numba", "scipy", "pandas", "django.core.management", "django.db", "django.conf"}
    assert (
        not (heavy | {"bawaba.casework", "bawaba.identity", "bawaba.search", "bawaba.project.settings"})
        & loaded
    )


def test_a_refusal_of_a_short_start_speaks_the_language_of_the_terminal(tmp_path, files):
    program = [sys.executable, "-m", "bawaba.project.cli", "coverage", "plan", "--radius-m", "10", "--json"]
    bad = write(tmp_path / "bad.csv", "x,y,weight\n0,0,5\n1,2,-3\n")
    asked = ["--demand", bad, "--sites", files[1], "--count", "1"]
    surroundings = {**os.environ, "BAWABA_HOME": str(tmp_path / "home"), "LC_ALL": "fr_FR.UTF-8"}
    done = subprocess.run(
        [*program, *map(str, asked)], check=False, capture_output=True, text=True, env=surroundings
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "coverage-file-invalid"
    assert "bad.csv, ligne 3" in json.loads(done.stdout)["message"]
    assert "Corrigez" in done.stderr
    misused = subprocess.run(
        [*program, "--sites", "x"], check=False, capture_output=True, text=True, env=surroundings
    )
    assert misused.returncode == 2
