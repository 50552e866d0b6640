"""Debian's mod_auth_openidc protects a page of another site, and Chromium signs in through us to read it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.apache import apache
from tests.browser.parties import register
from tests.browser.people import browser_of, create_citizen, give_password
from tests.served_site import Site, free_port

pytestmark = pytest.mark.browser


def test_a_page_protected_by_apache_opens_after_signing_in_and_closes_after_signing_out(
    browser: Browser, identity_site: Site
) -> None:
    port = free_port()
    other = f"http://127.0.0.1:{port}"
    client = register(
        identity_site, other, redirect_uris=[f"{other}/protected/callback"], scope="openid profile email",
        post_logout_redirect_uris=[f"{other}/bye.html"], grant_types=["authorization_code"],
    )  # fmt: skip
    citizen = create_citizen(identity_site)
    server = apache(
        port=port, issuer=identity_site.address, client_id=client["client_id"], secret=client["client_secret"]
    )
    with server as address, browser_of(browser, identity_site) as context:
        page = context.new_page()
        page.goto(f"{address}/protected/index.html")
        assert page.url.startswith(identity_site.address)  # nobody reads it before
        give_password(page, citizen)
        page.locator("button[name=decision][value=accept]").click()
        page.wait_for_url(f"{address}/protected/index.html")
        answer = page.reload()
        assert answer is not None
        assert answer.status == 200
        headers = answer.all_headers()
        assert headers["x-signed-in"] == citizen.email
        assert headers["x-issuer"] == identity_site.address
        assert headers["x-level"] == "http://eidas.europa.eu/LoA/low"

        page.goto(f"{address}/protected/callback?logout={address}/bye.html")
        page.wait_for_url(f"{address}/bye.html*")
        page.goto(f"{address}/protected/index.html")
        assert "/account/login/" in page.url
