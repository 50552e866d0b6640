"""The parts of one service read from a graph: documents, steps, rules, outputs, channels, texts of law."""

import re
from collections import Counter
from typing import Final

from bawaba.catalogue.exports import codes
from bawaba.catalogue.importers.graph_view import View, tail
from bawaba.catalogue.types import CHANNELS, Channel, ChannelKind, Item, LegalResource, SourcePage

_CHANNEL_WORDS: Final[tuple[tuple[ChannelKind, re.Pattern[str]], ...]] = (
    ("phone", re.compile(r"(?i)phone|fon\b|call")),
    ("post", re.compile(r"(?i)\bmail\b|post|courrier|letter")),
    ("mobile", re.compile(r"(?i)mobile|\bapp")),
    ("consulate", re.compile(r"(?i)consul|embass")),
    ("office", re.compile(r"(?i)office|desk|counter|guichet|person|agency")),
    ("online", re.compile(r"(?i)online|web|internet|portal|e-?mail|homepage")),
)


class PartReader:
    """Reads what hangs on the service at `iri`; what leads nowhere is left out and counted."""

    def __init__(self, view: View, iri: str) -> None:
        self.view, self.iri = view, iri
        self._dropped: Counter[str] = Counter()

    @property
    def dropped(self) -> dict[str, int]:
        return {name: count for name, count in self._dropped.items() if count}

    def drop(self, name: str, count: int) -> None:
        self._dropped[name] += count

    def _described(self, name: str, predicate: str) -> list[str]:
        """Return the resources that the file describes, by their position where they have one."""
        refs = list(dict.fromkeys(self.view.refs(self.iri, predicate)))
        known = [ref for ref in refs if ref in self.view.nodes]
        self.drop(name, len(refs) - len(known))
        return sorted(known, key=self._position)

    def _position(self, ref: str) -> int:
        text = self.view.value(ref, "schema:position")
        return int(text) if text.isdecimal() and len(text) < 9 else 10**9

    def _item(self, ref: str, fallback: str) -> Item:
        texts = self.view.texts(ref, "dct:title") or self.view.texts(ref, "dct:description")
        key = self.view.value(ref, "dct:identifier").rpartition("#")[2]
        return Item(key if 0 < len(key) <= 40 else fallback, texts)

    def _items(self, name: str, refs: list[str]) -> tuple[Item, ...]:
        items = [self._item(ref, f"{name}-{place}") for place, ref in enumerate(refs, start=1)]
        told = [item for item in items if item.texts]
        self.drop(f"{name}s", len(items) - len(told))
        return _with_own_keys(told, name)

    def items(self, name: str, predicate: str) -> tuple[Item, ...]:
        return self._items(name, self._described(f"{name}s", predicate))

    def documents(self) -> tuple[Item, ...]:
        """Return the evidence asked, or where there is none the kinds of evidence that have a title."""
        found = self.items("document", "cpsv:hasInput")
        return found or self.items("document", "cv:hasInputType")

    def rules(self, kind: str) -> tuple[Item, ...]:
        """Return the rules of our kind `rule` or `step`; another catalogue's rules are rules."""
        refs = self._described("rules", "cpsv:follows")
        step = codes.our_iri("rule-step")
        steps = [ref for ref in refs if self.view.ref(ref, "dct:type") == step]
        if kind == "step":
            return self._items("step", steps)
        rules = [ref for ref in refs if ref not in steps]
        return self._items("rule", rules + self._described("requirements", "cv:holdsRequirement"))

    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._channel(ref) for ref in self._described("channels", "cv:hasChannel"))

    def _channel(self, ref: str) -> Channel:
        kind_ref, url = self.view.ref(ref, "dct:type"), self.view.address(ref)
        named = kind_ref.removeprefix(codes.our_iri("channel-"))
        kind = named if named in CHANNELS else self._guess_channel(ref, kind_ref, url)
        return Channel(
            kind, url, self.view.value(ref, "schema:telephone"), self.view.texts(ref, "dct:description")
        )

    def _guess_channel(self, ref: str, kind_ref: str, url: str) -> ChannelKind:
        words = [tail(kind_ref), *self.view.texts(kind_ref, "skos:prefLabel").values()]
        words += self.view.texts(ref, "dct:title").values()
        found = (kind for kind, form in _CHANNEL_WORDS if form.search(" ".join(words)))
        return next(found, "online" if url else "office")

    def legal(self) -> tuple[LegalResource, ...]:
        texts = []
        for ref in self._described("legal", "cv:hasLegalResource"):
            title = self.view.value(ref, "dct:title") or self.view.value(ref, "eli:title")
            url = self.view.address(ref)
            texts.append(LegalResource(title or url or tail(ref), url))
        return tuple(texts)

    def sources(self) -> tuple[SourcePage, ...]:
        refs = self._described("sources", "dct:source")
        return tuple(
            SourcePage(self.view.address(ref), self.view.value(ref, "dct:description")) for ref in refs
        )

    def contact(self) -> dict[str, str]:
        """Return the contact in words: its description, or its telephone, address and page."""
        refs = self.view.refs(self.iri, "cv:contactPoint")
        if not refs:
            return {}
        told = self.view.texts(refs[0], "dct:description")
        plain = [self.view.value(refs[0], name) for name in ("cv:telephone", "cv:hasTelephone", "cv:email")]
        page = self.view.address(self.view.ref(refs[0], "cv:contactPage"))
        words = " · ".join(part for part in (*plain, page) if part)
        return told or ({"en": words} if words else {})


def _with_own_keys(items: list[Item], name: str) -> tuple[Item, ...]:
    """Return the items, keys made anew from their places when two share one."""
    if len({item.key for item in items}) == len(items):
        return tuple(items)
    return tuple(Item(f"{name}-{place}", item.texts) for place, item in enumerate(items, start=1))
