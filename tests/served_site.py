"""A whole site, prepared and served as `make run` does, for the tests that look at it from outside."""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BAWABA = ROOT / ".venv" / "bin" / "bawaba"
START_LIMIT_S = 480.0


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, where its state lies, and what it said when it started."""

    address: str
    home: Path
    said: str

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Return the answer to a GET of `path` (with its body unread)."""
        link = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        link.request("GET", path, headers=headers)
        return link.getresponse()

    def run(self, *words: str) -> str:
        """Run a `bawaba` command on this site's database and return what it printed."""
        done = subprocess.run(
            [BAWABA, *words], env=environment(self.home), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a site that lives in `home` and in nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAWABA_")}
    return {**kept, "BAWABA_HOME": str(home), "OMP_NUM_THREADS": "1", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _bring_what_is_prepared(home: Path, settings: dict[str, str]) -> None:
    """Copy into `home` what `bawaba prepare` makes; it is made once for each kind of site in a run."""
    shared = home.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else home.parent
    kind = "-".join(settings.get(name, "as-shipped") for name in ("BAWABA_STARTER", "BAWABA_EMBEDDER"))
    model = shared / f"prepared-{kind}"
    with (shared / f"prepared-{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            making = model.with_suffix(".making")
            subprocess.run(
                [BAWABA, "prepare"], env=environment(making, **settings), cwd=shared,
                check=True, stdout=subprocess.DEVNULL, timeout=START_LIMIT_S,
            )  # fmt: skip
            making.rename(model)
    shutil.copytree(model, home, dirs_exist_ok=True)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            link = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
            link.request("GET", "/robots.txt")
            link.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.stderr.write(log.read_text())
    raise AssertionError(f"The site did not start:\n{log.read_text()[-4000:]}")


@contextmanager
def served_site(home: Path, host: str = "127.0.0.1", **more: str) -> Iterator[Site]:
    """Prepare and serve a site in `home`; stop it at the end.

    host: `localhost` where the browser needs a secure context with a name, as passkeys do
    """
    port = free_port()
    address = f"http://{host}:{port}"
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    settings = {"PORT": str(port), "BAWABA_SITE_ADDRESS": address, "BAWABA_API_RATE": "100000", **more}
    _bring_what_is_prepared(home, settings)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [BAWABA, "start"], env=environment(home, **settings), cwd=home,
            stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(address, process, log)
        yield Site(address=address, home=home, said=log.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def find_chromium() -> str:
    """Return the path of a Chromium or Chrome of this machine."""
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise AssertionError("Chromium is missing. Install it: sudo apt-get install chromium")


CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
