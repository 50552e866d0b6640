"""The pages of the design system: gallery, manifest, service worker, the base of every page."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from bawaba.kernel.languages import LANGUAGES
from bawaba.ui import gallery
from bawaba.ui.charts import Reader
from bawaba.ui.tests.factories import render_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_gallery_shows_in_every_language_without_inline_style_or_script(
    client: Client, code: str
) -> None:
    page = client.get(f"/{code}/ui/").content.decode()
    assert f'<html lang="{code}" dir="{LANGUAGES[code].direction}"' in page
    assert " style=" not in page
    assert re.search(r"<script(?![^>]*src=)", page) is None
    assert re.search(r'\son[a-z]+="', page) is None


def test_the_gallery_asks_the_database_for_its_epoch_alone(
    client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        client.get("/fr/ui/")


def test_ids_are_unique_in_the_gallery(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/fr/ui/").content.decode())
    assert len(ids) == len(set(ids))


def test_the_language_switch_stays_on_the_page(client: Client) -> None:
    page = client.get("/fr/ui/?audience=citizen").content.decode()
    for code in LANGUAGES:
        assert f'href="/{code}/ui/?audience=citizen" lang="{code}"' in page
    assert page.count('aria-current="true">Français') == 1


def test_only_the_arabic_page_waits_for_the_arabic_font(client: Client) -> None:
    assert "naskh" in client.get("/ar/ui/").content.decode()
    assert "naskh" not in client.get("/fr/ui/").content.decode()


def test_a_page_that_is_partly_translated_says_so(client: Client) -> None:
    assert 'class="wrap partly"' in client.get("/zgh/ui/").content.decode()
    assert 'class="wrap partly"' not in client.get("/fr/ui/").content.decode()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_label_is_empty_in_any_language(client: Client, code: str) -> None:
    page = client.get(f"/{code}/ui/").content.decode()
    assert re.search(r"<(h[1-6]|label|button|legend|summary)[^>]*>\s*</\1>", page) is None
    assert re.search(r'aria-label="\s*"', page) is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_manifest_installs_the_site_in_the_page_language(client: Client, code: str) -> None:
    reply = client.get(f"/{code}/manifest.webmanifest")
    manifest = json.loads(reply.content)
    assert reply["Content-Type"] == "application/manifest+json"
    assert (manifest["lang"], manifest["dir"]) == (code, LANGUAGES[code].direction)
    assert manifest["start_url"] == f"/{code}/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_service_worker_knows_every_language_and_never_keeps_private_pages(client: Client) -> None:
    reply = client.get("/sw.js")
    script = reply.content.decode()
    assert reply["Content-Type"].startswith("text/javascript")
    assert "no-cache" in reply["Cache-Control"]
    assert all(f'"{code}"' in script for code in LANGUAGES)
    never = re.search(r"const NEVER = /(.+)/;", script)
    assert never is not None
    pattern = re.compile(never.group(1).replace("\\/", "/"))
    for private in ("/ar/edit/x", "/fr/sign-in", "/fr/settings", "/fr/services/x/report", "/api/v1/services"):
        assert pattern.search(private), private
    for public in ("/ar/services/x", "/fr/", "/fr/events/naissance", "/ar/editions"):
        assert not pattern.search(public), public


def test_the_offline_page_lists_the_essentials() -> None:
    html = render_in("fr", "{% include 'ui/offline.html' %}", essentials=gallery.samples(Reader())["cards"])
    assert 'href="/fr/services/sample-1"' in html
    assert "data-seen hidden" in html


def test_the_desk_shows_who_is_signed_in_and_is_not_indexed() -> None:
    html = render_to_string("ui/desk.html", {"language": "fr", "direction": "ltr"})
    assert 'content="noindex"' in html
    assert "sign-out" not in html
