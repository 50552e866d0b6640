"""The calling side: hand a document to a child process and read what it says."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Final

LONGEST_S: Final = 40
"""Longest time for one document, wall clock; the child has its own limit of processor time."""

FAULTS: Final = ("damaged", "locked", "active", "oversized")
_PROGRAM: Final = "bawaba.kernel.documents.child"


class DocumentFaulty(Exception):
    """A document cannot be converted. fault: one of `FAULTS`."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


def inspect(content: bytes, media_type: str) -> str:
    """Return what is wrong with a document (one of `FAULTS`), or an empty text.

    damaged: it does not open; locked: it asks for a password; active: it holds a program or other files;
    oversized: it unpacks to more than a reader should bear, or has too many pages
    """
    said, _ = _ask({"action": "inspect", "media_type": media_type}, content)
    return str(said["fault"])


def convert(
    content: bytes, media_type: str, *, mark: str = "", language: str = "en", font: str = ""
) -> bytes:
    """Return a PDF of a document: photographs upright, without their place and camera; marked where asked.

    mark:   written across each page, such as what the copy is given for; empty writes nothing
    font:   path of a font for Arabic; empty uses what the machine has
    raises: DocumentFaulty
    """
    asked = {
        "action": "convert", "media_type": media_type, "mark": mark, "language": language, "font": font,
    }  # fmt: skip
    said, made = _ask(asked, content)
    if said["fault"]:
        raise DocumentFaulty(str(said["fault"]))
    return made


def _ask(
    asked: Mapping[str, str], content: bytes
) -> tuple[dict[str, Any], bytes]:  # Any: JSON from our child
    """Run the child; one that dies or takes too long met a document that is oversized for it."""
    try:
        ran = subprocess.run(  # noqa: S603 - our own program; the document goes to its standard input
            [sys.executable, "-I", "-m", _PROGRAM],
            input=json.dumps(asked).encode() + b"\n" + content,
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        return {"fault": "oversized"}, b""
    if ran.returncode != 0:
        return {"fault": "oversized"}, b""
    head, _, body = ran.stdout.partition(b"\n")
    return json.loads(head), body
