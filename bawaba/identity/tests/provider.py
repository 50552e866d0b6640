"""The provider as its clients meet it: every call goes through HTTP, none around it.

A `Party` is a relying party with its credentials; it keeps nothing but what a real one would.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Browser
from joserfc.jwk import ECKey

from bawaba.identity.models import Consent, Person
from bawaba.identity.oidc import unredeemed
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.scopes import claims_of_scopes
from bawaba.identity.rules.levels import Method
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.oidc_factories import ec_key, make_client, public, sign
from bawaba.identity.types import Authentication
from bawaba.kernel import clock

FORM: Final = "application/x-www-form-urlencoded"
REDIRECT: Final = "https://party.example/callback"
GRANTS: Final = ("authorization_code", "refresh_token")
SCOPE: Final = "openid profile email offline_access"
CIBA: Final = "urn:openid:params:grant-type:ciba"
JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def claims_in(token: str) -> dict[str, Any]:
    """Return the claims of a JWT without checking it."""
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def given(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that are not None."""
    return {name: value for name, value in mapping.items() if value is not None}


def encode(part: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def forge(header: Mapping[str, Any], claims: Mapping[str, Any], key: ECKey) -> str:
    """Return a JWS whose ES256 signature holds, with a header that no honest library writes."""
    text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    numbers = decode_dss_signature(key.private_key.sign(text.encode(), ECDSA(SHA256())))
    return f"{text}.{encode(b''.join(number.to_bytes(32) for number in numbers))}"


def machine() -> Browser:
    """Return a caller without cookies, who sees a 500 as an answer rather than an exception."""
    return Browser(raise_request_exception=False)


@dataclass
class Party:
    """A relying party: its registration, its secret or key, and a code verifier for all its requests."""

    client: Client
    secret: str = ""
    key: ECKey | None = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def client_id(self) -> str:
        return self.client.client_id

    def asks(self, **changes: Any) -> dict[str, Any]:
        """Return good parameters of an authorization request, with changes; None leaves one out."""
        return given({
            "client_id": self.client_id, "response_type": "code", "redirect_uri": REDIRECT, "scope": SCOPE,
            "state": "a-state", "nonce": "a-nonce", "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256", **changes,
        })  # fmt: skip

    def authorize(self, browser: Browser, **changes: Any) -> HttpResponse:
        return browser.get("/oidc/authorize", self.asks(**changes))

    def code(self, browser: Browser, **changes: Any) -> str:
        """Return an authorization code that a signed-in browser got."""
        answer = self.authorize(browser, **changes)
        assert answer.status_code in (302, 303), answer.content[:2000].decode()
        found = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert "code" in found, answer.headers["Location"]
        return found["code"][0]

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> HttpResponse:
        """Send a form with this client's own authentication, unless `Authorization` is given."""
        sent = {"Authorization": basic(self.client_id, self.secret), **headers} if self.secret else headers
        body = dict(form)
        if self.key is not None and not self.secret:
            body = {**self.assertion(), **body}
        elif not self.secret:
            body = {"client_id": self.client_id, **body}
        return post(path, body, **sent)

    def assertion(self, **changes: Any) -> dict[str, str]:
        assert self.key is not None
        moment = int(time.time())
        claims = given({
            "iss": self.client_id, "sub": self.client_id, "aud": settings.ISSUER, "iat": moment,
            "exp": moment + 60, "jti": secrets.token_urlsafe(12), **changes,
        })  # fmt: skip
        return {"client_assertion_type": JWT_BEARER, "client_assertion": sign(self.key, claims)}

    def redeem(
        self, code: str | None, headers: Mapping[str, str] | None = None, **changes: Any
    ) -> HttpResponse:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT,
            "code_verifier": self.verifier, **changes,
        }  # fmt: skip
        return self.post("/oidc/token", given(form), **(headers or {}))

    def refresh(self, token: str, headers: Mapping[str, str] | None = None, **changes: Any) -> HttpResponse:
        form = {"grant_type": "refresh_token", "refresh_token": token, **changes}
        return self.post("/oidc/token", given(form), **(headers or {}))

    def tokens(self, browser: Browser, **changes: Any) -> dict[str, Any]:
        """Go through the whole code flow and return the token response."""
        answer = self.redeem(self.code(browser, **changes))
        assert answer.status_code == 200, answer.content
        tokens: dict[str, Any] = answer.json()
        return tokens

    def introspect(self, token: str) -> dict[str, Any]:
        answer = self.post("/oidc/introspect", {"token": token})
        assert answer.status_code == 200, answer.content
        described: dict[str, Any] = answer.json()
        return described

    def revoke(self, token: str, **more: str) -> HttpResponse:
        return self.post("/oidc/revoke", {"token": token, **more})

    def push(self, headers: Mapping[str, str] | None = None, **changes: Any) -> HttpResponse:
        return self.post("/oidc/par", self.asks(**changes), **(headers or {}))

    def request_object(
        self, key: ECKey | None = None, header: Mapping[str, Any] | None = None, **changes: Any
    ) -> str:
        """Return this client's authorization request as a signed JWT (RFC 9101)."""
        moment = int(time.time())
        claims = self.asks(**{
            "iss": self.client_id, "aud": settings.ISSUER, "iat": moment, "nbf": moment, "exp": moment + 60,
            "jti": secrets.token_urlsafe(12), **changes,
        })  # fmt: skip
        signer = key or self.key
        assert signer is not None
        return sign(signer, claims, **{"typ": "oauth-authz-req+jwt", **(header or {})})


def post(path: str, form: Mapping[str, Any] | str, **headers: str) -> HttpResponse:
    """Send a form as a machine does: no cookie, headers by their names with underscores."""
    body = form if isinstance(form, str) else urlencode(form, doseq=True)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return machine().post(path, body, content_type=FORM, headers=sent)


def get(path: str, **headers: str) -> HttpResponse:
    return machine().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def make_party(**metadata: Any) -> Party:
    """Register a confidential client for code and refresh; `token_endpoint_auth_method` changes its kind."""
    unredeemed.forget()  # of codes that an earlier test left
    full: dict[str, Any] = {
        "redirect_uris": [REDIRECT], "grant_types": list(GRANTS), "scope": SCOPE, **metadata,
    }  # fmt: skip
    key = None
    needs_key = ("request_object_signing_alg", "backchannel_authentication_request_signing_alg")
    if full.get("token_endpoint_auth_method") == "private_key_jwt" or any(
        full.get(name) for name in needs_key
    ):
        key = ec_key()
        full.setdefault("jwks", {"keys": [public(key)]})
    client, secret = make_client(**full)
    return Party(client, secret, key)


def give_consent(person: Person, party: Party, scope: str = SCOPE, claims: Sequence[str] = ()) -> Consent:
    """Remember a person's yes to everything that a party's scopes cover."""
    scopes = scope.split()
    return Consent.objects.create(
        person=person, relying_party_id=party.client.id, scopes=scopes,
        claims=[*claims_of_scopes(scopes), *claims], granted_at=clock.now(),
        expires_at=clock.now() + timedelta(days=90),
    )  # fmt: skip


@dataclass
class Reader:
    """A person with a browser in which they are signed in."""

    person: Person
    browser: Browser
    authentication: Authentication


def signed_in(*parties: Party, methods: Sequence[Method] = (Method.PASSWORD,), proofed: str = "") -> Reader:
    """Sign a new person in, who consented to these parties before."""
    person = make_person(proofed=proofed)
    browser = Browser(raise_request_exception=False)
    authentication = sign_in(browser, person, methods)
    for party in parties:
        give_consent(person, party)
    return Reader(person, browser, authentication)


def answered_error(answer: HttpResponse) -> tuple[int, str]:
    """Return the status and the error of an endpoint's JSON answer, once its form is right.

    Checked: JSON that nobody keeps, an error of the standard's alphabet (RFC 6749, section 5.2), no trace
    of a program's fault.
    """
    assert answer.status_code < 500, answer.content[:2000]
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    assert "no-store" in answer.headers["Cache-Control"]
    body = answer.json()
    described = body.get("error_description", "")
    assert all(" " <= sign <= "~" and sign not in '"\\' for sign in body["error"] + described)
    return answer.status_code, body["error"]


def redirected_error(answer: HttpResponse, *, state: str | None = "a-state") -> str:
    """Return the error sent to the redirect URI, once the answer has the right form (RFC 6749, 4.1.2.1; RFC 9207)."""
    assert answer.status_code in (302, 303), (answer.status_code, answer.content[:2000])
    place = answer.headers["Location"]
    assert place.startswith(REDIRECT + "?"), place
    found = parse_qs(urlsplit(place).query)
    assert "code" not in found
    assert found["iss"] == [settings.ISSUER]
    assert found.get("state") == ([state] if state is not None else None)
    return found["error"][0]


def assert_page_without_redirect(answer: HttpResponse) -> None:
    """Check that a person got a clear page, and was sent nowhere."""
    assert answer.status_code in (400, 403), (answer.status_code, answer.headers)
    assert "Location" not in answer.headers
    assert answer.headers["Content-Type"].startswith("text/html")
    page = answer.content.decode()
    assert "<h1" in page
    assert 'http-equiv="refresh"' not in page.lower()


def code_for(party: Party, **changes: Any) -> str:
    """Return a code that somebody who signed in gave this relying party."""
    return party.code(signed_in(party).browser, **changes)
