"""The server is killed between any two requests, and in the midst of one: the draft is whole, the request is one."""

import base64
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection

from bawaba.kernel.tests.file_samples import make_pdf
from tests.served_site import ROOT, environment, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "sqlite",
        reason="the server that is killed has a SQLite of its own: once is enough",
    ),
]

ANSWERS = {"name": "Amina", "reason": "Pour l’école", "town": "Rabat"}
PIECE = 2_000
PATIENCE_S = 120
"""How long an answer may take on a busy machine."""

PREPARE = """
import django, json, sys
django.setup()
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import make_form
pages = [
    {"key": "who", "title": {"ar": "أ", "fr": "A"}, "fields": [make_field("name", "text", required=True), make_field("reason", "long-text")]},
    {"key": "more", "title": {"ar": "ب", "fr": "B"}, "fields": [make_field("town", "text", required=True), make_field("paper", "file", required=True)]},
]
make_form(make_raw() | {"pages": pages}, key="crash")
"""
LOOK = """
import django, json
django.setup()
from bawaba.casework.models import Case, Receipt
from bawaba.casework.queries.contents import open_answers
from bawaba.forms.models import Draft
from bawaba.forms.queries.contents import open_content
from bawaba.kernel import audit, files
drafts = [{"state": row.state, "revision": row.revision, "values": open_content(row.sealed, key=row.key).values}
          for row in Draft.objects.order_by("pk")]
cases = [{"answers": open_answers(row.content.sealed, key=row.key)[0], "receipts": Receipt.objects.filter(case=row).count(),
          "files": [(one.size, len(b"".join(files.read(key=one.key)))) for one in files.list_files(purpose="case", subject=row.key)]}
         for row in Case.objects.select_related("content")]
print(json.dumps({"drafts": drafts, "cases": cases, "faults": len(audit.verify()[1])}))
"""


class Server:
    """A site that can be killed at any moment, as by a power cut, and started again."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        more = {
            "DJANGO_SETTINGS_MODULE": "bawaba.project.settings",
            "BAWABA_STARTER": "0",
            "BAWABA_EMBEDDER": "none",
        }
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment(self.home, **more), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Begin to start; `wait` returns once it answers."""
        granian = Path(sys.executable).with_name("granian")
        more = {"BAWABA_EMBEDDER": "none", "BAWABA_SITE_ADDRESS": self.address}
        self._process = subprocess.Popen(
            [granian, "--interface", "wsgi", "--port", str(self.port), "--workers", "1", "bawaba.project.wsgi:application"],
            cwd=ROOT, env=environment(self.home, **more), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with suppress(requests.RequestException):
                requests.get(f"{self.address}/robots.txt", timeout=10)
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def look(self) -> dict[str, Any]:
        return dict(json.loads(self.run("-c", LOOK).splitlines()[-1]))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    site = Server(tmp_path)
    site.run("manage.py", "migrate", "--verbosity", "0")
    site.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    site.run("-c", PREPARE)
    site.start()
    site.wait()
    yield site
    site.kill()


class Writer:
    """A person who fills the form in; each step is one request and may be sent again."""

    def __init__(self, server: Server) -> None:
        self.server, self.session = server, requests.Session()
        self.draft, self.upload, self.content = "", "", make_pdf("x" * 3_000, compress_streams=False)

    def steps(self) -> list[Callable[[], None]]:
        return [
            self.begin,
            self.first_page,
            self.autosave,
            self.announce,
            self.first_piece,
            self.rest,
            self.second_page,
            self.submit,
        ]

    def begin(self) -> None:
        self._get("/fr/forms/crash")
        answer = self._post("/fr/forms/crash", {})
        self.draft = answer.headers["Location"].split("/")[3]

    def first_page(self) -> None:
        self._page("who", {"name": ANSWERS["name"], "reason": ""}, "next")

    def autosave(self) -> None:
        self._page("who", {"name": ANSWERS["name"], "reason": ANSWERS["reason"]}, "autosave")

    def announce(self) -> None:
        name = base64.b64encode(b"acte.pdf").decode()
        more = {"Upload-Length": str(len(self.content)), "Upload-Metadata": f"filename {name}"}
        self.upload = self._tus("POST", f"/fr/my-drafts/{self.draft}/uploads/paper", more).headers["Location"]

    def first_piece(self) -> None:
        self._piece(self.content[:PIECE])

    def rest(self) -> None:
        self._piece(self.content)

    def _piece(self, until: bytes) -> None:
        """Ask how much has arrived, then send what is missing: what a client does after a break."""
        here = self._tus("HEAD", self.upload, {})
        if here.status_code == 404:  # the file was taken already, or the upload was never begun
            kept = self.server.look()["drafts"][0]["values"].get("paper")
            if kept:
                return
            self.announce()
            return self._piece(until)
        at = int(here.headers["Upload-Offset"])
        more = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        if at < len(until) or len(until) == len(self.content):
            self._tus("PATCH", self.upload, more, until[at:])
        return None

    def second_page(self) -> None:
        self._page("more", {"town": ANSWERS["town"]}, "next")

    def submit(self) -> None:
        answer = self._post(f"/fr/my-drafts/{self.draft}/check", {})
        assert answer.headers["Location"].endswith("/receipt")

    def _page(self, page: str, answers: dict[str, str], act: str) -> None:
        answer = self._post(
            f"/fr/my-drafts/{self.draft}/pages/{page}", {**answers, "shown": list(answers), "act": act}
        )
        assert answer.status_code in (200, 302), answer.status_code

    def _get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.server.address}{path}", timeout=PATIENCE_S)

    def _post(self, path: str, data: dict[str, Any]) -> requests.Response:
        token = self.session.cookies.get("csrftoken") or ""
        found = self.session.post(
            f"{self.server.address}{path}", data={**data, "csrfmiddlewaretoken": token}, timeout=PATIENCE_S,
            allow_redirects=False,
        )  # fmt: skip
        assert found.status_code < 400, (path, found.status_code, re.sub(r"\s+", " ", found.text)[:300])
        return found

    def _tus(self, method: str, path: str, more: dict[str, str], body: bytes = b"") -> requests.Response:
        token = self.session.cookies.get("csrftoken") or ""
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": token, **more}
        return self.session.request(
            method, f"{self.server.address}{path}", headers=headers, data=body, timeout=PATIENCE_S
        )


def check_end(server: Server, writer: Writer) -> None:
    found = server.look()
    assert found["faults"] == 0
    assert [one["state"] for one in found["drafts"]] == ["submitted"]
    (case,) = found["cases"]
    assert {name: case["answers"][name] for name in ANSWERS} == ANSWERS
    assert case["receipts"] == 1
    assert case["files"] == [[len(writer.content), len(writer.content)]]


def test_the_server_is_killed_between_any_two_requests(server: Server) -> None:
    writer, expected = Writer(server), dict[str, str]()
    known = {
        "first_page": {"name": "Amina"},
        "autosave": {"reason": ANSWERS["reason"]},
        "second_page": {"town": "Rabat"},
    }
    for step in writer.steps():
        step()
        server.kill()
        server.start()
        expected |= known.get(step.__name__, {})
        (draft,) = server.look()["drafts"]
        assert {name: draft["values"][name] for name in expected} == expected, step.__name__
        server.wait()
    check_end(server, writer)


def test_the_server_is_killed_in_the_midst_of_a_request(server: Server) -> None:
    drawn = random.Random(4)
    writer = Writer(server)
    for step in writer.steps():
        if step.__name__ in ("autosave", "first_piece"):
            step()
            continue
        killer = threading.Timer(drawn.uniform(0.001, 0.06), server.kill)
        killer.start()
        with suppress(requests.RequestException, AssertionError, KeyError):
            step()
        killer.join()
        server.kill()
        server.start()
        server.wait()
        step()
    check_end(server, writer)
