"""Identifiers made from names."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae", "’": "-", "'": "-"})


def slug(text: str, *, limit: int = 120) -> str:
    """Return lower-case ASCII letters, digits and single hyphens; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:limit].strip("-")
