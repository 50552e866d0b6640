"""Published indices of countries: read, computed again, kept; sums and means are no countries."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.assess.tests.shared_data import shared_text
from bawaba.kernel.actors import ANONYMOUS, system_actor
from bawaba.kernel.models import AuditEntry
from bawaba.maturity import queries, services, shipped
from bawaba.maturity.errors import IndexFileRefused, NotStudyLead
from bawaba.maturity.models import IndexScore
from bawaba.maturity.rules.indices import read_table

SYSTEM = system_actor("test")
HEAD = "year,country_code,country_name,grp,gtmi,cgsi,psdi,dcei,gtei\n"
MOROCCO = "2025,MAR,Morocco,B,0.5,0.2,0.4,0.6,0.8\n"


def told(text: str, kind: str) -> dict[str, object]:
    scores, refused = queries.read_index(text=text, kind=kind)
    return queries.describe_index_import(queries.count_import(kind=kind, scores=scores, refused=refused))


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("file", "kind", "rows"),
    [
        ("gtmi_2020_2022_2025.csv", "gtmi", 290),
        ("un_egdi_2010_2022.csv", "egdi", 570),
        ("eu_egov_benchmark_2022_long.csv", "eu", 35),
    ],
)
def test_every_published_score_comes_out_again_or_its_exception_is_explained(
    file: str, kind: str, rows: int
) -> None:
    found = told(shared_text(f"maturity/{file}"), kind)
    exceptions = {one["code"]: one["rows"] for one in found["exceptions"]}  # type: ignore[attr-defined]
    assert found["rows"] == rows
    assert "unexplained" not in exceptions
    assert found["recomputed_as_published"] + sum(exceptions.values()) == rows
    if kind != "egdi":
        assert exceptions == {}


@pytest.mark.sqlite_is_enough
def test_averages_of_the_european_table_are_no_countries() -> None:
    found = told(shared_text("maturity/eu_egov_benchmark_2022_long.csv"), "eu")
    assert {(one["name"], one["code"]) for one in found["refused"]} == {("EU", "summary-row"), ("EUplus", "summary-row")}  # type: ignore[attr-defined]  # fmt: skip


@pytest.mark.sqlite_is_enough
def test_summary_rows_below_a_sheet_are_refused_with_their_line_and_reason() -> None:
    summaries = "".join(
        f"2025,{value},,,{value},,,,\n" for value in ("0.75", "0.5", "0.25", "0.657", "0.474")
    )
    others = "2025,WLD,World,,0.5,0.5,0.5,0.5,0.5\n2025,MAR,Morocco,B,0.5,0.2,0.4,0.6,0.8\n2025,QQQ,Odd,,1.5,2,1,1,1\n"
    table = read_table(HEAD + MOROCCO + summaries + others, kind="gtmi")
    assert [row.country for row in table.rows] == ["MAR"]
    assert [(one.line, one.code) for one in table.refused] == [
        *((line, "summary-row") for line in range(3, 8)), (8, "summary-row"), (9, "twice"), (10, "not-a-number"),
    ]  # fmt: skip


@pytest.mark.sqlite_is_enough
def test_a_country_that_is_printed_as_zero_is_explained_and_its_score_is_ours() -> None:
    head = "year,country-code,country-name,e-gov-rank,e-gov-index,e-pat-index,osi,hci,tii\n"
    found, _refused = queries.read_index(
        text=f"{head}2012,LBY,Libya,191,0,0,0,0.85018,0.37433\n2012,FSM,Micronesia,184,0,0,0.1,,0.08\n",
        kind="egdi",
    )
    assert [one.exception for one in found] == [
        "printed-zero-component-zero",
        "printed-zero-component-missing",
    ]
    assert found[0].recomputed == pytest.approx((0 + 0.85018 + 0.37433) / 3)
    assert found[1].recomputed is None


@pytest.mark.sqlite_is_enough
def test_the_group_of_a_country_is_that_of_its_score() -> None:
    rows = "".join(
        f"2025,{code},Land,,,{value},{value},{value},{value}\n"
        for code, value in (("AAA", 0.75), ("AAB", 0.5), ("AAC", 0.25), ("AAD", 0.2499))
    )
    found, _refused = queries.read_index(text=HEAD + rows, kind="gtmi")
    assert [one.group for one in found] == ["A", "B", "C", "D"]


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "year,country_code\n2025,MAR\n", HEAD])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(IndexFileRefused):
        queries.read_index(text=text, kind="gtmi")


@pytest.mark.django_db
def test_an_import_takes_the_place_of_the_same_years_and_is_audited_once() -> None:
    for times in (1, 2):
        services.import_index(actor=SYSTEM, text=HEAD + MOROCCO, kind="gtmi")
        assert IndexScore.objects.count() == 1
        assert AuditEntry.objects.filter(verb="maturity.index-imported").count() == times


@pytest.mark.django_db
def test_nobody_but_an_administrator_imports() -> None:
    with pytest.raises(NotStudyLead):
        services.import_index(actor=ANONYMOUS, text=HEAD + MOROCCO, kind="gtmi")
    assert not IndexScore.objects.exists()


@pytest.mark.django_db
def test_morocco_stands_among_its_peers_with_source_and_year() -> None:
    services.import_shipped_indices(actor=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        table = queries.peer_table(index="gtmi")
    assert len(asked) == 3
    assert table is not None
    assert (table.year, table.years) == (2025, [2025, 2022, 2020])
    assert table.own is not None
    assert table.own.value == pytest.approx(0.516, abs=5e-4)  # World Bank, GTMI 2025
    assert table.own.group == "B"
    assert [round(value, 3) for value in table.trend.values()] == [0.632, 0.613, 0.516]
    better = sum(value > table.own.value for value in table.all_values)
    assert table.own.rank == better + 1
    assert {one.country for one in table.standings} == {"MAR", *shipped.peers_of("MA")}
    assert table.index.licence == "CC BY 4.0"
    egdi = queries.peer_table(index="egdi", year=1999)
    assert egdi is not None
    assert egdi.own is not None
    assert (egdi.year, egdi.own.rank, round(egdi.own.value, 4)) == (2022, 101, 0.5915)  # UN DESA, 2022


@pytest.mark.django_db
def test_the_command_keeps_a_table_and_says_what_it_left_out(tmp_path: Path) -> None:
    file, out = tmp_path / "gtmi.csv", StringIO()
    file.write_text(f"{HEAD}{MOROCCO}2025,0.75,,,0.75,,,,\n")
    call_command(
        "maturity", "import-index", str(file), "--format", "gtmi", "--json", stdout=out, stderr=StringIO()
    )
    told = json.loads(out.getvalue().splitlines()[-1])
    assert (told["rows"], told["recomputed_as_published"], [one["line"] for one in told["refused"]]) == (
        1,
        1,
        [3],
    )


@pytest.mark.sqlite_is_enough
def test_peers_and_their_names_are_whole() -> None:
    names = shipped.country_names()
    for codes in (shipped.peers_of("MA"), ["MAR"]):
        assert set(codes) <= set(names)
    assert all(set(one) == {"two", "ar", "fr", "en"} and len(one["two"]) == 2 for one in names.values())
