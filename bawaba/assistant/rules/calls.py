"""Numbers to call in a sentence of the catalogue, each with whom it reaches, so that a finger can call them."""

import re
from collections.abc import Iterator
from typing import Final

_CALL: Final = re.compile(r"([^()]+?)\s*\((\d{2,5})\)")
_JOINED: Final = re.compile(r"^(?:et|and|ou|or)\s+|^و(?=ال)", re.IGNORECASE)


def calls_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield (number, name) for each name that a number in brackets follows: "Police (19), pompiers (15)"."""
    for name, number in _CALL.findall(text):
        bare = _JOINED.sub("", name.strip(" ,،;؛.:"))
        if bare:
            yield number, bare[0].upper() + bare[1:]
