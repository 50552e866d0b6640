"""Messages to a relying party's server, sent to a real one."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from bawaba.identity.services import deliveries
from bawaba.identity.services.deliveries import Outcome, post


class Receiver(BaseHTTPRequestHandler):
    """Answers the status that the path names, and keeps what came."""

    received: list[tuple[str, dict[str, str], str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.received.append((self.path, dict(self.headers), body))
        self.send_response(int(self.path.strip("/")))
        self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    Receiver.received.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, Outcome.TAKEN), (204, Outcome.TAKEN), (302, Outcome.REFUSED), (400, Outcome.REFUSED),
     (404, Outcome.REFUSED), (429, Outcome.UNREACHED), (500, Outcome.UNREACHED), (503, Outcome.UNREACHED)],
)  # fmt: skip
def test_only_what_may_change_is_tried_again(address: str, status: int, outcome: Outcome) -> None:
    assert post(url=f"{address}/{status}", headers={}, form={"logout_token": "a.b.c"}) is outcome
    assert len(Receiver.received) == 1


def test_a_form_and_json_arrive_as_the_standards_say(address: str) -> None:
    post(url=f"{address}/200", headers={}, form={"logout_token": "a.b.c"})
    post(url=f"{address}/204", headers={"Authorization": "Bearer x"}, body={"auth_req_id": "y"})
    (_, form_headers, form), (_, json_headers, body) = Receiver.received
    assert (form_headers["Content-Type"], form) == ("application/x-www-form-urlencoded", "logout_token=a.b.c")
    assert json_headers["Content-Type"] == "application/json"
    assert json_headers["Authorization"] == "Bearer x"
    assert json.loads(body) == {"auth_req_id": "y"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "https://127.0.0.1:1/"]
)
def test_who_cannot_be_reached_is_tried_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "TIMEOUT_S", 1.0)
    assert post(url=url, headers={}, body={}) is Outcome.UNREACHED
