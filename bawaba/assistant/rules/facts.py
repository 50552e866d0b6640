"""What a service's record says of each thing asked, as it says it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.catalogue.types import Channel, Item, ServiceRecord, Texts

_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "ar": ("ar", "fr", "en"),
    "fr": ("fr", "ar", "en"),
    "en": ("en", "fr", "ar"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the record and the language it is in."""

    text: str
    language: str


def said(texts: Texts, language: str) -> Said | None:
    """Return the text in a language or the nearest one that has it."""
    for code in _ORDER.get(language, _ORDER["en"]):
        if texts.get(code):
            return Said(texts[code], code)
    return next((Said(text, code) for code, text in sorted(texts.items()) if text), None)


def said_items(items: Iterable[Item], language: str) -> list[Said]:
    """Return the items of a list that say something."""
    return [found for item in items if (found := said(item.texts, language)) is not None]


def ways_of(record: ServiceRecord) -> Sequence[Channel]:
    """Return how to apply, each kind and address once."""
    return list({(channel.kind, channel.url, channel.phone): channel for channel in record.channels}.values())


def start_address(record: ServiceRecord) -> str:
    """Return the address of the first online way, or of the service's official page; empty without one."""
    online = (channel.url for channel in record.channels if channel.kind in {"online", "mobile"})
    return next((url for url in online if url), record.url)
