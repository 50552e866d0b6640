"""The provider sends nobody where they should not go, asked over HTTP as it is served in production.

The room's own tests ask the same of Django's client, case by case; here everything goes through the server
and its way around Django's layers. OpenID Connect Core and RP-Initiated Logout, RFC 7636, 9101, 9126, 9207, 9700.
"""

import json
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.live.parties import (
    BYE,
    REDIRECT,
    Party,
    Provider,
    assert_sent_back,
    assert_told_here,
    sign,
    unsigned,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HIGH = "http://eidas.europa.eu/LoA/high"
TO_ANOTHER = "https://evil.example/"


# ── the authorization endpoint ───────────────────────────────────────────────────────────────────────


def essential(**acr: Any) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, **acr}}})


UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."
SENT_BACK: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "older than max_age, and no prompt": ({"max_age": "0", "prompt": "none"}, ("login_required",)),
    "max_age below zero": ({"max_age": "-1"}, ("invalid_request",)),
    "max_age that is no number": ({"max_age": "x"}, ("invalid_request",)),
    "none beside login": ({"prompt": "none login"}, ("invalid_request",)),
    "none beside consent": ({"prompt": "none consent"}, ("invalid_request",)),
    "an unknown prompt": ({"prompt": "bogus"}, ("invalid_request",)),
    "a scope of others": ({"prompt": "none", "scope": "openid phone"}, ("invalid_scope",)),
    "no openid": ({"scope": "profile"}, ("invalid_scope", "invalid_request")),
    "no scope": ({"scope": None}, ("invalid_scope", "invalid_request")),
    "a level out of reach": (
        {"prompt": "none", "claims": essential(values=[HIGH])},
        ("unmet_authentication_requirements", "interaction_required", "login_required"),
    ),
    "claims cut short": ({"claims": "{"}, ("invalid_request",)),
    "claims that are a list": ({"claims": "[]"}, ("invalid_request",)),
    "claims without an end": ({"claims": "[" * 3000}, ("invalid_request",)),
    "a forged hint": ({"id_token_hint": "a.b.c"}, ("invalid_request",)),
    "an unsigned hint": ({"id_token_hint": UNSIGNED}, ("invalid_request",)),
    "an unsigned request": ({"request": UNSIGNED}, ("request_not_supported", "invalid_request_object")),
    "a request that is none": ({"request": "x"}, ("request_not_supported", "invalid_request_object")),
    "a request elsewhere": (
        {"request_uri": "https://evil.example/r"}, ("request_uri_not_supported", "invalid_request_uri"),
    ),
    "a registration on the way": ({"registration": "{}"}, ("registration_not_supported",)),
    "an unknown mode": ({"response_mode": "bogus"}, ("invalid_request",)),
    "a fragment": ({"response_mode": "fragment"}, ("invalid_request",)),
    "the implicit flow": ({"response_type": "token"}, ("unsupported_response_type",)),
    "the hybrid flow": ({"response_type": "code id_token"}, ("unsupported_response_type",)),
    "the order turned": ({"response_type": "id_token code"}, ("unsupported_response_type",)),
    "no response type": ({"response_type": None}, ("invalid_request",)),
    "a plain challenge": ({"code_challenge_method": "plain"}, ("invalid_request",)),
    "no challenge": ({"code_challenge": None, "code_challenge_method": None}, ("invalid_request",)),
    "no challenge method": ({"code_challenge_method": None}, ("invalid_request",)),
    "a short challenge": ({"code_challenge": "abc"}, ("invalid_request",)),
    "a long challenge": ({"code_challenge": "a" * 129}, ("invalid_request",)),
    "a DPoP thumbprint that is none": ({"dpop_jkt": "x"}, ("invalid_request",)),
}  # fmt: skip


@pytest.mark.parametrize("what", SENT_BACK)
def test_a_request_that_may_not_pass_goes_back_with_its_error(web: Party, what: str) -> None:
    changes, errors = SENT_BACK[what]
    assert_sent_back(web, web.authorize(**changes), *errors)


ELSEWHERE = [
    "https://PARTY.example/callback", f"{REDIRECT}/", "https://party.example:443/callback",
    "https://party.example:8443/callback", f"{REDIRECT}#f", "https://user@party.example/callback",
    "https://party.example/x/../callback", f"{REDIRECT}?x=1", "https://party.example/Callback",
    "http://party.example/callback", f"{REDIRECT}%2f", "https://party.example.evil.example/callback",
    f" {REDIRECT}", f"{REDIRECT}\n", "javascript:alert(1)", "",
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_that_is_not_registered_sign_by_sign_is_never_gone_to(web: Party, address: str) -> None:
    assert_told_here(web.provider, web.authorize(redirect_uri=address))


@pytest.mark.parametrize(
    "changes",
    [{"redirect_uri": None}, {"client_id": "nobody"}, {"client_id": None}, {"client_id": "x\0"}, {"client_id": "é" * 300}],
)  # fmt: skip
def test_a_stranger_or_a_missing_address_is_assert_told_here(web: Party, changes: dict[str, Any]) -> None:
    assert_told_here(web.provider, web.authorize(**changes))


@pytest.mark.parametrize("twice", ["client_id=x", f"redirect_uri={TO_ANOTHER}", "request=x", "request_uri=x"])
def test_what_decides_where_to_go_may_not_be_said_twice(web: Party, twice: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in web.asks(scope="openid").items())
    heard = web.authorize(f"{query}&{twice}&{twice}")
    assert not heard.headers.get("location", "").startswith(TO_ANOTHER)
    assert_told_here(web.provider, heard)


@pytest.mark.parametrize("twice", ["scope=openid", "nonce=n", "code_challenge=x"])
def test_another_parameter_said_twice_goes_back_with_an_error(web: Party, twice: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in web.asks(scope="openid").items())
    assert_sent_back(web, web.authorize(f"{query}&{twice}"), "invalid_request")


def test_a_browser_without_a_session_and_without_a_prompt_must_sign_in(web: Party) -> None:
    assert_sent_back(web, web.authorize(prompt="none", session=None), "login_required")


def test_other_methods_are_refused_and_bytes_that_are_no_text_do_no_harm(web: Party) -> None:
    assert web.provider.send("PUT", "/oidc/authorize").status == 405
    assert web.authorize("login_hint=%ff%fe&client_id=%00").status == 400
    assert web.authorize("&" * 2000).status == 400


def test_a_signed_request_is_taken_and_one_that_was_changed_is_not(signer: Party) -> None:
    good = signer.authorize(f"client_id={signer.client_id}&request={signer.request_object()}")
    assert "code" in good.place
    for made in (
        signer.request_object(aud="https://other.example"),
        signer.request_object(iss="another"),
        signer.request_object(exp=1),
        sign(ECKey.generate_key("P-256"), signer.asks(), typ="oauth-authz-req+jwt"),
        unsigned(signer.asks()),
        signer.request_object()[:-4] + "AAAA",
    ):
        heard = signer.authorize(
            f"client_id={signer.client_id}&redirect_uri={REDIRECT}&state=a-state&request={made}"
        )
        if heard.status == 302:
            assert heard.place["error"] == "invalid_request_object"
        else:
            assert_told_here(signer.provider, heard)


# ── pushed requests ──────────────────────────────────────────────────────────────────────────────────


def test_a_pushed_request_is_good_once_for_its_own_client(web: Party, other: Party) -> None:
    pushed = web.post("/oidc/par", web.asks())
    assert pushed.status == 201
    assert "no-store" in pushed.headers["cache-control"]
    name = pushed.json["request_uri"]
    assert_told_here(web.provider, other.authorize(f"client_id={other.client_id}&request_uri={name}"))
    beside = web.authorize(
        f"client_id={web.client_id}&request_uri={name}&redirect_uri={TO_ANOTHER}&scope=openid+phone"
    )
    assert beside.headers["location"].startswith(REDIRECT)  # what was pushed counts, and nothing beside it
    assert "code" in beside.place
    assert_told_here(web.provider, web.authorize(f"client_id={web.client_id}&request_uri={name}"))
    for strange in ("urn:ietf:params:oauth:request_uri:x", "urn:ietf:params:oauth:request_uri:"):
        assert_told_here(web.provider, web.authorize(f"client_id={web.client_id}&request_uri={strange}"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": TO_ANOTHER}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid phone"}, "invalid_scope"),
        ({"client_id": "another"}, "invalid_request"),
        ({"request": UNSIGNED}, "request_not_supported"),
    ],
)
def test_what_may_not_be_asked_may_not_be_pushed(web: Party, changes: dict[str, Any], error: str) -> None:
    heard = web.post("/oidc/par", web.asks(**changes))
    who = "unknown" if "client_id" in changes else web.client_id
    if changes.get("redirect_uri") and heard.json["error"] == "invalid_redirect_uri":
        error = "invalid_redirect_uri"
    web.provider.expect(heard, error, door="/oidc/par" if who == "unknown" else "par", client=who)


def test_who_must_push_may_not_ask_directly(provider: Provider) -> None:
    party = Party(provider, "pushing")
    heard = party.authorize()
    if heard.status == 302:
        assert_sent_back(party, heard, "invalid_request")
    else:
        assert_told_here(provider, heard)


# ── logout ───────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_signed_out_or_sent_away_by_a_forged_hint(web: Party, other: Party) -> None:
    hint = web.tokens()["id_token"]
    cookie = f"sessionid={web.provider.facts['sessions'][0]}"
    for query in (
        "id_token_hint=a.b.c",
        f"id_token_hint={UNSIGNED}&post_logout_redirect_uri={BYE}",
        f"id_token_hint={hint[:-4]}AAAA&post_logout_redirect_uri={BYE}",
        f"id_token_hint={hint}&client_id={other.client_id}",
        f"id_token_hint={hint}&post_logout_redirect_uri=https://other.example/bye",
        f"client_id={web.client_id}&post_logout_redirect_uri={TO_ANOTHER}",
        f"client_id=nobody&post_logout_redirect_uri={BYE}",
        f"post_logout_redirect_uri={BYE}",
    ):
        assert_told_here(web.provider, web.provider.send("GET", f"/oidc/logout?{query}", Cookie=cookie))
    asked = web.provider.send("GET", "/oidc/logout", Cookie=cookie)
    assert (asked.status, "location" in asked.headers) == (200, False)  # the person is asked first
    assert "code" in web.authorize().place  # and is still signed in


# ── what is public, and what is kept ─────────────────────────────────────────────────────────────────


def test_discovery_and_keys_say_what_is_true_and_hold_no_secret(provider: Provider) -> None:
    told = provider.send("GET", "/.well-known/openid-configuration")
    found = told.json
    assert told.headers["content-type"] == "application/json"
    assert found["issuer"] == provider.address
    assert "none" not in found["request_object_signing_alg_values_supported"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    for name in [name for name in found if name.endswith("_endpoint") or name == "jwks_uri"]:
        assert provider.send("OPTIONS", found[name].removeprefix(provider.address)).status != 404, name
    keys = provider.send("GET", "/oidc/jwks")
    assert "max-age" in keys.headers["cache-control"]
    assert all(
        one["kid"] and one["use"] == "sig" and not {"d", "p", "q", "k"} & one.keys()
        for one in keys.json["keys"]
    )
