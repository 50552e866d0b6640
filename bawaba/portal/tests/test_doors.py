"""Doors that take something, refuse something, or speak to machines."""

import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.catalogue.models import Report
from bawaba.catalogue.tests.factories import BODY, EDITOR, draft
from bawaba.directory.services import grant_membership
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import Account
from bawaba.portal.tests.factories import IDENTIFIER, open_site, several

pytestmark = pytest.mark.django_db
REPORT = f"/fr/services/{IDENTIFIER}/report"


@pytest.fixture(autouse=True)
def _fresh_windows() -> None:
    cache.clear()


def test_the_door_leads_to_the_language_that_the_browser_asks_for(client: Client) -> None:
    for asked, expected in (("fr-FR,fr;q=0.9", "/fr/"), ("ar", "/ar/"), ("en-GB", "/en/"), ("de", "/ar/")):
        response = client.get("/", headers={"accept-language": asked})
        assert (response.status_code, response.headers["Location"]) == (302, expected)
        assert "Accept-Language" in response.headers["Vary"]


def test_a_report_is_kept_without_a_name(client: Client) -> None:
    open_site()
    response = client.post(REPORT, {"kind": "wrong", "reason": "fee", "details": "Le tarif a changé"})
    assert response.headers["Location"] == f"/fr/services/{IDENTIFIER}/thanks"
    report = Report.objects.get()
    assert (report.kind, report.reason, report.details, report.language) == (
        "wrong",
        "fee",
        "Le tarif a changé",
        "fr",
    )


def test_an_unlisted_document_reaches_the_supervisor(client: Client) -> None:
    open_site()
    client.post(REPORT, {"kind": "document", "document": "Certificat de vie", "place": "Commune de Salé"})
    report = Report.objects.get()
    assert (report.kind, report.document, report.place) == (
        "document",
        "Certificat de vie",
        "Commune de Salé",
    )


def test_a_report_that_says_nothing_is_asked_again_and_nothing_is_lost(client: Client) -> None:
    open_site()
    response = client.post(REPORT, {"kind": "document", "place": "Salé"})
    assert response.status_code == 422
    assert 'value="Salé"' in response.content.decode()
    assert not Report.objects.exists()


def test_a_program_that_fills_the_trap_is_thanked_and_forgotten(client: Client) -> None:
    open_site()
    response = client.post(REPORT, {"kind": "useful", "website": "http://spam.example"})
    assert response.status_code == 302
    assert not Report.objects.exists()


def test_reports_from_one_client_are_limited(client: Client) -> None:
    open_site()
    codes = [client.post(REPORT, {"kind": "useful"}).status_code for _ in range(11)]
    assert codes[:10] == [302] * 10
    assert codes[10] == 429


def test_a_form_without_its_token_is_refused_with_advice() -> None:
    open_site()
    response = Client(enforce_csrf_checks=True).post(REPORT, {"kind": "useful"})
    assert response.status_code == 403
    assert "rechargez la page" in response.content.decode()


@pytest.mark.parametrize("path", ["/fr/nothing-here", "/fr/services/unknown", "/fr/events/unknown",
                                  "/fr/audiences/unknown", "/fr/authorities/unknown", "/fr/territories/99",
                                  "/fr/services/unknown/report", "/catalogue.exe"])  # fmt: skip
def test_what_does_not_exist_is_said_with_a_way_on(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "/services/" in response.content.decode()


def test_a_fault_of_ours_is_said_in_the_readers_language(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bawaba.portal.queries.home_page", fail)
    client.raise_request_exception = False
    response = client.get("/fr/")
    assert response.status_code == 500
    assert "de notre côté" in response.content.decode()


def test_a_broken_cursor_is_refused_as_a_page(client: Client) -> None:
    open_site()
    assert client.get("/fr/services/?after=%27--").status_code == 422


def test_a_draft_is_previewed_by_its_editors_only(client: Client) -> None:
    info = draft(identifier="brouillon")
    address = f"/fr/edit/{info.identifier}/preview"
    assert client.get(address).status_code in {401, 403}
    account = Account.objects.create_user("editrice", password="un-long-secret")
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role="editor", body=BODY)
    client.force_login(account)
    text = client.get(address).content.decode()
    assert "Brouillon" in text
    assert "Acte de mariage" in text
    assert EDITOR.key not in text


def test_the_sitemap_lists_every_service_in_its_languages(client: Client) -> None:
    open_site(*several(3))
    index = client.get("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>[^<]*(/sitemap-[^<]+)</loc>", index)
    assert parts == ["/sitemap-pages.xml", "/sitemap-services-0.xml"]
    for part in parts:
        body = b"".join(client.get(part).streaming_content)  # type: ignore[attr-defined]
        places = [node.text or "" for node in ElementTree.fromstring(body).iterfind(".//{*}loc")]
        assert len(places) == len(set(places))
    assert sum("/services/service-" in place for place in places) == 6
    assert 'hreflang="ar"' in body.decode()


def test_robots_are_kept_from_results_and_told_of_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /fr/search" in text
    assert re.search(r"^Sitemap: http", text, re.M)


@pytest.mark.parametrize(
    ("form", "start"), [("jsonl", "{"), ("csv", ""), ("ttl", "@prefix"), ("jsonld", "{")]
)
def test_the_catalogue_is_a_file_that_is_sent_once(client: Client, form: str, start: str) -> None:
    open_site()
    response = client.get(f"/catalogue.{form}")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert IDENTIFIER in body
    assert body.lstrip("\ufeff").startswith(start)
    again = client.get(f"/catalogue.{form}", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_catalogue_is_described_as_a_data_set(client: Client) -> None:
    open_site()
    text = client.get("/dcat.ttl").content.decode()
    assert "dcat:Dataset" in text
    assert "/catalogue.ttl" in text


def test_the_service_worker_and_the_manifest_are_at_the_root(client: Client) -> None:
    assert client.get("/sw.js").headers["Content-Type"].startswith("text/javascript")
    assert client.get("/manifest.webmanifest").status_code == 302
