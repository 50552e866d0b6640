"""A certified client library signs people in through the provider, with nothing but its discovery document."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.parties import Library, Refused, landing, openid_client, register
from tests.browser.people import (
    Citizen,
    add_authenticator,
    browser_of,
    create_citizen,
    enrol_phone,
    give_password,
)
from tests.served_site import Site

pytestmark = pytest.mark.browser
SCOPE = "openid profile email offline_access"
SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
HIGH = "http://eidas.europa.eu/LoA/high"


@pytest.fixture(scope="module")
def party_address() -> Iterator[str]:
    with landing() as address:
        yield address


@pytest.fixture
def library() -> Iterator[Library]:
    with openid_client() as running:
        yield running


@pytest.fixture
def desk(browser: Browser, identity_site: Site) -> Iterator[Page]:
    with browser_of(browser, identity_site) as context:
        page = context.new_page()
        yield page
        print(page.url, page.locator("body").inner_text()[:2000], sep="\n")  # shown where the test failed


def discover(library: Library, site: Site, client: dict[str, Any], **more: Any) -> dict[str, Any]:
    known = {"client_id", "id_token_signed_response_alg", "use_mtls_endpoint_aliases"}
    metadata = {name: value for name, value in client.items() if name in known}
    told: dict[str, Any] = library.call(
        "discover", issuer=site.address, metadata=metadata, secret=client.get("client_secret", ""), **more
    )
    return told


def consent(page: Page, address: str) -> str:
    """Say yes on the page of consent, if it is shown; return where the browser was sent."""
    page.wait_for_url(lambda url: url.startswith(address) or "/consent/" in url)
    if "/consent/" in page.url:
        page.locator("button[name=decision][value=accept]").click()
        page.wait_for_url(lambda url: url.startswith(address))
    return page.url


def sign_in(
    library: Library, page: Page, address: str, citizen: Citizen | None, **asked: Any
) -> dict[str, Any]:
    """Go from the party's button to its tokens; without a citizen the session is there already."""
    url = library.call("start", redirectUri=f"{address}/callback", scope=SCOPE, **asked)["url"]
    page.goto(url)
    if citizen is not None:
        give_password(page, citizen)
    tokens: dict[str, Any] = library.call("finish", url=consent(page, address))
    return tokens


def test_discovery_code_pkce_userinfo_refresh_revocation_and_logout(
    identity_site: Site, library: Library, desk: Page, party_address: str
) -> None:
    client = register(identity_site, party_address)
    told = discover(library, identity_site, client)
    assert told["issuer"] == identity_site.address
    citizen = create_citizen(identity_site)
    tokens = sign_in(library, desk, party_address, citizen)
    assert tokens["claims"]["acr"] == "http://eidas.europa.eu/LoA/low"
    assert tokens["claims"]["amr"] == ["pwd"]

    read = library.call("userinfo", accessToken=tokens["access_token"], subject=tokens["claims"]["sub"])
    assert (read["name"], read["name#ar"], read["email"]) == ("Salma Bennani", "سلمى بناني", citizen.email)

    renewed = library.call("refresh", refreshToken=tokens["refresh_token"])
    assert renewed["claims"]["sub"] == tokens["claims"]["sub"]
    assert library.call("introspect", token=renewed["access_token"])["active"] is True
    library.call("revoke", token=renewed["refresh_token"])
    assert library.call("introspect", token=renewed["access_token"])["active"] is False
    with pytest.raises(Refused) as refused:
        library.call("refresh", refreshToken=renewed["refresh_token"])
    assert refused.value.error == "invalid_grant"

    bye = library.call(
        "logout", idToken=tokens["id_token"], redirectUri=f"{party_address}/bye", state="see you"
    )
    desk.goto(bye["url"])
    desk.wait_for_url(
        f"{party_address}/bye?state=see%20you" if "%20" in desk.url else f"{party_address}/bye?*"
    )
    desk.goto("/fr/account/")
    assert "/account/login/" in desk.url


def test_pushed_requests_with_dpop_and_a_client_that_signs(
    identity_site: Site, library: Library, desk: Page, party_address: str
) -> None:
    jwk = new_key()
    client = register(
        identity_site, party_address, token_endpoint_auth_method="private_key_jwt",
        require_pushed_authorization_requests=True, dpop_bound_access_tokens=True,
        jwks={"keys": [{name: jwk[name] for name in ("kty", "crv", "x", "y", "kid")}]},
    )  # fmt: skip
    discover(library, identity_site, client, method="private_key_jwt", jwk=jwk, useDpop=True)
    tokens = sign_in(library, desk, party_address, create_citizen(identity_site), par=True)
    assert tokens["token_type"].lower() == "dpop"
    read = library.call("userinfo", accessToken=tokens["access_token"], subject=tokens["claims"]["sub"])
    assert read["sub"] == tokens["claims"]["sub"]
    renewed = library.call("refresh", refreshToken=tokens["refresh_token"])
    assert renewed["token_type"].lower() == "dpop"
    described = library.call("introspect", token=renewed["access_token"])
    assert described["cnf"]["jkt"]


def test_max_age_asks_for_a_new_proof_in_a_live_session(
    identity_site: Site, library: Library, desk: Page, party_address: str
) -> None:
    client = register(identity_site, party_address)
    discover(library, identity_site, client)
    citizen = create_citizen(identity_site)
    first = sign_in(library, desk, party_address, citizen)
    again = sign_in(library, desk, party_address, None)
    assert again["claims"]["auth_time"] == first["claims"]["auth_time"]  # the session is still good
    desk.wait_for_timeout(1100)
    url = library.call("start", redirectUri=f"{party_address}/callback", scope=SCOPE, max_age="0")["url"]
    desk.goto(url)
    desk.locator("main input[name=password]").fill("une-longue-phrase-secrete")
    desk.locator("main form:has(input[name=password]) button[type=submit]").click()
    renewed = library.call("finish", url=consent(desk, party_address))
    assert renewed["claims"]["auth_time"] > first["claims"]["auth_time"]


def test_a_step_up_by_acr_values_ends_at_the_level_asked(
    identity_site: Site, library: Library, desk: Page, party_address: str
) -> None:
    client = register(identity_site, party_address)
    discover(library, identity_site, client)
    citizen = create_citizen(identity_site, level="high")
    add_authenticator(desk)
    enrol_phone(desk, citizen)
    tokens = sign_in(library, desk, party_address, None)
    assert tokens["claims"]["acr"] == SUBSTANTIAL
    url = library.call("start", redirectUri=f"{party_address}/callback", scope=SCOPE, acr_values=HIGH)["url"]
    desk.goto(url)
    passkey = desk.locator("a[href*='webauthn']")
    if passkey.count():
        passkey.first.click()
    if not desk.url.startswith(party_address):
        desk.locator("#mfa_webauthn_reauthenticate").click()
    raised = library.call("finish", url=consent(desk, party_address))
    assert raised["claims"]["acr"] == HIGH
    assert "hwk" in raised["claims"]["amr"]


def test_a_request_on_the_phone_is_approved_by_its_key_and_the_number(
    identity_site: Site, library: Library, browser: Browser, party_address: str
) -> None:
    client = register(identity_site, party_address, client_name="Guichet")
    discover(library, identity_site, client)
    citizen = create_citizen(identity_site, level="substantial")
    with browser_of(browser, identity_site, viewport={"width": 390, "height": 844}) as context:
        phone = context.new_page()
        add_authenticator(phone)
        enrol_phone(phone, citizen)
        asked = library.call(
            "ask", scope="openid profile", hint=citizen.email, message="Dossier 12", acr=SUBSTANTIAL
        )
        library.begin("poll")
        phone.goto("/app/")
        phone.locator("a[href*='/app/requests/']").first.click()
        assert "Dossier 12" in phone.locator("main").inner_text()
        phone.locator("input[name=number]").fill(str(asked["number_to_match"]))
        phone.locator("button[name=decision][value=approve]").click()
        tokens = library.answer()
    assert tokens["claims"]["acr"] == SUBSTANTIAL


def test_a_request_refused_on_the_phone_is_access_denied(
    identity_site: Site, library: Library, browser: Browser, party_address: str
) -> None:
    client = register(identity_site, party_address)
    discover(library, identity_site, client)
    citizen = create_citizen(identity_site, level="substantial")
    with browser_of(browser, identity_site, viewport={"width": 390, "height": 844}) as context:
        phone = context.new_page()
        add_authenticator(phone)
        enrol_phone(phone, citizen)
        library.call("ask", scope="openid", hint=citizen.email, message="Non merci")
        library.begin("poll")
        phone.goto("/app/")
        phone.locator("a[href*='/app/requests/']").first.click()
        phone.locator("button[name=decision][value=refuse]").click()
        with pytest.raises(Refused) as refused:
            library.answer()
    assert refused.value.error == "access_denied"


def new_key() -> dict[str, Any]:
    """Return a private P-256 JWK for a client that signs."""
    from joserfc.jwk import ECKey

    return ECKey.generate_key("P-256", {"kid": "party-1"}).as_dict(private=True)
