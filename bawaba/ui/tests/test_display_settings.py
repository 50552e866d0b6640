"""Display settings: kept in a cookie, read back as they were, never from elsewhere."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel.languages import LANGUAGES
from bawaba.ui import rules

any_settings = st.builds(
    rules.DisplaySettings,
    text=st.sampled_from(["", *rules.TEXT_SIZES]),
    theme=st.sampled_from(["", *rules.THEMES]),
    **{flag: st.booleans() for flag in rules.FLAGS},
)


@given(any_settings)
def test_what_was_chosen_is_read_back(chosen: rules.DisplaySettings) -> None:
    cookie = rules.write_display(chosen)
    assert rules.read_display(cookie) == chosen
    assert re.fullmatch(r"[a-z0-9.-]{0,80}", cookie)


@given(st.text())
def test_any_cookie_gives_settings_that_write_a_known_form(cookie: str) -> None:
    settings = rules.read_display(cookie)
    assert rules.read_display(rules.write_display(settings)) == settings


@given(st.permutations(["text-xl", "dark", "eastern", "hijri"]))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert rules.write_display(rules.choose_display(words)) == "text-xl.dark.eastern.hijri"


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("/ar/services/x?page=2", "fr", "/fr/services/x?page=2"),
        ("/fr/", "zgh", "/zgh/"),
        ("/fr/search?q=a/b", "ar", "/ar/search?q=a/b"),
        ("/sitemap.xml", "en", "/en/"),
        ("/", "ar", "/ar/"),
        ("/xx/services", "fr", "/fr/"),
    ],
)
def test_the_same_page_in_another_language(address: str, code: str, expected: str) -> None:
    assert rules.address_in(address, code, LANGUAGES) == expected


@given(st.text(alphabet="abr/?=&%.", max_size=30))
def test_an_address_in_another_language_stays_on_this_site(address: str) -> None:
    assert re.match(r"^/fr/", rules.address_in("/" + address, "fr", LANGUAGES))


@pytest.mark.django_db
class TestPage:
    def test_shows_the_settings_in_force(self, client: Client) -> None:
        client.cookies["display"] = "text-xl.eastern"
        page = client.get("/fr/settings").content.decode()
        assert 'value="text-xl" checked' in page
        assert 'value="eastern" checked' in page
        assert 'class="text-xl eastern"' in page

    def test_keeps_what_is_sent_and_goes_back(self, client: Client) -> None:
        reply = client.post(
            "/ar/settings",
            {"text": "text-l", "theme": "dark", "figures": "eastern", "flag": ["hijri"], "next": "/ar/about"},
        )
        assert (reply.status_code, reply["Location"]) == (302, "/ar/about")
        assert reply.cookies["display"].value == "text-l.dark.eastern.hijri"

    @pytest.mark.parametrize(
        "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:x", ""]
    )
    def test_never_leads_to_another_site(self, client: Client, elsewhere: str) -> None:
        reply = client.post("/fr/settings", {"text": "", "next": elsewhere})
        assert reply["Location"] == "/fr/"

    def test_refuses_a_form_from_elsewhere(self) -> None:
        guarded = Client(enforce_csrf_checks=True)
        assert guarded.post("/fr/settings", {"theme": "dark"}).status_code == 403
        token = guarded.get("/fr/settings").cookies["csrftoken"].value
        assert (
            guarded.post("/fr/settings", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302
        )

    def test_is_never_kept_by_a_cache(self, client: Client) -> None:
        assert "no-store" in client.get("/fr/settings")["Cache-Control"]
