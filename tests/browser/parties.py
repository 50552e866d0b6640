"""Relying parties for the browser tests: npm openid-client behind a pipe, and the address it is sent back to."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.served_site import Site

FOLDER = Path(__file__).resolve().parent.parent / "relying_party"
CIBA = "urn:openid:params:grant-type:ciba"


class Refused(Exception):
    """The library gave an error: the protocol's code, or its own."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["said"])
        self.error, self.status = answer["fault"], answer["status"]


@dataclass
class Library:
    """One running relying party; each call is a command to it and waits for its answer."""

    process: subprocess.Popen[str]

    def begin(self, command: str, **rest: Any) -> None:
        """Send a command without waiting for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": command, **rest}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """Return the answer of the last command begun.

        raises: Refused
        """
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        if "fault" in answer:
            raise Refused(answer)
        return answer["ok"]

    def call(self, command: str, **rest: Any) -> Any:
        self.begin(command, **rest)
        return self.answer()


@contextmanager
def openid_client() -> Iterator[Library]:
    """Run the relying party written on npm openid-client."""
    line = ["node", str(FOLDER / "party.js")]
    with subprocess.Popen(
        line, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Library(process)
        assert process.stdin is not None
        process.stdin.close()


class _Landing(BaseHTTPRequestHandler):
    """Answers every address with an empty page: where browsers land after signing in or out."""

    def do_GET(self) -> None:
        page = b"<!doctype html><title>Party</title><link rel=icon href=data:,>back at the party"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_POST = do_GET

    def log_message(self, *_parts: object) -> None:
        """Stay silent: what is asked here is in the test's hands already."""


@contextmanager
def landing() -> Iterator[str]:
    """Serve a relying party's own address for browsers to come back to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Landing)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def register(site: Site, address: str, **metadata: Any) -> dict[str, Any]:
    """Register a relying party by the command, as its engineer would; return what it prints."""
    full = {
        "client_name": "Commune d’essai", "client_name#ar": "جماعة التجربة",
        "redirect_uris": [f"{address}/callback"], "post_logout_redirect_uris": [f"{address}/bye"],
        "grant_types": ["authorization_code", "refresh_token", CIBA],
        "scope": "openid profile email offline_access", **metadata,
    }  # fmt: skip
    path = site.home / "client.json"
    path.write_text(json.dumps(full))
    printed = site.run("identity", "add-client", "--from-file", str(path))
    registered: dict[str, Any] = json.loads(printed.splitlines()[-1] if printed.count("\n") == 1 else printed)
    return registered
