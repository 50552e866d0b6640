"""The CPSV-AP export: official shapes, both syntaxes alike, any number of services."""

import io
import json
import tracemalloc
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from bawaba.catalogue.exports import cpsv_ap_pieces, write_cpsv_ap
from bawaba.catalogue.exports.jsonld import official_context
from bawaba.catalogue.tests.records import BODY, full_record, many, published
from bawaba.catalogue.types import Cost, ExportFormat, PublishedService

SHAPES = Path(__file__).parent.parent / "data" / "cpsv-ap" / "cpsv-ap-3.2.0-SHACL.ttl"
SITE = "https://portal.example"
CV = Namespace("http://data.europa.eu/m8g/")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
DCT = Namespace("http://purl.org/dc/terms/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SERVICE = URIRef(f"{SITE}/services/certificat-negatif")


def export(services: Iterable[PublishedService], form: ExportFormat) -> str:
    out = io.StringIO()
    write_cpsv_ap(
        services,
        {"ompic": BODY},
        out,
        form,
        site=SITE,
        events={"creation-entreprise": {"fr": "Créer une entreprise"}},
        event_kinds={"creation-entreprise": "business"},
    )
    return out.getvalue()


def graph_of(services: Iterable[PublishedService], form: ExportFormat = "cpsv-ap") -> Graph:
    return Graph().parse(data=export(services, form), format="turtle" if form == "cpsv-ap" else "json-ld")


@cache
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def assert_conforms(graph: Graph) -> None:
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes(), inference="none")
    assert conforms, report[:2000]


def test_a_full_service_conforms_to_the_official_shapes() -> None:
    assert_conforms(graph_of([published(full_record())]))


def test_a_service_that_says_the_least_conforms_to_the_official_shapes() -> None:
    least = full_record(
        titles={"fr": "Titre"}, summaries={}, descriptions={}, keywords={}, events=(), documents=(), steps=(),
        outputs=(), rules=(), cost=Cost(), delay_days=None, validities={}, channels=(), url="", legal=(),
        related=(), sources=(), contact={}, territory="", external_ids={}, authority="unknown-body",
    )  # fmt: skip
    assert_conforms(graph_of([published(least)]))


@pytest.mark.slow
def test_a_thousand_services_conform_to_the_official_shapes() -> None:
    graph = graph_of(many(1000))
    assert sum(1 for _ in graph.subjects(RDF.type, CPSV.PublicService)) == 1000
    assert_conforms(graph)


def test_json_ld_and_turtle_hold_the_same_graph() -> None:
    services = [published(full_record()), *many(20)]
    assert isomorphic(graph_of(services), graph_of(services, "cpsv-ap-jsonld"))


def test_json_ld_speaks_in_the_terms_of_the_official_context() -> None:
    document = json.loads(export([published(full_record())], "cpsv-ap-jsonld"))
    assert document["@context"][0] == official_context()
    service = next(node for node in document["@graph"] if node["@id"] == str(SERVICE))
    assert service["@type"] == ["PublicService"]
    assert {"@value": "الشهادة السلبية", "@language": "ar"} in service["PublicService.name"]
    assert service["PublicService.hasCompetentAuthority"] == [{"@id": f"{SITE}/authorities/ompic"}]


def test_the_graph_says_what_the_record_says() -> None:
    graph = graph_of([published(full_record())])
    assert graph.value(SERVICE, CV.processingTime) == Literal("P2D", datatype=XSD.duration)
    assert Literal("الشهادة السلبية", lang="ar") in set(graph.objects(SERVICE, DCT.title))
    cost = graph.value(SERVICE, CV.hasCost)
    assert graph.value(cost, CV.hasValue) == Literal("170.5", datatype=XSD.double)
    assert str(graph.value(cost, CV.currency)).endswith("/currency/MAD")
    assert (
        SERVICE,
        DCT.spatial,
        URIRef("http://publications.europa.eu/resource/authority/country/MAR"),
    ) in graph
    assert len(set(graph.objects(SERVICE, CPSV.hasInput))) == 2
    assert len(set(graph.objects(SERVICE, CV.hasChannel))) == 3
    event = URIRef(f"{SITE}/events/creation-entreprise")
    assert {CV.Event, CV.BusinessEvent} == set(graph.objects(event, RDF.type))
    assert (SERVICE, CV.isGroupedBy, event) in graph


def test_darija_keywords_carry_their_language_and_script() -> None:
    words = set(
        graph_of([published(full_record())]).objects(SERVICE, URIRef("http://www.w3.org/ns/dcat#keyword"))
    )
    assert Literal("n7jez", lang="ary-latn") in words
    assert Literal("سمية الشركة", lang="ary-arab") in words


def test_a_relation_to_a_service_outside_the_export_claims_no_class() -> None:
    graph = graph_of([published(full_record(related=("elsewhere",)))])
    elsewhere = URIRef(f"{SITE}/services/elsewhere")
    assert (SERVICE, DCT.relation, elsewhere) in graph
    assert (SERVICE, CV.relatedService, elsewhere) not in graph


def test_hostile_text_stays_inside_its_literal() -> None:
    hostile = '" . <http://evil.example> a <http://evil.example> . "'
    record = full_record(titles={"fr": hostile}, url='https://a.example/"> <x', related=("a> <b",))
    graph = graph_of([published(record)])
    assert Literal(hostile, lang="fr") in set(graph.objects(SERVICE, DCT.title))
    assert (URIRef("http://evil.example"), None, None) not in graph


@pytest.mark.parametrize("form", ["cpsv-ap", "cpsv-ap-jsonld"])
def test_memory_does_not_grow_with_the_number_of_services(form: ExportFormat) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in cpsv_ap_pieces(many(count), {}, form):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)  # what is loaded once
    assert peak(400) < peak(100) + 500_000
