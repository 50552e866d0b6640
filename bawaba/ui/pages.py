"""Numbered pages of a list: which numbers to show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of a list; `gap` says that numbers are left out before it."""

    number: int
    url: str
    current: bool
    gap: bool


def page_links(*, number: int, pages: int, query: str = "") -> list[PageLink]:
    """Return the first, the last and the pages around `number`.

    number, pages: 1-based; query: the rest of the address, encoded, without `page`
    """
    shown = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    prefix = f"?{query}&page=" if query else "?page="
    return [
        PageLink(
            number=page,
            url=f"{prefix}{page}",
            current=page == number,
            gap=at > 0 and page - shown[at - 1] > 1,
        )
        for at, page in enumerate(shown)
    ]
