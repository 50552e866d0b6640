"""Texts that another system handed in with a request, beside its files."""

from dataclasses import dataclass
from typing import Final

from bawaba.casework.models import HeldDocument
from bawaba.kernel import sealing

MOST_TEXTS: Final = 20
MOST_LETTERS: Final = 50_000


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text as an agent reads it. cut: it goes on beyond what is shown."""

    text: str
    cut: bool


def text_context(key: str) -> str:
    """Return the context under which the text with this key is sealed."""
    return f"govstack-document:{key}"


def held_texts(*, key: str) -> tuple[HeldText, ...]:
    """Return the texts of the case with this key, the oldest first, 20 at most. One SQL query."""
    rows = HeldDocument.objects.filter(case__key=key).order_by("pk")[:MOST_TEXTS]
    found = (sealing.unseal(bytes(row.sealed), context=text_context(row.key)).decode() for row in rows)
    return tuple(HeldText(text[:MOST_LETTERS], len(text) > MOST_LETTERS) for text in found)
