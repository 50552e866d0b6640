"""The CPSV-AP import: our export comes back whole, foreign files keep what they say, nothing is fetched."""

import io
import json
import socket
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.exports import write_cpsv_ap
from bawaba.catalogue.importers.cpsv_ap import read
from bawaba.catalogue.rules import find_problems
from bawaba.catalogue.tests.records import BODY, full_record, many, published
from bawaba.catalogue.types import (
    AUDIENCES,
    CHANNELS,
    CONFIDENCES,
    Channel,
    Cost,
    ExportFormat,
    ImportedService,
    Item,
    LegalResource,
    Quarantined,
    ServiceRecord,
    SourcePage,
)

DATA = Path(__file__).parent.parent / "data" / "cpsv-ap"
NORWAY = Path(__file__).parent / "data" / "example-norway-cpsv-ap-no-catalogs.ttl"
HEAD = """@prefix cpsv: <http://purl.org/vocab/cpsv#> . @prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://x.example/body> a cv:PublicOrganisation ; skos:prefLabel "Body"@en .
"""
WHOLE = 'dct:identifier "s" ; dct:title "T"@en ; dct:description "D"@en ; cv:hasCompetentAuthority <http://x.example/body>'


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise AssertionError("the import asked for the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def write(tmp_path: Path, text: str, name: str = "file.ttl") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read_one(path: Path) -> ImportedService:
    (row,) = read(path)
    assert isinstance(row, ImportedService), row
    return row


def read_faults(path: Path) -> list[tuple[int, str, str]]:
    return [(row.line, row.field, row.reason) for row in read(path) if isinstance(row, Quarantined)]


def again(records: list[ServiceRecord], form: ExportFormat, path: Path) -> list[ServiceRecord]:
    with path.open("w", encoding="utf-8") as file:
        write_cpsv_ap(map(published, records), {"ompic": BODY}, file, form, site="https://portal.example")
    return [row.record for row in read(path) if isinstance(row, ImportedService)]


@pytest.mark.parametrize("form", ["cpsv-ap", "cpsv-ap-jsonld"])
def test_a_full_record_comes_back_equal(form: ExportFormat, tmp_path: Path) -> None:
    record = full_record()
    assert again([record], form, tmp_path / "out") == [record]


@pytest.mark.parametrize("form", ["cpsv-ap", "cpsv-ap-jsonld"])
def test_many_records_come_back_equal(form: ExportFormat, tmp_path: Path) -> None:
    records = [service.record for service in many(60)]
    read_again = again(records, form, tmp_path / "out")
    assert [replace(record, related=()) for record in read_again] == [
        replace(record, related=()) for record in records
    ]
    assert [set(record.related) for record in read_again] == [set(record.related) for record in records]


def test_the_body_comes_back_with_its_names_and_place(tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    with path.open("w", encoding="utf-8") as file:
        write_cpsv_ap([published(full_record())], {"ompic": BODY}, file, "cpsv-ap")
    (body,) = read_one(path).bodies
    assert (body.key, body.names, body.territory, body.url) == ("ompic", BODY.names, "MA-07", BODY.url)


_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x7f"), min_size=1, max_size=40
)
_said = _text.map(str.strip).filter(bool)
_texts = st.dictionaries(st.sampled_from(["ar", "fr", "en", "zgh"]), _said, max_size=3)
_some_texts = _texts.filter(bool)
_items = st.lists(_some_texts, max_size=3).map(
    lambda rows: tuple(Item(f"k{n}", row) for n, row in enumerate(rows))
)
_records = st.builds(
    ServiceRecord,
    identifier=st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
    titles=_some_texts,
    authority=st.just("ompic"),
    audiences=st.lists(st.sampled_from(AUDIENCES), min_size=1, unique=True).map(tuple),
    keywords=st.dictionaries(
        st.sampled_from(["fr", "darija", "darija-latn"]),
        st.lists(_said, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    documents=_items,
    steps=_items,
    outputs=_items,
    rules=_items,
    cost=st.builds(
        Cost,
        amount=st.none() | st.decimals(0, 999_999, places=2),
        currency=st.sampled_from(["MAD", "EUR"]),
        notes=_texts,
    ),
    delay_days=st.none() | st.integers(0, 3650),
    validities=_texts,
    channels=st.lists(
        st.builds(
            Channel, kind=st.sampled_from(CHANNELS), url=st.just("") | _said, phone=st.just("") | _said
        ),
        max_size=3,
    ).map(tuple),
    url=st.just("") | _said,
    legal=st.lists(st.builds(LegalResource, title=_said, url=st.just("") | _said), max_size=2).map(tuple),
    sources=st.lists(st.builds(SourcePage, page=_said, seen=st.just("") | _said), max_size=2).map(tuple),
    confidence=st.sampled_from(CONFIDENCES),
    verified_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    contact=_texts,
    country=st.sampled_from(["MA", "FR", "KE"]),
    origin=st.just("") | _said,
    synthetic=st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(record=_records, form=st.sampled_from(["cpsv-ap", "cpsv-ap-jsonld"]))
def test_any_record_comes_back_equal(
    record: ServiceRecord, form: ExportFormat, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert again([record], form, tmp_path_factory.mktemp("round") / "out") == [record]


@pytest.mark.parametrize("name", ["example-rdf_public_service.ttl", "example-rdf_public_service.jsonld"])
def test_the_specifications_own_example_is_read(name: str) -> None:
    row = read_one(DATA / name)
    assert row.record.identifier == "tax-on-web"
    assert row.record.titles == {"en": "Tax-on-web"}
    assert row.record.external_ids == {"cpsv-ap": "Tax-on-web"}
    assert row.record.country == "BE"
    assert row.record.cost.currency == "EUR"
    assert [item.texts for item in row.record.documents] == [{"fr": "Attestation garde d'enfants"}]
    assert row.bodies[0].names["nl"] == "Federale Overheidsdiesnt FINANCIEN"


def test_the_norwegian_file_gives_three_services_and_one_quarantined() -> None:
    rows = list(read(NORWAY))
    assert [row.record.titles for row in rows if isinstance(row, ImportedService)] == [
        {"nb": "Samordnet registermelding"},
        {"nb": "Søknad om serverings- og skjenkebevilling"},
        {"nb": "Ny næringsmiddelvirksomhet inkl. matkontaktmaterialer"},
    ]
    assert {row.record.country for row in rows if isinstance(row, ImportedService)} == {"NO"}  # its addresses
    (fault,) = [row for row in rows if isinstance(row, Quarantined)]
    assert (fault.line, fault.field, fault.reason) == (4, "descriptions", "missing")
    assert "Test service 0" in fault.original


@pytest.mark.parametrize(
    ("triples", "field", "reason"),
    [
        ('dct:title "T"@en ; dct:description "D"@en ; cv:hasCompetentAuthority <http://x.example/body>', "identifier", "missing"),
        ('dct:identifier "s" ; dct:description "D"@en ; cv:hasCompetentAuthority <http://x.example/body>', "titles", "missing"),
        ('dct:identifier "s" ; dct:title "T"@en ; cv:hasCompetentAuthority <http://x.example/body>', "descriptions", "missing"),
        ('dct:identifier "s" ; dct:title "T"@en ; dct:description "D"@en', "authority", "missing"),
        ('dct:identifier "s" ; dct:title "T"@en ; dct:description "D"@en ; cv:hasCompetentAuthority "a name"', "authority", "not-described"),
        (WHOLE + ' ; cv:processingTime "soon"', "delay_days", "not-a-duration"),
        (WHOLE + ' ; cv:hasCost [ cv:hasValue "a lot" ]', "cost", "not-a-number"),
    ],
)  # fmt: skip
def test_what_the_profile_asks_for_and_lacks_is_named(
    triples: str, field: str, reason: str, tmp_path: Path
) -> None:
    path = write(tmp_path, f"{HEAD}<http://x.example/s> a cpsv:PublicService ; {triples} .")
    assert read_faults(path) == [(1, field, reason)]


@pytest.mark.parametrize(
    ("duration", "days"), [("P30D", 30), ("P2M", 60), ("P1Y", 365), ("PT36H", 2), ("P0D", 0), ("P1DT1S", 2)]
)
def test_durations_become_whole_days(duration: str, days: int, tmp_path: Path) -> None:
    triples = f'{WHOLE} ; cv:processingTime "{duration}"^^xsd:duration'
    path = write(tmp_path, f"{HEAD}<http://x.example/s> a cpsv:PublicService ; {triples} .")
    assert read_one(path).record.delay_days == days


def test_references_that_lead_nowhere_are_counted(tmp_path: Path) -> None:
    triples = WHOLE + " ; cpsv:hasInput <http://x.example/a>, <http://x.example/b>"
    path = write(tmp_path, f"{HEAD}<http://x.example/s> a cpsv:PublicService ; {triples} .")
    assert read_one(path).dropped == {"documents": 2}


@pytest.mark.parametrize(
    "text",
    [
        "this is not Turtle",
        "@prefix broken",
        "{not json",
        "\x00\x01",
        json.dumps({"@context": "https://evil.example/context.jsonld", "@graph": []}),
        json.dumps({"@context": [{"@import": "https://evil.example/c"}], "@graph": []}),
        json.dumps({"@context": {"a": {"@id": "urn:a", "@context": "https://evil.example/c"}}, "@graph": []}),
        json.dumps({"@graph": [{"@context": "file:///etc/passwd", "@id": "urn:a"}]}),
    ],
)
def test_a_file_that_cannot_be_read_or_reaches_outside_is_broken(text: str, tmp_path: Path) -> None:
    with pytest.raises(FileBroken):
        list(read(write(tmp_path, text)))


def test_a_missing_file_is_broken(tmp_path: Path) -> None:
    with pytest.raises(FileBroken):
        list(read(tmp_path / "absent.ttl"))


def test_the_amount_keeps_its_cents(tmp_path: Path) -> None:
    record = full_record(cost=Cost(Decimal("0.10")))
    (read_again,) = again([record], "cpsv-ap", tmp_path / "out.ttl")
    assert read_again.cost.amount == Decimal("0.1")


def test_an_empty_export_reads_as_no_service(tmp_path: Path) -> None:
    out = io.StringIO()
    assert write_cpsv_ap([], {}, out, "cpsv-ap") == 0
    assert list(read(write(tmp_path, out.getvalue()))) == []


_PREDICATES = (
    "dct:identifier", "dct:title", "dct:description", "dct:abstract", "dct:spatial", "dct:audience", "dct:source",
    "dct:provenance", "cv:hasCompetentAuthority", "cv:hasCost", "cv:hasChannel", "cv:processingTime",
    "cv:isGroupedBy", "cv:contactPoint", "cv:hasLegalResource", "cpsv:hasInput", "cpsv:follows", "cpsv:produces",
    "cv:hasValue", "cv:currency", "cv:relatedService",
)  # fmt: skip
_VALUES = (
    '"P1D"', '"P99999999999999999999Y"', '"NaN"', '"1e999999"', '"-1"', '""', '"a/b#c"', '"x"@en', '"x"@x-y-z',
    "<http://x.example/s>", "<http://x.example/body>", "<http://[broken>", "<urn:x>", "<http://x.example/>",
    "[ ]", '[ dct:title "t" ; cv:hasValue "sNaN" ]', "<http://publications.europa.eu/resource/authority/country/X>",
    "<urn:bawaba:vocabulary:confidence-official>", "<urn:bawaba:vocabulary:confidence->", "( 1 2 )",
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    pairs=st.lists(st.tuples(st.sampled_from(_PREDICATES), st.sampled_from(_VALUES)), max_size=12),
    is_whole=st.booleans(),
)
def test_whatever_a_file_says_each_service_is_read_or_quarantined(
    pairs: list[tuple[str, str]], is_whole: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    triples = [f"{predicate} {value}" for predicate, value in pairs] + ([WHOLE] if is_whole else [])
    text = f"{HEAD}<http://x.example/s> a cpsv:PublicService ; {' ; '.join(triples) or 'dct:type cv:x'} ."
    rows = list(read(write(tmp_path_factory.mktemp("fuzz"), text)))
    assert len(rows) == 1
    if isinstance(rows[0], ImportedService):
        find_problems(rows[0].record)
