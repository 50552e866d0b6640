"""schema.org for a page, and the DCAT-AP entry of the catalogue."""

from datetime import UTC, datetime
from decimal import Decimal

from rdflib import RDF, Graph, Namespace, URIRef

from bawaba.catalogue.exports.dcat import DOWNLOADS, CatalogueCard, write_dataset
from bawaba.catalogue.exports.schema_org import government_service
from bawaba.catalogue.tests.records import full_record, published
from bawaba.catalogue.types import Cost

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
ADDRESS = "https://portal.example/ar/services/certificat-negatif"


def test_a_page_describes_its_service_in_its_own_language() -> None:
    service = government_service(published(full_record()), language="ar", address=ADDRESS)
    assert service["@type"] == "GovernmentService"
    assert service["name"] == "الشهادة السلبية"
    assert service["serviceOperator"] == {"@type": "GovernmentOrganization", "name": "مكتب الملكية الصناعية"}
    assert service["availableChannel"][0]["serviceUrl"].startswith("https://www.directinfo.ma")
    assert service["offers"] == {"@type": "Offer", "price": "170.5", "priceCurrency": "MAD"}


def test_a_price_that_is_not_known_is_not_said() -> None:
    unknown = government_service(published(full_record(cost=Cost())), language="fr", address=ADDRESS)
    free = government_service(published(full_record(cost=Cost(Decimal(0)))), language="fr", address=ADDRESS)
    assert "offers" not in unknown
    assert free["offers"]["price"] == "0"


def test_a_text_that_is_missing_falls_back_and_says_its_language() -> None:
    service = government_service(
        published(full_record(titles={"fr": "Titre"})), language="ar", address=ADDRESS
    )
    assert (service["name"], service["inLanguage"]) == ("Titre", "fr")


def test_the_dataset_offers_each_download_with_its_licence_and_format() -> None:
    card = CatalogueCard(
        site="https://portal.example",
        publisher="Royaume du Maroc",
        country="MA",
        modified=datetime(2026, 3, 1, tzinfo=UTC),
        services=864,
        languages=("ar", "fr"),
    )
    graph = Graph().parse(data="".join(write_dataset(card)), format="turtle")
    dataset = URIRef("https://portal.example/catalogue")
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    files = list(graph.objects(dataset, DCAT.distribution))
    assert len(files) == len(DOWNLOADS)
    for file in files:
        assert graph.value(file, DCAT.downloadURL)
        assert graph.value(file, DCT.license)
        assert graph.value(file, DCT["format"])
