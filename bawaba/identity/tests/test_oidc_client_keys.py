"""Keys and documents that relying parties publish, read from a real server."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import client_keys, documents, registration
from bawaba.identity.oidc.client_authentication import JWT_BEARER, authenticate_client
from bawaba.identity.oidc.client_metadata import InvalidClientMetadata
from bawaba.identity.oidc.documents import UnreadableDocument, fetch_json
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.tests.oidc_factories import (
    ISSUER,
    OPERATOR,
    REDIRECT,
    assertion,
    ec_key,
    make_client,
    post_form,
    public,
)


class Site(BaseHTTPRequestHandler):
    """Answers what `answers` holds under a path: a status and a text."""

    answers: dict[str, tuple[int, str]] = {}

    def do_GET(self) -> None:
        status, text = self.answers[self.path]
        self.send_response(status)
        self.send_header("Location", "/good")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    Site.answers.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = ISSUER
    cache.clear()


def publish(*keys: Any) -> None:
    Site.answers["/keys"] = 200, json.dumps({"keys": [public(key) for key in keys]})


def authenticate(client_id: str, key: Any) -> str:
    form = {"client_assertion_type": JWT_BEARER, "client_assertion": assertion(client_id, key)}
    return authenticate_client(request=post_form(form=form), form=form).client_id


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="refresh_keys").count()


@pytest.mark.django_db
def test_a_client_that_rotates_its_published_keys_is_known_again(address: str) -> None:
    old, new = ec_key("old"), ec_key("new")
    publish(old)
    client, _ = make_client(token_endpoint_auth_method="private_key_jwt", jwks_uri=f"{address}/keys")
    assert authenticate(client.client_id, old) == client.client_id
    publish(new)
    for _ in range(3):
        with pytest.raises(ProtocolError, match="invalid_client"):
            authenticate(client.client_id, new)
    assert waiting() == 1
    assert client_keys.refresh_keys.func(client.client_id) == "changed"
    assert authenticate(client.client_id, new) == client.client_id
    with pytest.raises(ProtocolError, match="invalid_client"):
        authenticate(client.client_id, old)
    assert client_keys.refresh_keys.func(client.client_id) == "unchanged"


@pytest.mark.django_db
def test_keys_that_cannot_be_read_leave_the_known_ones(address: str) -> None:
    key = ec_key()
    publish(key)
    client, _ = make_client(token_endpoint_auth_method="private_key_jwt", jwks_uri=f"{address}/keys")
    for status, text in ((500, ""), (200, "{}"), (200, '{"keys": [{"kty": "oct", "k": "AA"}]}'), (302, "")):
        Site.answers["/keys"] = status, text
        assert client_keys.refresh_keys.func(client.client_id) == "unreadable"
    assert authenticate(client.client_id, key) == client.client_id


@pytest.mark.django_db
def test_published_keys_are_read_at_registration_and_never_told_with_their_address(address: str) -> None:
    publish(ec_key())
    given = {"redirect_uris": [REDIRECT], "jwks_uri": f"{address}/keys", "jwks": {"keys": [public(ec_key())]}}
    registered = registration.add_client(actor=OPERATOR, metadata=given, approved=True)
    assert "jwks" not in registered.as_response()
    assert registered.row.metadata["jwks"] == json.loads(Site.answers["/keys"][1])
    Site.answers["/keys"] = 404, ""
    with pytest.raises(InvalidClientMetadata, match="jwks_uri"):
        registration.add_client(actor=OPERATOR, metadata=given)
    assert RelyingParty.objects.count() == 1


@pytest.mark.django_db
def test_a_client_with_keys_by_value_causes_no_job() -> None:
    client, _ = make_client(token_endpoint_auth_method="private_key_jwt", jwks={"keys": [public(ec_key())]})
    with pytest.raises(ProtocolError):
        authenticate(client.client_id, ec_key())
    assert waiting() == 0
    assert client_keys.refresh_keys.func(client.client_id) == "not-needed"


@pytest.mark.parametrize(
    ("status", "text"),
    [(404, "[]"), (302, ""), (200, "no"), (200, ""), (200, "[" * 100_000), (200, '"' + "a" * 70_000 + '"')],
)
def test_a_document_that_is_none_is_unreadable(address: str, status: int, text: str) -> None:
    Site.answers["/bad"] = status, text
    with pytest.raises(UnreadableDocument):
        fetch_json(f"{address}/bad")


def test_a_site_that_does_not_answer_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "TIMEOUT_S", 1.0)
    for url in ("http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://[::1"):
        with pytest.raises(UnreadableDocument):
            fetch_json(url)
