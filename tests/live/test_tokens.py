"""The provider gives nothing to whoever does not prove it, asked over HTTP as it is served in production.

RFC 6749, 6750, 7009, 7523, 7636, 7662, 9449 and 9700; OpenID Connect CIBA Core.
"""

import time
from typing import Any

import pytest
from joserfc.jwk import ECKey

from bawaba.identity.oidc.dpop import hash_token
from tests.live.parties import CIBA, REDIRECT, Party, sign, unsigned

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TOKEN = "/oidc/token"  # an address
UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."


# ── the token endpoint ───────────────────────────────────────────────────────────────────────────────


def test_a_code_that_comes_twice_ends_what_it_gave(web: Party) -> None:
    code = web.code()
    tokens = web.redeem(code).json
    web.provider.expect(web.redeem(code), "invalid_grant", door="token", client=web.client_id)
    assert not web.is_active(tokens["access_token"])
    assert web.userinfo(tokens["access_token"]).status == 401
    web.provider.expect(
        web.refresh(tokens["refresh_token"]), "invalid_grant", door="token", client=web.client_id
    )


def test_a_code_of_another_client_is_not_taken_and_stays_good_for_its_own(web: Party, other: Party) -> None:
    code = web.code()
    stolen = other.redeem(code, code_verifier=web.verifier)
    web.provider.expect(stolen, "invalid_grant", door="token", client=other.client_id)
    assert web.redeem(code).status == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": f"{REDIRECT}/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": "x"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": CIBA, "auth_req_id": "x"}, "unauthorized_client"),
    ],
)
def test_a_code_with_something_wrong_beside_it_gives_nothing(
    web: Party, changes: dict[str, Any], error: str
) -> None:
    heard = web.redeem(web.code(), **changes) if "code" not in changes else web.redeem(changes["code"])
    if changes.get("code_verifier", "") is None and heard.json["error"] == "invalid_request":
        error = "invalid_request"  # RFC 7636, section 4.6, leaves a missing one to RFC 6749
    web.provider.expect(heard, error, door="token", client=web.client_id)


def test_a_client_that_does_not_prove_itself_gets_401_and_a_challenge(web: Party) -> None:
    for authorization in (web.basic[:-6] + "AAAA==", "Basic !", "Basic " + "é", "Bearer x"):
        heard = web.redeem("x", Authorization=authorization.encode().decode("latin-1"))
        web.provider.expect(heard, "invalid_client", door=TOKEN, status=401)
        assert heard.headers["www-authenticate"].startswith("Basic ")
    by_form = web.post(
        TOKEN,
        {"grant_type": "refresh_token", "client_id": web.client_id, "client_secret": web.secret},
        Authorization="",
    )
    web.provider.expect(
        by_form, "invalid_client", door=TOKEN, status=401
    )  # registered for Basic, and no other


def test_two_methods_at_once_are_refused(web: Party, signer: Party) -> None:
    both = web.redeem("x", client_secret=web.secret)
    web.provider.expect(both, "invalid_request", door=TOKEN)
    mixed = web.redeem("x", **signer.assertion())
    web.provider.expect(mixed, "invalid_request", door=TOKEN)


def test_a_get_is_not_a_way_to_tokens(web: Party) -> None:
    heard = web.provider.send("GET", f"{TOKEN}?grant_type=authorization_code&code=x", Authorization=web.basic)
    assert heard.error() == (405, "invalid_request")
    assert heard.headers["allow"] == "POST"
    told = web.provider.send("POST", TOKEN, "{}", Content_Type="application/json", Authorization=web.basic)
    assert told.error() == (400, "invalid_request")


def test_an_assertion_is_good_once_in_its_time_for_this_provider_and_signed(signer: Party) -> None:
    once = signer.assertion()
    assert signer.redeem(signer.code(), **once).status == 200
    claims = {
        "iss": signer.client_id,
        "sub": signer.client_id,
        "aud": signer.provider.address,
        "exp": int(time.time()) + 60,
        "jti": "j",
    }
    symmetric = "eyJhbGciOiJIUzI1NiJ9." + unsigned(claims).split(".")[1] + ".AAAA"
    wrong: list[dict[str, str]] = [
        once,
        signer.assertion(exp=int(time.time()) - 60, iat=int(time.time()) - 120),
        signer.assertion(exp=int(time.time()) + 86_400),
        signer.assertion(exp=None),
        signer.assertion(jti=None),
        signer.assertion(aud="https://other.example"),
        signer.assertion(aud=[signer.provider.address, "https://other.example"]),
        signer.assertion(aud=None),
        signer.assertion(sub="another"),
        signer.assertion(iss="another"),
        *({**once, "client_assertion": made} for made in (unsigned(claims), symmetric, "x", "a.b.c", "")),
        {**once, "client_assertion": sign(ECKey.generate_key("P-256"), {**claims, "jti": "k"}, kid="k1")},
        {**signer.assertion(), "client_assertion_type": "urn:x"},
    ]
    for one in wrong:
        heard = signer.redeem("x", **one)
        signer.provider.expect(heard, "invalid_client", door=TOKEN, status=401)


# ── refresh tokens ───────────────────────────────────────────────────────────────────────────────────


def test_a_refresh_token_used_twice_ends_its_family(web: Party) -> None:
    first = web.tokens()
    second = web.refresh(first["refresh_token"]).json
    web.provider.expect(
        web.refresh(first["refresh_token"]), "invalid_grant", door="token", client=web.client_id
    )
    web.provider.expect(
        web.refresh(second["refresh_token"]), "invalid_grant", door="token", client=web.client_id
    )
    assert not web.is_active(second["access_token"])


def test_a_refresh_gives_as_much_as_was_granted_or_less_and_only_to_its_client(
    web: Party, other: Party
) -> None:
    token = web.tokens()["refresh_token"]
    web.provider.expect(other.refresh(token), "invalid_grant", door="token", client=other.client_id)
    web.provider.expect(
        web.refresh(token, scope="openid phone"), "invalid_scope", door="token", client=web.client_id
    )
    narrow = web.refresh(token, scope="openid")
    assert (narrow.status, narrow.json["scope"]) == (200, "openid")
    web.provider.expect(web.refresh("bwr_x"), "invalid_grant", door="token", client=web.client_id)


# ── DPoP ─────────────────────────────────────────────────────────────────────────────────────────────


def proof(party: Party, key: ECKey, path: str = TOKEN, method: str = "POST", **changes: Any) -> str:
    claims = {
        "jti": f"j{time.monotonic_ns()}",
        "htm": method,
        "htu": f"{party.provider.address}{path}",
        "iat": int(time.time()),
    }
    header = {"typ": "dpop+jwt", "jwk": key.as_dict(private=False), **changes.pop("header", {})}
    return sign(
        key, {**claims, **changes}, **{name: value for name, value in header.items() if value is not None}
    )


def test_a_proof_that_does_not_fit_the_request_gives_no_token(bound: Party) -> None:
    key, code, moment = ECKey.generate_key("P-256"), bound.code(), int(time.time())
    once = proof(bound, key)
    assert bound.redeem(code, DPoP=once).json["token_type"] == "DPoP"
    symmetric = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImRwb3Arand0In0.e30.AAAA"
    for wrong in (
        once,
        proof(bound, key, "/oidc/userinfo"),
        proof(bound, key, htu="https://evil.example/oidc/token"),
        proof(bound, key, method="GET"),
        proof(bound, key, iat=moment - 3600),
        proof(bound, key, iat=moment + 3600),
        proof(bound, key, iat="now"),
        proof(bound, key, jti=None),
        proof(bound, key, header={"jwk": key.as_dict(private=True)}),
        proof(bound, key, header={"jwk": {"kty": "oct", "k": "AAAA"}}),
        proof(bound, key, header={"jwk": ECKey.generate_key("P-256").as_dict(private=False)}),
        proof(bound, key, header={"jwk": None}),
        proof(bound, key, header={"typ": None}),
        proof(bound, key, header={"typ": "jwt"}),
        unsigned({"htm": "POST"}, typ="dpop+jwt"),
        symmetric,
        "x",
    ):
        heard = bound.redeem(bound.code(), DPoP=wrong)
        bound.provider.expect(heard, "invalid_dpop_proof", door="token", client=bound.client_id)
    bound.provider.expect(
        bound.redeem(bound.code()), "invalid_dpop_proof", door="token", client=bound.client_id
    )


def test_a_bound_token_is_nothing_without_its_key(bound: Party) -> None:
    key, thief = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
    token = bound.tokens(DPoP=proof(bound, key))["access_token"]
    fit: dict[str, Any] = {"path": "/oidc/userinfo", "method": "GET", "ath": hash_token(token)}
    assert bound.userinfo(token, "DPoP", DPoP=proof(bound, key, **fit)).status == 200
    tries: list[tuple[str, dict[str, str]]] = [
        ("Bearer", {}),
        ("DPoP", {}),
        ("DPoP", {"DPoP": proof(bound, thief, **fit)}),
        ("DPoP", {"DPoP": proof(bound, key, **{**fit, "ath": hash_token("another")})}),
        ("DPoP", {"DPoP": proof(bound, key, **{**fit, "ath": None})}),
        ("DPoP", {"DPoP": proof(bound, key, **{**fit, "method": "POST"})}),
        ("DPoP", {"DPoP": proof(bound, key, **{**fit, "iat": 1})}),
    ]
    for scheme, headers in tries:
        heard = bound.userinfo(token, scheme, **headers)
        status, error = heard.error()
        assert (status, error in {"invalid_token", "invalid_dpop_proof"}) == (401, True)
        assert heard.headers["www-authenticate"].startswith(scheme)
        assert f'error="{error}"' in heard.headers["www-authenticate"]
        bound.provider.refused.add(("unknown", "userinfo", error))


# ── introspection, revocation, userinfo ──────────────────────────────────────────────────────────────


def test_what_belongs_to_another_client_can_be_neither_seen_nor_ended(web: Party, other: Party) -> None:
    tokens = web.tokens()
    for token in (tokens["access_token"], tokens["refresh_token"], tokens["id_token"], "x"):
        seen = other.post("/oidc/introspect", {"token": token})
        assert (seen.status, seen.json) == (200, {"active": False})
        ended = other.post("/oidc/revoke", {"token": token})
        assert (ended.status, ended.body) == (200, b"")
    assert web.is_active(tokens["access_token"])
    assert web.is_active(tokens["refresh_token"])


def test_nobody_looks_at_or_ends_a_token_without_proving_who_they_are(web: Party) -> None:
    for path in ("/oidc/introspect", "/oidc/revoke"):
        heard = web.post(path, {"token": "x"}, Authorization="Basic eDp5")
        web.provider.expect(heard, "invalid_client", door=path, status=401)
        assert web.post(path, {}).error() == (400, "invalid_request")
    stranger = Party(web.provider, "open").post("/oidc/introspect", {"token": "x"})
    assert stranger.error() == (401, "invalid_client")


def test_a_revoked_token_opens_nothing(web: Party) -> None:
    tokens = web.tokens()
    assert (
        web.post("/oidc/revoke", {"token": tokens["refresh_token"], "token_type_hint": "bogus"}).status == 200
    )
    assert web.userinfo(tokens["access_token"]).error() == (401, "invalid_token")
    web.provider.expect(
        web.refresh(tokens["refresh_token"]), "invalid_grant", door="token", client=web.client_id
    )


def test_claims_are_for_whoever_brings_a_token_in_the_header_or_the_body(web: Party) -> None:
    token = web.tokens()["access_token"]
    ask = web.provider.send
    assert ask("POST", "/oidc/userinfo", f"access_token={token}").status == 200
    for heard in (
        ask("GET", "/oidc/userinfo"),
        ask("GET", f"/oidc/userinfo?access_token={token}"),
        web.userinfo(""),
    ):
        assert heard.status == 401
        assert heard.headers["www-authenticate"].startswith("Bearer ")
        assert "error=" not in heard.headers["www-authenticate"]  # RFC 6750, section 3.1: none was brought
    wrong = web.userinfo(token[:-4] + "AAAA")
    assert wrong.error() == (401, "invalid_token")
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    web.provider.refused.add(("unknown", "userinfo", "invalid_token"))
    twice = ask("POST", "/oidc/userinfo", f"access_token={token}", Authorization=f"Bearer {token}")
    assert twice.error() == (400, "invalid_request")
    assert ask("PUT", "/oidc/userinfo", Authorization=f"Bearer {token}").error() == (405, "invalid_request")
