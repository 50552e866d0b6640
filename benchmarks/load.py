"""Ask a local server for pages as fast as it answers, with wrk (Debian's), for a bounded time."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
SCRIPT = """
local paths = {{}}
for line in io.lines("{paths}") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %f %f %f\\n", summary.requests, bad, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


@dataclass(frozen=True)
class Rate:
    """What one burst showed."""

    per_second: float
    p50_ms: float
    p95_ms: float
    requests: int
    failed: int


def require_wrk() -> None:
    if not shutil.which("wrk"):
        sys.exit("The load generator is missing. Install it: sudo apt-get install wrk")


def burst(address: str, paths: Sequence[str], *, seconds: int = 5, connections: int = CONNECTIONS) -> Rate:
    """Return the rate at which the server answers `paths`, asked for in turn.

    address: on this machine only; anything else is refused
    """
    if urlsplit(address).hostname != "127.0.0.1":
        raise ValueError("Load is sent to 127.0.0.1 only.")
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "script.lua"
        listed.write_text("\n".join(paths) + "\n")
        script.write_text(SCRIPT.format(paths=listed))
        printed = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script,
             "-H", "Accept-Encoding: gzip", address],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)", printed)
    if not found:
        raise RuntimeError(printed)
    requests, failed, took = int(found[1]), int(found[2]), float(found[3])
    return Rate(requests / took, float(found[4]), float(found[5]), requests, failed)
