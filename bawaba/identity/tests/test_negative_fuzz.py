"""Nothing that a client sends makes a 500, and no address that was not registered is ever redirected to.

Every endpoint is given parameters and headers drawn from what they expect and from what they do not.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import ec_key
from bawaba.identity.tests.provider import (
    CIBA,
    REDIRECT,
    Party,
    basic,
    challenge_of,
    forge,
    machine,
    make_party,
    signed_in,
)

pytestmark = pytest.mark.django_db
BROWSER_PATHS = ("/oidc/authorize", "/oidc/logout")
MACHINE_PATHS = (
    "/oidc/token", "/oidc/par", "/oidc/userinfo", "/oidc/introspect", "/oidc/revoke", "/oidc/bc-authorize",
    "/oidc/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
)  # fmt: skip
NAMES = (
    "client_id", "client_secret", "response_type", "response_mode", "redirect_uri", "scope", "state", "nonce",
    "code_challenge", "code_challenge_method", "prompt", "max_age", "acr_values", "claims", "login_hint",
    "id_token_hint", "ui_locales", "request", "request_uri", "dpop_jkt", "display", "registration",
    "grant_type", "code", "code_verifier", "refresh_token", "token", "token_type_hint", "access_token",
    "client_assertion", "client_assertion_type", "auth_req_id", "login_hint_token", "binding_message",
    "requested_expiry", "client_notification_token", "user_code", "post_logout_redirect_uri", "logout_hint",
)  # fmt: skip
KEY = ec_key("fuzz")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
member_names = st.sampled_from(
    ("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "htm", "htu", "ath", "client_id", "scope", "acr", "x")
)
headers_of_tokens = st.fixed_dictionaries({}, optional={
    "alg": st.sampled_from(("ES256", "none", "HS256", "RS256", "", "é")) | json_values,
    "typ": st.sampled_from(("dpop+jwt", "JWT", "oauth-authz-req+jwt")) | json_values,
    "kid": json_values, "jwk": json_values, "crit": json_values, "b64": json_values, "zip": json_values,
})  # fmt: skip
tokens = st.builds(
    lambda header, claims: forge(header, claims, KEY),
    headers_of_tokens, st.dictionaries(member_names, json_values, max_size=6),
)  # fmt: skip
claims_parameters = st.builds(
    json.dumps,
    st.fixed_dictionaries({}, optional={
        place: st.none() | json_values | st.dictionaries(
            st.sampled_from(("sub", "acr", "email", "name#ar", "cnie")),
            st.none() | st.fixed_dictionaries({}, optional={
                "essential": st.booleans() | json_values, "value": json_values, "values": json_values,
            }), max_size=3,
        )
        for place in ("userinfo", "id_token")
    }),
)  # fmt: skip
odd = st.text(max_size=60) | st.sampled_from(
    (
        "\0",
        "\ud7ff",
        "\u202e",
        "x" * 3000,
        "%00",
        "\r\nX: y",
        "-1",
        "1e9",
        "٣",
        "null",
        "[]",
        "{}",
        "openid\0",
    )
)


def expected(party: Party) -> dict[str, list[str]]:
    """Return for each parameter what a good request holds, so that draws reach past the first check."""
    return {
        "client_id": [party.client_id], "client_secret": [party.secret], "response_type": ["code"],
        "response_mode": ["query", "form_post"], "redirect_uri": [REDIRECT], "scope": ["openid", "openid email"],
        "code_challenge": [challenge_of("v" * 43)], "code_challenge_method": ["S256"],
        "prompt": ["none", "login", "consent"], "max_age": ["0", "60"], "login_hint": ["a@example.org", "AB123"],
        "grant_type": ["authorization_code", "refresh_token", CIBA], "code_verifier": ["v" * 43],
        "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
        "request_uri": ["urn:ietf:params:oauth:request_uri:x"], "ui_locales": ["ar fr", "zgh"],
        "acr_values": ["http://eidas.europa.eu/LoA/high"], "state": ["s"], "nonce": ["n"],
    }  # fmt: skip


@st.composite
def parameters(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Draw parameters; a value is `good` (taken from `expected` later), a token, or something odd."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=12))
    good = st.integers(0, 3)
    tokenish = (
        "request",
        "client_assertion",
        "id_token_hint",
        "code",
        "refresh_token",
        "token",
        "access_token",
    )
    values = {
        name: tokens | odd
        if name in tokenish
        else claims_parameters | odd
        if name == "claims"
        else good | odd
        for name in names
    }
    return [(name, draw(values[name])) for name in names]


def fill(party: Party, drawn: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    known = expected(party)
    filled = []
    for name, value in drawn:
        choices = known.get(name, ["x"])
        filled.append((name, choices[value % len(choices)] if isinstance(value, int) else value))
    return filled


def check(answer: HttpResponse) -> None:
    """Check that the answer is no fault of ours, and that it sends nobody to an unknown place."""
    assert answer.status_code < 500, answer.content[:2000]
    place = answer.headers.get("Location", "")
    assert place.startswith((REDIRECT, "/")) and not place.startswith("//") if place else True, place


def send(
    browser: Browser, method: str, path: str, form: list[tuple[str, str]], headers: Mapping[str, str]
) -> Any:
    data: dict[str, list[str]] = {}
    for name, value in form:
        data.setdefault(name, []).append(value)
    return getattr(browser, method)(path, data, headers=dict(headers))


@pytest.fixture
def party(settings: Any) -> Party:
    settings.ISSUER = oidc_factories.ISSUER
    settings.CIBA_OPEN_MOST = settings.CIBA_HOURLY_MOST = 10_000
    return make_party(grant_types=["authorization_code", "refresh_token", CIBA])


HARD = settings(
    max_examples=80, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@HARD
@given(drawn=parameters(), method=st.sampled_from(("get", "post")), path=st.sampled_from(BROWSER_PATHS))
def test_a_browser_with_any_parameters_gets_an_answer(
    party: Party, drawn: list[tuple[str, Any]], method: str, path: str
) -> None:
    check(send(_reader(party), method, path, fill(party, drawn), {}))


@HARD
@given(change=st.dictionaries(st.sampled_from(NAMES), odd | claims_parameters, min_size=1, max_size=2))
def test_a_good_request_with_one_odd_parameter_gets_an_answer(party: Party, change: dict[str, str]) -> None:
    check(party.authorize(_reader(party), **{"scope": "openid profile email", **change}))


@HARD
@given(
    drawn=parameters(),
    method=st.sampled_from(("post", "get")),
    path=st.sampled_from(MACHINE_PATHS),
    proof=st.none() | tokens | odd,
    authorization=st.none() | st.just("party") | st.builds("Bearer {}".format, odd | tokens) | odd,
)
def test_a_machine_with_any_parameters_and_headers_gets_an_answer(
    party: Party,
    drawn: list[tuple[str, Any]],
    method: str,
    path: str,
    proof: str | None,
    authorization: str | None,
) -> None:
    headers = {"DPoP": proof, "Authorization": authorization}
    if authorization == "party":
        headers["Authorization"] = basic(party.client_id, party.secret)
    sent = {name: as_header(value) for name, value in headers.items() if value is not None}
    form = "&".join(f"{quote(name)}={quote(value)}" for name, value in fill(party, drawn))
    if method == "get":
        check(machine().get(f"{path}?{form}", headers=sent))
    else:
        check(machine().post(path, form, content_type="application/x-www-form-urlencoded", headers=sent))


@HARD
@given(body=st.binary(max_size=300), kind=st.sampled_from(
    ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/json",
     "multipart/form-data; boundary=x", "multipart/form-data", "", "text/plain; charset=nope"),
), path=st.sampled_from((*MACHINE_PATHS, *BROWSER_PATHS)))  # fmt: skip
def test_any_bytes_as_a_body_get_an_answer(party: Party, body: bytes, kind: str, path: str) -> None:
    headers = {"Authorization": basic(party.client_id, party.secret)}
    check(machine().generic("POST", path, body, content_type=kind, headers=headers))


def test_a_number_of_parameters_or_bytes_beyond_all_measure_gets_an_answer(party: Party) -> None:
    headers = {"Authorization": basic(party.client_id, party.secret)}
    for body in ("a=b&" * 3000, "a=" + "x" * 6_000_000, "=&" * 2000):
        for path in ("/oidc/token", "/oidc/par", "/oidc/bc-authorize"):
            answer = machine().post(
                path, body, content_type="application/x-www-form-urlencoded", headers=headers
            )
            check(answer)
    check(signed_in().browser.get("/oidc/authorize?" + "a=b&" * 3000))


_readers: dict[str, Browser] = {}


def _reader(party: Party) -> Browser:
    """Return a signed-in browser, one for each test, since each has its own database."""
    if party.client_id not in _readers:
        _readers.clear()
        _readers[party.client_id] = signed_in(party).browser
    return _readers[party.client_id]


def quote(text: str) -> str:
    """Return a form value, with the odd sign left bare as careless clients leave it."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1").replace("%", "%25").replace("&", "%26")


def as_header(text: str) -> str:
    """Return what a server hands on of a header: bytes read as Latin-1, without line breaks."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1").translate({10: " ", 13: " ", 0: " "})
