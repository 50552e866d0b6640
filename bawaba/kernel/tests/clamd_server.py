"""A real clamd for the tests: its own configuration, socket and one signature, the EICAR test file's."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bawaba.kernel.files.clamd import ping_clamd
from bawaba.kernel.tests.file_samples import EICAR

_CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
PidFile {folder}/clamd.pid
Foreground yes
StreamMaxLength {most_mb}M
MaxThreads 2
SelfCheck 0
"""
_STARTS_WITHIN_S = 60


@contextmanager
def running_clamd(*, most_mb: int = 20) -> Iterator[str]:
    """Run clamd for the time of a block and yield its address. Debian: `apt-get install clamav-daemon`."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert program, "The tests need clamd: sudo apt-get install clamav-daemon"
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        (folder / "signatures").mkdir()
        (folder / "signatures/test.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(_CONFIGURATION.format(folder=folder, most_mb=most_mb))
        with subprocess.Popen(
            [program, f"--config-file={folder}/clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as server:
            address = f"unix://{folder}/clamd.sock"
            try:
                _wait(server, address)
                yield address
            finally:
                server.terminate()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while not ping_clamd(address):
        if server.poll() is not None or time.monotonic() > until:
            server.kill()
            told = server.stderr.read().decode() if server.stderr else ""
            raise RuntimeError(f"clamd did not start: {told}")
        time.sleep(0.05)
