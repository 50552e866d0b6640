"""A chat-completions server on this machine whose answers a test writes: real HTTP, real streams."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Endpoint(ThreadingHTTPServer):
    """Keeps what it was asked; answers as its script says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.script: Script = says("")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1#double"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "headers": dict(self.headers), **body})
        with suppress(BrokenPipeError, ConnectionResetError):  # the other side may have had enough
            self.server.script(self, body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def head(handler: BaseHTTPRequestHandler, *, status: int = 200, **headers: str) -> None:
    """Send the head of an answer; `content_type` as a stream of events unless it is given."""
    handler.send_response(status)
    for name, value in {"content_type": "text/event-stream", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def event(text: str) -> bytes:
    """Return one event of a stream."""
    data = {"choices": [{"index": 0, "delta": {"content": text}}]}
    return f"data: {json.dumps(data)}\n\n".encode()


def says(text: str, *, ends: bool = True, size: int = 7) -> Script:
    """Return a script that streams a text a few letters at a time. ends: with the mark of the end"""

    def script(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        head(handler)
        for start in range(0, len(text), size):
            handler.wfile.write(event(text[start : start + size]))
        if ends:
            handler.wfile.write(b"data: [DONE]\n\n")

    return script


def says_at_once(text: str) -> Script:
    """Return a script that answers with one piece of JSON, as servers do that cannot stream."""

    def script(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        head(handler, content_type="application/json; charset=utf-8")
        message = {"role": "assistant", "content": text}
        body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        handler.wfile.write(json.dumps(body).encode())

    return script


def sends(*pieces: bytes, **headers: Any) -> Script:
    """Return a script that sends bytes as they are."""

    def script(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        head(handler, **headers)
        for piece in pieces:
            handler.wfile.write(piece)

    return script


@contextmanager
def running() -> Iterator[Endpoint]:
    """Run an endpoint."""
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
