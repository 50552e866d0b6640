"""The provider served as in production, and relying parties that speak to it over HTTP alone."""

import base64
import hashlib
import http.client
import json
import re
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey

from tests.served_site import ROOT, environment, free_port

REDIRECT: Final = "https://party.example/callback"
BYE: Final = "https://party.example/bye"
CIBA: Final = "urn:openid:params:grant-type:ciba"
JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM: Final = "application/x-www-form-urlencoded"
SCOPE: Final = "openid profile email offline_access"
START_LIMIT_S: Final = 60
_ERROR: Final = re.compile(r"[a-z_]+")
_PREPARE: Final = """
import json, django
django.setup()
from django.test import Client as Browser
from joserfc.jwk import ECKey
from bawaba.identity.models import Consent, RelyingParty
from bawaba.identity.oidc.scopes import claims_of_scopes
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.oidc_factories import make_client, public
from bawaba.identity.tests.phone_factories import enrol
from bawaba.identity.tests.provider import CIBA, REDIRECT, SCOPE, give_consent
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.kernel import clock
BYE = "https://party.example/bye"
key = ECKey.generate_key("P-256", {"kid": "k1"})
code = {"grant_types": ["authorization_code", "refresh_token"], "scope": SCOPE}
signed = {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [public(key)]}}
phone = {"grant_types": ["authorization_code", CIBA], "backchannel_token_delivery_mode": "poll"}
ping = {**phone, "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": "https://party.example/ping"}
kinds = {
    "web": {**code, "post_logout_redirect_uris": [BYE]},
    "other": {**code, "post_logout_redirect_uris": ["https://other.example/bye"]},
    "signer": {**code, **signed, "request_object_signing_alg": "ES256"},
    "bound": {**code, "dpop_bound_access_tokens": True},
    "open": {**code, "token_endpoint_auth_method": "none"},
    "pushing": {**code, "require_pushed_authorization_requests": True},
    "desk": phone, "desk2": phone, "pinged": ping,
}
reader, owner = make_person(), make_person(email="owner@example.org")
parties = {}
for name, metadata in kinds.items():
    client, secret = make_client(client_name=name, **metadata)
    parties[name] = [client.client_id, secret]
    for person in (reader, owner):
        Consent.objects.create(person=person, relying_party_id=client.id, scopes=SCOPE.split(),
            claims=list(claims_of_scopes(SCOPE.split())), granted_at=clock.now(),
            expires_at=clock.now() + __import__("datetime").timedelta(days=90))
authenticator = SoftwareKey(origin=this_site().origin, rp_id=this_site().rp_id)
enrol(owner, key=authenticator)
sessions = []
for person in (reader, owner):
    browser = Browser()
    sign_in(browser, person)
    sessions.append(browser.cookies["sessionid"].value)
print(json.dumps({
    "parties": parties, "key": key.as_dict(private=True), "sessions": sessions, "owner": "owner@example.org",
    "passkey": [authenticator.credential_id.hex(), f"{authenticator.private.private_numbers().private_value:x}"],
}))
"""


@dataclass(frozen=True)
class Heard:
    """An answer: its status, its headers by their names in small letters, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read

    @property
    def place(self) -> dict[str, str]:
        """What a redirect says to the relying party."""
        return {
            name: values[0] for name, values in parse_qs(urlsplit(self.headers["location"]).query).items()
        }

    def error(self) -> tuple[int, str]:
        """Return the status and the code of a refusal, once its form is right (RFC 6749, section 5.2)."""
        assert self.headers["content-type"].split(";")[0] == "application/json", self
        assert "no-store" in self.headers["cache-control"]
        said = self.json
        described = said.get("error_description", "")
        assert _ERROR.fullmatch(said["error"])
        assert all(" " <= sign <= "~" and sign not in '"\\' for sign in described)
        if self.status == 401:
            assert "www-authenticate" in self.headers or said["error"] == "invalid_client"
        return self.status, said["error"]


@dataclass
class Provider:
    """A running provider, what was prepared in it, and every secret that went over the wire."""

    address: str
    home: Path
    facts: dict[str, Any]
    secrets: set[str] = field(default_factory=set)
    refused: set[tuple[str, str, str]] = field(default_factory=set)

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> Heard:
        link = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", FORM)
        try:
            link.request(method, path, body, sent)
            answer = link.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            heard = Heard(answer.status, named, answer.read())
        finally:
            link.close()
        assert heard.status < 500, (method, path, body, heard)
        return heard

    def expect(
        self, heard: Heard, error: str, *, door: str, client: str = "unknown", status: int = 400
    ) -> None:
        """Check a refusal, and remember it for the audit."""
        assert heard.error() == (status, error), heard
        self.refused.add((client, door, error))

    @property
    def log(self) -> str:
        return (self.home / "server.log").read_text()

    def audited(self) -> set[tuple[str, str, str]]:
        """Return the refusals that the audit holds: of whom, at which door, and why."""
        with sqlite3.connect(self.home / "bawaba.sqlite3") as link:
            found = link.execute(
                "SELECT target_id, detail FROM kernel_auditentry WHERE verb = 'identity.refused'"
            )
            return {(who, (told := json.loads(detail))["door"], told["error"]) for who, detail in found}


@dataclass
class Party:
    """A relying party of the provider: its name among the prepared ones, and one code verifier."""

    provider: Provider
    name: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def __post_init__(self) -> None:
        self.client_id, self.secret = self.provider.facts["parties"][self.name]
        self.key = ECKey.import_key(self.provider.facts["key"])
        self.provider.secrets |= {self.verifier, *filter(None, [self.secret])}

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()

    def asks(self, **changes: Any) -> dict[str, Any]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return given({
            "client_id": self.client_id, "response_type": "code", "redirect_uri": REDIRECT, "scope": SCOPE,
            "state": "a-state", "nonce": "a-nonce", "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), **changes,
        })  # fmt: skip

    def authorize(self, query: str | None = None, *, session: int | None = 0, **changes: Any) -> Heard:
        """Let the browser of a signed-in person ask; session: None for a browser without one."""
        asked = urlencode(self.asks(**changes)) if query is None else query
        cookie = (
            {} if session is None else {"Cookie": f"sessionid={self.provider.facts['sessions'][session]}"}
        )
        return self.provider.send("GET", f"/oidc/authorize?{asked}", **cookie)

    def code(self, **changes: Any) -> str:
        code = self.authorize(**changes).place["code"]
        self.provider.secrets.add(code)
        return code

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> Heard:
        """Send a form, authenticated as this client is registered unless `Authorization` is given ("" for none)."""
        body = given(dict(form))
        if self.name == "signer" and "client_assertion" not in body and "Authorization" not in headers:
            body |= self.assertion()
        elif self.name == "open":
            body.setdefault("client_id", self.client_id)
        elif self.name != "signer":
            headers.setdefault("Authorization", self.basic)
        sent = {name: value for name, value in headers.items() if value}
        return self.provider.send("POST", path, urlencode(body), **sent)

    def redeem(self, code: str | None, /, **changes: Any) -> Heard:
        headers = {name: changes.pop(name) for name in ("Authorization", "DPoP") if name in changes}
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT,
                "code_verifier": self.verifier, **changes}  # fmt: skip
        return self.post("/oidc/token", form, **headers)

    def refresh(self, token: str, **changes: Any) -> Heard:
        headers = {name: changes.pop(name) for name in ("Authorization", "DPoP") if name in changes}
        return self.post(
            "/oidc/token", {"grant_type": "refresh_token", "refresh_token": token, **changes}, **headers
        )

    def tokens(self, **changes: Any) -> dict[str, Any]:
        heard = self.redeem(self.code(), **changes)
        assert heard.status == 200, heard
        tokens = heard.json
        self.provider.secrets |= {tokens[name] for name in ("access_token", "refresh_token", "id_token")}
        return tokens

    def is_active(self, token: str) -> bool:
        heard = self.post("/oidc/introspect", {"token": token})
        assert heard.status == 200, heard
        return bool(heard.json["active"])

    def userinfo(self, token: str, scheme: str = "Bearer", **headers: str) -> Heard:
        return self.provider.send("GET", "/oidc/userinfo", Authorization=f"{scheme} {token}", **headers)

    def assertion(self, **changes: Any) -> dict[str, str]:
        moment = int(time.time())
        claims = {
            "iss": self.client_id, "sub": self.client_id, "aud": self.provider.address, "iat": moment,
            "exp": moment + 60, "jti": secrets.token_urlsafe(12), **changes,
        }  # fmt: skip
        made = sign(self.key, given(claims), kid="k1")
        self.provider.secrets.add(made)
        return {"client_assertion_type": JWT_BEARER, "client_assertion": made}

    def request_object(self, **changes: Any) -> str:
        moment = int(time.time())
        claims = {**self.asks(), "iss": self.client_id, "aud": self.provider.address, "iat": moment,
                  "nbf": moment, "exp": moment + 60, "jti": secrets.token_urlsafe(12), **changes}  # fmt: skip
        return sign(self.key, given(claims), kid="k1", typ="oauth-authz-req+jwt")

    def ask_phone(self, hint: str | None, **changes: Any) -> Heard:
        asked = {"scope": "openid profile", "login_hint": hint, "binding_message": "Dossier 12", **changes}
        heard = self.post("/oidc/bc-authorize", asked)
        if heard.status == 200:
            self.provider.secrets.add(heard.json["auth_req_id"])
        return heard

    def poll(self, auth_req_id: str) -> Heard:
        return self.post("/oidc/token", {"grant_type": CIBA, "auth_req_id": auth_req_id})


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not None."""
    return {name: value for name, value in values.items() if value is not None}


def sign(key: ECKey, claims: Mapping[str, Any], **header: Any) -> str:
    return jws.serialize_compact({"alg": "ES256", **header}, json.dumps(claims), key)


def unsigned(claims: Mapping[str, Any], **header: Any) -> str:
    """Return a JWT that says that nobody signed it."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", **header}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


@contextmanager
def served_provider(home: Path) -> Iterator[Provider]:
    """Prepare a provider in `home`, where an empty database lies, and serve it with one worker."""
    port = free_port()
    address = f"http://localhost:{port}"
    settings = environment(
        home, DJANGO_SETTINGS_MODULE="tests.live.plain_settings", BAWABA_STARTER="0", BAWABA_EMBEDDER="none",
        BAWABA_SITE_ADDRESS=address, BAWABA_EMAIL=f"file://{home}/mail",
    )  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", _PREPARE], cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    granian = Path(sys.executable).with_name("granian")
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
             "--blocking-threads", "1", "--no-ws", "bawaba.project.wsgi:application"],
            cwd=ROOT, env=settings, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        provider = Provider(address, home, json.loads(made.stdout.splitlines()[-1]))
        _wait(provider)
        yield provider
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(provider: Provider) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        with suppress(OSError):
            provider.send("GET", "/oidc/jwks")
            return
        time.sleep(0.1)
    raise AssertionError(f"The provider did not start:\n{provider.log[-4000:]}")


def assert_sent_back(party: Party, heard: Heard, *errors: str, state: str | None = "a-state") -> None:
    """Check that an error went to the redirect URI, with the state and the issuer (RFC 9207), and no code."""
    assert heard.status in (302, 303), heard
    assert heard.headers["location"].startswith(REDIRECT + "?"), heard.headers["location"]
    told = heard.place
    assert told["error"] in errors, told
    assert "code" not in told
    assert (told.get("state"), told["iss"]) == (state, party.provider.address)
    party.provider.refused.add((party.client_id, "authorize", told["error"]))


def assert_told_here(provider: Provider, heard: Heard) -> None:
    """Check that a person got a page that says why, and was sent nowhere."""
    assert heard.status in (400, 403), heard
    assert "location" not in heard.headers
    assert heard.headers["content-type"].startswith("text/html")
    assert b"<h1" in heard.body
    assert b'http-equiv="refresh"' not in heard.body.lower()
