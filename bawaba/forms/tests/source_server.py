"""A real administration on a local port: an OAuth 2.0 token endpoint and a JSON resource."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs


@dataclass
class Administration:
    """What the server knows and what it was asked. broken: it answers 500; answer: about the person CNIE AB123456."""

    address: str = ""
    answer: Any = field(
        default_factory=lambda: {"record": {"given": "Amina", "born": "1990-03-27", "copy": "neither"}}
    )
    broken: bool = False
    tokens: list[str] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)
    asked: list[Any] = field(default_factory=list)
    expires_in: int = 300


class _Handler(BaseHTTPRequestHandler):
    state: ClassVar[Administration]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.state.broken:
            self._send(500, {"error": "down"})
        elif self.path == "/token":
            self._token(parse_qs(body))
        else:
            self._resource(json.loads(body))

    def _token(self, form: dict[str, list[str]]) -> None:
        wanted = base64.b64encode(b"bawaba:s3cret").decode()
        if self.headers["Authorization"] != f"Basic {wanted}" or form["grant_type"] != ["client_credentials"]:
            self._send(401, {"error": "invalid_client"})
            return
        token = f"token-{len(self.state.tokens)}"
        self.state.tokens.append(token)
        self.state.valid.add(token)
        self._send(200, {"access_token": token, "token_type": "Bearer", "expires_in": self.state.expires_in})

    def _resource(self, asked: Any) -> None:
        if self.headers["Authorization"].removeprefix("Bearer ") not in self.state.valid:
            self._send(401, {"error": "invalid_token"})
            return
        self.state.asked.append(asked)
        known = asked == {"cnie": "AB123456"}
        self._send(200 if known else 404, self.state.answer if known else {})

    def _send(self, status: int, answer: Any) -> None:
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def serve_administration() -> Iterator[Administration]:
    """Give a running administration; it stops at the end of the block."""
    state = Administration()
    handler = type("Handler", (_Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
