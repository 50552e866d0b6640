"""Change a definition piece by piece: add, move, replace and remove pages and fields by their keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bawaba.forms.types import Definition, Field, Page

Piece = TypeVar("Piece", Page, Field)


def find_field(definition: Definition, key: str) -> Field | None:
    """Return the field with this key, wherever it stands, or None."""
    waiting = [field for page in definition.pages for field in page.fields]
    while waiting:
        field = waiting.pop()
        if field.key == key:
            return field
        waiting.extend(field.fields)
    return None


def find_page(definition: Definition, key: str) -> Page | None:
    """Return the page with this key, or None."""
    return next((page for page in definition.pages if page.key == key), None)


def add_page(definition: Definition, page: Page) -> Definition:
    """Return the definition with one more page, the last."""
    return replace(definition, pages=(*definition.pages, page))


def add_field(definition: Definition, holder: str, field: Field) -> Definition:
    """Return the definition with one more field, the last of a page or of a group with the key `holder`."""

    def grow(inside: Field) -> Field:
        return replace(inside, fields=(*inside.fields, field))

    pages = tuple(
        replace(page, fields=(*page.fields, field)) if page.key == holder else page
        for page in definition.pages
    )
    return _each_field(replace(definition, pages=pages), holder, grow)


def replace_field(definition: Definition, field: Field) -> Definition:
    """Return the definition with this field in the place of the one with its key."""
    return _each_field(definition, field.key, lambda old: field)


def replace_page(definition: Definition, page: Page) -> Definition:
    """Return the definition with this page in the place of the one with its key."""
    return replace(definition, pages=tuple(page if one.key == page.key else one for one in definition.pages))


def remove(definition: Definition, key: str) -> Definition:
    """Return the definition without the page or field with this key, and what it holds."""
    pages = tuple(page for page in definition.pages if page.key != key)
    return _in_lists(
        replace(definition, pages=pages), lambda fields: tuple(one for one in fields if one.key != key)
    )


def move(definition: Definition, key: str, step: int) -> Definition:
    """Return the definition with a page or field one place earlier (-1) or later (1) among its neighbours."""
    moved = replace(definition, pages=_moved(definition.pages, key, step))
    return _in_lists(moved, lambda fields: _moved(fields, key, step))


def _moved(pieces: tuple[Piece, ...], key: str, step: int) -> tuple[Piece, ...]:
    place = next((at for at, piece in enumerate(pieces) if piece.key == key), None)
    if place is None or not 0 <= place + step < len(pieces):
        return pieces
    order = list(pieces)
    order.insert(place + step, order.pop(place))
    return tuple(order)


def _in_lists(definition: Definition, change: Callable[[tuple[Field, ...]], tuple[Field, ...]]) -> Definition:
    """Return the definition with every list of fields changed, from the outside in."""

    def inside(fields: Sequence[Field]) -> tuple[Field, ...]:
        return tuple(replace(one, fields=inside(one.fields)) for one in change(tuple(fields)))

    return replace(
        definition, pages=tuple(replace(page, fields=inside(page.fields)) for page in definition.pages)
    )


def _each_field(definition: Definition, key: str, change: Callable[[Field], Field]) -> Definition:
    return _in_lists(
        definition, lambda fields: tuple(change(one) if one.key == key else one for one in fields)
    )
