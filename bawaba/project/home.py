"""Where the program keeps its state."""

import os
from pathlib import Path
from typing import Final

HOME: Final = Path(os.environ.get("BAWABA_HOME", "var")).absolute()


def keep_compiled() -> None:
    """Let compiled loops be kept there, unless the machine has a place of its own for them."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(HOME / "compiled"))
