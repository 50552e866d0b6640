"""Each public door answers, says what it must, and asks the database a known number of times."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bawaba.catalogue.tests.factories import service_record
from bawaba.catalogue.types import Cost, SourcePage
from bawaba.directory.services import ensure_bodies
from bawaba.directory.types import BodyRecord, ContactPointRecord, OpeningSpan
from bawaba.kernel import epochs
from bawaba.kernel.actors import system_actor
from bawaba.portal.tests.factories import IDENTIFIER, make_territory, open_site, several

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en")
LISTS = (
    "/", "/services/", "/events/", "/events/naissance", "/audiences/citizen", "/audiences/business",
    "/authorities/", "/authorities/service-etat-civil", "/territories/", "/about", "/accessibility", "/legal",
    "/sources", "/offline", "/search", f"/services/{IDENTIFIER}", f"/services/{IDENTIFIER}/thanks",
    f"/services/{IDENTIFIER}/report?kind=wrong",
)  # fmt: skip


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_its_language_and_direction(client: Client, language: str) -> None:
    open_site()
    direction = "rtl" if language == "ar" else "ltr"
    for path in LISTS:
        text = page(client, f"/{language}{path}")
        assert f'<html lang="{language}" dir="{direction}"' in text, path
        assert text.count("<h1") == 1, path
        assert "style=" not in text, path


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/fr/", 13),
        ("/fr/services/", 9),
        ("/fr/events/", 4),
        ("/fr/events/naissance", 8),
        ("/fr/audiences/citizen", 8),
        ("/fr/authorities/", 5),
        ("/fr/authorities/service-etat-civil", 12),
        ("/fr/search?q=naissance", 12),
        ("/fr/suggest?q=nais", 4),
    ],
)
def test_a_page_costs_the_same_number_of_queries_whatever_its_length(
    client: Client, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    open_site(*several(30))
    client.get(path)
    epochs.forget()
    client.cookies["display"] = "airy"  # another page for the cache: this one is built again
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200


def test_a_page_seen_before_costs_one_query_at_most(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    open_site()
    first = page(client, f"/fr/services/{IDENTIFIER}")
    with django_assert_max_num_queries(1):
        assert page(client, f"/fr/services/{IDENTIFIER}") == first


def test_public_pages_carry_nothing_of_a_person(client: Client) -> None:
    open_site()
    for path in ("/fr/", f"/fr/services/{IDENTIFIER}", "/fr/search?q=naissance", "/fr/about"):
        response = client.get(path)
        assert not response.cookies, path
        assert "csrfmiddlewaretoken" not in response.content.decode(), path


def test_the_service_page_answers_what_whom_bring_pay_when_where(client: Client) -> None:
    record = service_record(cost=Cost(Decimal(50), "MAD"), delay_days=3)
    open_site(record)
    text = page(client, f"/fr/services/{IDENTIFIER}")
    for expected in ("Déclaration de naissance", "Citoyens", "Service de l&#x27;état civil", "Acte de mariage",
                     "50 dirhams", "3 jours", "https://exemple.ma/demande", "loi n° 36-21", "Aller au bureau"):  # fmt: skip
        assert expected in text, expected


def test_unverified_facts_say_so_beside_each_fact(client: Client) -> None:
    open_site(service_record(confidence="press", cost=Cost(Decimal(50), "MAD"), delay_days=3))
    text = page(client, f"/fr/services/{IDENTIFIER}")
    assert text.count("Presse ou guide – à confirmer") >= 3
    assert "exemple.ma" in text
    assert "documents" in text


def test_unknown_facts_are_called_unknown(client: Client) -> None:
    open_site(
        service_record(documents=(), cost=Cost(), delay_days=None, sources=(), confidence="general-knowledge")
    )
    text = page(client, f"/fr/services/{IDENTIFIER}")
    assert "Nous ne savons pas encore quels documents" in text
    assert "Nous ne connaissons pas encore le tarif" in text
    assert "La loi 55-19 (article 16)" in text
    assert "60 jours" in text


def test_a_text_in_another_language_says_its_language_and_the_page_names_it(client: Client) -> None:
    open_site(service_record(titles={"fr": "Déclaration", "ar": "التصريح"}))
    text = page(client, f"/en/services/{IDENTIFIER}")
    assert '<span lang="fr" dir="auto">Déclaration</span>' in text
    assert "Not translated yet" in text


def test_figures_follow_the_reader_and_dates_the_calendar(client: Client) -> None:
    open_site(service_record(cost=Cost(Decimal(50), "MAD"), verified_on=date(2026, 5, 27)))  # Id al-Adha 1447
    client.cookies["display"] = "eastern.hijri"
    text = page(client, f"/ar/services/{IDENTIFIER}")
    assert "٥٠ درهما" in text
    assert "٢٧ ماي ٢٠٢٦" in text
    assert "١٠ ذو الحجة ١٤٤٧" in text


def test_html_in_a_record_is_shown_as_text(client: Client) -> None:
    open_site(service_record(sources=(SourcePage("https://exemple.ma/x", "<script>alert(1)</script>"),)))
    assert "<script>alert(1)" not in page(client, f"/fr/services/{IDENTIFIER}")


def test_the_service_page_describes_itself_to_search_engines(client: Client) -> None:
    open_site(service_record(titles={"fr": "Acte </script><b> & suite", "ar": "عقد"}))
    text = page(client, f"/fr/services/{IDENTIFIER}")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found
    described = json.loads(found[1])
    assert described["@type"] == "GovernmentService"
    assert described["url"].endswith(f"/fr/services/{IDENTIFIER}")


def test_each_page_names_its_twins_and_itself(client: Client) -> None:
    open_site()
    text = page(client, f"/fr/services/{IDENTIFIER}")
    assert re.search(rf'rel="canonical" href="[^"]+/fr/services/{IDENTIFIER}"', text)
    assert re.search(rf'hreflang="ar" href="[^"]+/ar/services/{IDENTIFIER}"', text)


def test_a_long_list_goes_on_where_it_stopped(client: Client) -> None:
    open_site(*several(45))
    text = page(client, "/fr/services/")
    following = re.search(r'href="(\?after=[^"]+)"', text)
    assert following
    rest = page(client, f"/fr/services/{following[1]}")
    assert text.count("<article") == 40
    assert rest.count("<article") == 5


def test_a_body_shows_its_contacts_hours_and_place_in_the_tree(client: Client) -> None:
    open_site()
    contact = ContactPointRecord(
        label={"fr": "Accueil"}, phone="+212 5 37 00 00 00", email="accueil@exemple.ma",
        address={"fr": "Avenue Annakhil, Rabat"}, hours=(OpeningSpan(1, "08:30", "16:30"),),
    )  # fmt: skip
    above = BodyRecord(key="ministere-essai", names={"fr": "Ministère d'essai"})
    below = BodyRecord(
        key="agence-essai", names={"fr": "Agence d'essai"}, parent="ministere-essai", contacts=(contact,)
    )
    ensure_bodies(actor=system_actor("tests"), bodies=[above, below])
    epochs.advance()
    text = page(client, "/fr/authorities/agence-essai")
    for expected in ("Ministère d&#x27;essai", "tel:+212537000000", "Avenue Annakhil", "lundi", "08:30"):
        assert expected in text, expected
    assert "Agence d&#x27;essai" in page(client, "/fr/authorities/")


def test_territories_lead_from_the_region_to_the_commune(client: Client) -> None:
    region = make_territory("04.", "region", "Rabat-Salé-Kénitra", people=4_900_000)
    province = make_territory("04.421.", "prefecture", "Rabat", region)
    make_territory("04.421.01.01.", "commune", "Agdal Riyad", province, people=65_000)
    assert "Rabat-Salé-Kénitra" in page(client, "/fr/territories/")
    assert "Rabat" in page(client, "/fr/territories/04.")
    text = page(client, "/fr/territories/04.421.")
    assert "Agdal Riyad" in text
    assert "65\u202f000" in text
    assert "Haut-Commissariat au Plan" in text
    assert "Préfecture" in page(client, "/fr/territories/04.421.")


def test_the_api_page_shows_every_operation_of_the_document(client: Client) -> None:
    document = json.loads(client.get("/api/v1/openapi.json").content)
    text = page(client, "/fr/api")
    for path in document["paths"]:
        assert path in text, path
    assert "curl" in text


def test_the_sources_page_counts_services_by_certainty(client: Client) -> None:
    open_site(*several(3, confidence="press"))
    text = page(client, "/fr/sources")
    assert re.search(r"Presse ou guide</th><td class=\"figure\"><bdi>3</bdi>", text)
