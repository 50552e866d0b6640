"""The trial server of the building block's API, started as an engineer would, and asked over HTTP."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

HEADER = {"Information-Mediator-Client": "eGovStack/GOV/90000009/eregistrations-dev"}
REGISTRATION = "f7d33db0-2809-484e-a780-76b7ccd4ecbf"
HEALTH = "P2c9280957e579ad7017e58a3399f0068"
HUNGER = "0b4e529c-fe1a-11ed-be56-0242ac120002"
EFORM = "d98a205a-679b-485b-823d-7a32a391e744"
FILE = "81c4445c-bff6-11ed-afa1-0242ac120002"
OTHER_FILE = "b8508d35-c2f3-442b-88a1-267ca25e85c0"
TASK = "d1e33d56-c5c7-4272-aeb6-bc2732cce1f2"
MAIN_TASK = "42962de0-bdb2-11ed-9397-0242ac120004"
APPLICANT = "11962de0-11b2-11cc-9390-0242ac121114"
SEED: dict[str, Any] = {
    "services": [
        {"id": REGISTRATION, "name": "Mother and Child Registration", "eforms": [EFORM]},
        {"id": HEALTH, "name": "Good Health and Well-Being", "eforms": ["w12a205a-679b-xx34-823d-7a32a391e744"]},
        {"id": HUNGER, "name": "Zero Hunger", "eforms": []},
    ],
    "applications": [
        {"file_id": FILE, "service_id": REGISTRATION, "applicant_id": APPLICANT, "tasks": [FILE, TASK],
         "documents": ["a-document"]},
        {"file_id": OTHER_FILE, "service_id": HUNGER, "applicant_id": "somebody", "tasks": [MAIN_TASK],
         "documents": []},
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """A running trial server. home: its temporary folder."""

    client: httpx.Client
    home: Path
    process: subprocess.Popen[bytes]


@contextmanager
def running(folder: Path, seed: Mapping[str, Any] = SEED) -> Iterator[Trial]:
    """Serve a seed file on a free port until the block ends, in a home of the server's own making."""
    path, port, temporary = folder / "seed.json", _free_port(), folder / "temporary"
    path.write_text(json.dumps(seed))
    temporary.mkdir()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BAWABA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bawaba.project.cli", "casework", "serve-govstack", "--port", str(port), "--seed",
         str(path)],
        env={**environ, "TMPDIR": str(temporary)},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait(client, process)
            yield Trial(client, temporary, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        try:
            client.get("/services")
        except httpx.HTTPError:
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the server did not answer within five minutes")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
