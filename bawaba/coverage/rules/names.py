"""Spellings of names of places."""

import re
import unicodedata


def name_form(name: str) -> str:
    """Return a name without case, accents and punctuation, to compare spellings by."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w]+", "", "".join(one for one in plain if not unicodedata.combining(one)))
