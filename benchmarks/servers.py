"""Start the sites to measure, each under granian with the same settings, and read their memory."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
SERVER = ("--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws",
          "--log-level", "warning")  # fmt: skip
START_LIMIT_S = 60.0


@dataclass(frozen=True)
class Server:
    """A site that answers on 127.0.0.1."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of one GET."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, answer.read()

    def worker_rss_mb(self) -> list[float]:
        """Return the resident memory of each worker, in MB, largest first (Linux)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sorted((_rss_mb(int(child)) for child in children), reverse=True)


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(
    name: str,
    granian: Path,
    target: str,
    *,
    cwd: Path,
    ready: str = "/",
    more: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Serve a WSGI `target` with granian until the block ends; `ready` is asked until it answers 200."""
    port = _free_port()
    process = subprocess.Popen(
        [granian, *SERVER, "--host", "127.0.0.1", "--port", str(port), target],
        cwd=cwd, env={**os.environ, "OMP_NUM_THREADS": "1", **(more or {})},
    )  # fmt: skip
    server = Server(name, port, process)
    try:
        _wait(server, ready)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait(server: Server, path: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            status, _ = server.get(path)
        except OSError:
            time.sleep(0.1)
            continue
        if status == 200:
            return
        raise SystemExit(f"{server.name} answers {status} at {path}")
    raise SystemExit(f"{server.name} did not start")
