"""The protocol's doors answer alike through the server's short way and through Django's layers."""

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from bawaba.identity.oidc import gate
from bawaba.identity.tests.provider import FORM, Party, basic, make_party, signed_in

pytestmark = pytest.mark.django_db


def site(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"the site"]


def call(
    path: str, query: str = "", body: bytes = b"", method: str = "GET", **environ: str
) -> tuple[str, dict[str, str], bytes]:
    """Ask the application as a server does."""
    given: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", **environ,
    }  # fmt: skip
    told: list[Any] = []
    content = b"".join(gate.ProtocolApplication(site)(given, lambda *words: told.append(words)))
    status, headers = told[0]
    return status, dict(headers), content


def test_another_address_is_the_sites() -> None:
    assert call("/fr/")[2] == b"the site"


@pytest.mark.parametrize(
    "path", ["/.well-known/openid-configuration", "/oidc/jwks", "/oidc/userinfo", "/oidc/authorize"]
)
def test_an_answer_and_its_headers_are_the_same_both_ways(path: str) -> None:
    by_layers = Browser().get(path)
    status, headers, content = call(path, HTTP_HOST="testserver")
    assert int(status.split()[0]) == by_layers.status_code
    assert content == by_layers.content
    assert headers == {name: value for name, value in by_layers.headers.items() if name != "Content-Length"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_whole_flow_goes_the_short_way() -> None:
    party: Party = make_party()
    reader = signed_in(party)
    cookie = f"sessionid={reader.browser.cookies['sessionid'].value}"
    status, headers, _ = call("/oidc/authorize", urlencode(party.asks()), HTTP_COOKIE=cookie)
    assert status == "302 Found"
    assert "Set-Cookie" not in headers
    code = headers["Location"].partition("code=")[2].partition("&")[0]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": party.asks()["redirect_uri"],
        "code_verifier": party.verifier,
    }  # fmt: skip
    status, _, content = call(
        "/oidc/token", body=urlencode(form).encode(), method="POST", CONTENT_TYPE=FORM,
        HTTP_AUTHORIZATION=basic(party.client_id, party.secret),
    )  # fmt: skip
    assert status == "200 OK"
    assert b'"id_token"' in content


def test_a_request_that_must_wait_gets_its_cookie() -> None:
    status, headers, _ = call("/oidc/authorize", urlencode(make_party().asks()))
    assert status == "302 Found"
    assert headers["Set-Cookie"].startswith("sessionid=")
    assert "HttpOnly" in headers["Set-Cookie"]


def test_a_fault_of_ours_is_a_plain_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setitem(gate.MACHINES, "/oidc/jwks", fail)  # type: ignore[arg-type]  # it never returns
    status, _, content = call("/oidc/jwks")
    assert status.startswith("500")
    assert b"a mistake" not in content


def test_a_form_that_comes_in_chunks_is_read_to_its_end() -> None:
    """A server gives no length then, only the end (RFC 9112, section 7.1)."""
    party = make_party()
    form = urlencode({"grant_type": "refresh_token", "refresh_token": "x"}).encode()
    given: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/oidc/token", "QUERY_STRING": "", "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "wsgi.input": io.BytesIO(form), "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": FORM,
        "HTTP_AUTHORIZATION": basic(party.client_id, party.secret),
    }  # fmt: skip
    content = b"".join(gate.ProtocolApplication(site)(given, lambda *words: None))
    assert b"invalid_grant" in content
