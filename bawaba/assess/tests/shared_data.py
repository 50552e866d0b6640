"""Published questionnaires and data that lie beside the repository: BAWABA_SHARED names their folder."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared")) / "data"


def shared_text(name: str) -> str:
    """Return a shared file's text; the test is left out, and says so, where it is absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{path} is absent: BAWABA_SHARED names the folder that holds data/")
    return path.read_text(encoding="utf-8-sig")
