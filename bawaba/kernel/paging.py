"""A page of a long list: its items and the cursor that the next page starts after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in a stable order. after: cursor to ask the next page with, empty on the last one."""

    items: tuple[T, ...]
    after: str = ""


def cut_page(rows: Sequence[T], limit: int, cursor_of: Callable[[T], str]) -> Page[T]:
    """Return the first `limit` of `rows`, which were read one more than `limit` when there are more."""
    kept = tuple(rows[:limit])
    return Page(kept, cursor_of(kept[-1]) if len(rows) > limit and kept else "")
