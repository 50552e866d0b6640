"""ClamAV as a scanner: the INSTREAM command of clamd(8), over its socket."""

import socket
from collections.abc import Iterable
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

from bawaba.kernel.files.stored import ScannerUnavailable

TIMEOUT_S: Final = 60
_FOUND: Final = " FOUND"


def scan_with_clamd(address: str, content: Iterable[bytes]) -> str:
    """Return the name of the threat that clamd finds in a content, or an empty text.

    address: `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`
    raises:  ScannerUnavailable
    """
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for piece in content:
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(b"\0\0\0\0")
            answer = _read_answer(line)
    except OSError as fault:
        raise ScannerUnavailable(f"clamd at {address}: {fault}") from fault
    return _threat_in(answer)


def ping_clamd(address: str) -> bool:
    """Say whether clamd answers."""
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zPING\0")
            return _read_answer(line) == "PONG"
    except OSError:
        return False


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(TIMEOUT_S)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), TIMEOUT_S)


def _read_answer(line: socket.socket) -> str:
    answer = b""
    while piece := line.recv(4096):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _threat_in(answer: str) -> str:
    """Read `stream: OK`, `stream: NAME FOUND` or an error, such as a stream above clamd's own limit."""
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return ""
    if told.endswith(_FOUND):
        return told.removesuffix(_FOUND)
    raise ScannerUnavailable(f"clamd said: {answer[:200] or 'nothing'}")
