"""What a desk shows: a filter as the page's address carries it, and as agents save it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

WHOSE: Final = ("", "mine", "unassigned")
WHICH: Final = ("open", "paused", "closed")
DUE: Final = ("", "overdue", "today", "soon")
ORDERS: Final = ("due", "newest")
MOST_TEXT: Final = 120
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_ACCOUNT: Final = re.compile(r"account:\d{1,12}")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "whose": WHOSE, "which": WHICH, "due": DUE, "order": ORDERS, "second": ("", "waiting"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Which cases a desk shows; empty members do not narrow.

    whose:  `mine`, `unassigned`, or everyone's; agent: key of one agent
    which:  open, paused or closed; due: by the legal date; second: waits for a second pair of eyes
    office: key of one of the reader's offices; label: its key
    text:   words to search, or a case's number
    order:  by the legal date, the soonest first, or the newest first
    """

    whose: str = ""
    which: str = "open"
    due: str = ""
    service: str = ""
    state: str = ""
    office: str = ""
    label: str = ""
    agent: str = ""
    second: str = ""
    text: str = ""
    order: str = "due"

    @property
    def narrows(self) -> bool:
        """Say whether it leaves anything out but what is closed or paused."""
        return self != DeskFilter(which=self.which, order=self.order)


def read_filter(given: Mapping[str, str]) -> DeskFilter:
    """Return the filter that an address or a saved filter spells; what makes no sense is left out."""
    usual = DeskFilter()
    read = {field.name: _read(field.name, given.get(field.name, "")) for field in fields(DeskFilter)}
    return DeskFilter(**{name: value or getattr(usual, name) for name, value in read.items()})


def write_filter(chosen: DeskFilter) -> dict[str, str]:
    """Return a filter as the address carries it: only what is not usual."""
    usual = DeskFilter()
    named = {field.name: str(getattr(chosen, field.name)) for field in fields(DeskFilter)}
    return {name: value for name, value in named.items() if value != getattr(usual, name)}


def _read(name: str, value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if name in _CHOICES:
        return text if text in _CHOICES[name] else ""
    if name == "text":
        return " ".join(text.split())[:MOST_TEXT]
    shape = _ACCOUNT if name == "agent" else _KEY
    return text if shape.fullmatch(text) else ""


def read_cursor(text: str) -> tuple[str, int] | None:
    """Return where a page begins: (the day of the last row's legal date, its row number), or None."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d|-)\.(\d{1,18})", text)
    return (found[1], int(found[2])) if found else None
