"""Codes and tokens say what was written into them, to us alone, and in one form only."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.identity.oidc.handles import (
    KEY_BYTES,
    Handle,
    Kind,
    pack_scopes,
    read_handle,
    unpack_scopes,
    write_handle,
)
from bawaba.identity.oidc.scopes import SCOPES

numbers = st.integers(0, 2**32 - 1)
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES).map(
    lambda key: base64.urlsafe_b64encode(key).rstrip(b"=").decode()
)
handles = st.builds(Handle, keys, numbers, numbers, numbers, st.integers(0, 2**16 - 1))
kinds = st.sampled_from(Kind)


@given(kinds, handles)
def test_a_handle_is_read_as_it_was_written(kind: Kind, handle: Handle) -> None:
    assert read_handle(kind, write_handle(kind, handle)) == handle


@given(kinds, kinds, handles)
def test_a_handle_of_one_kind_is_none_of_another(kind: Kind, other: Kind, handle: Handle) -> None:
    text = other.value + write_handle(kind, handle).removeprefix(kind.value)
    assert (read_handle(other, text) is None) == (kind is not other)


@given(kinds, handles, st.data())
def test_a_handle_changed_in_any_place_is_none(kind: Kind, handle: Handle, data: st.DataObject) -> None:
    text = write_handle(kind, handle)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters().filter(lambda sign: sign != text[place]))
    assert read_handle(kind, text[:place] + sign + text[place + 1 :]) is None


@given(kinds, st.text(max_size=120))
def test_any_other_text_is_no_handle(kind: Kind, text: str) -> None:
    assert read_handle(kind, text) is None
    assert read_handle(kind, kind.value + text) is None


def test_a_handle_of_another_site_is_none(settings: object) -> None:
    text = write_handle(Kind.ACCESS, Handle("A" * 22, 1, 2))
    settings.INDEX_KEY = b"another site's key, 32 bytes long"  # type: ignore[attr-defined]  # pytest-django's
    assert read_handle(Kind.ACCESS, text) is None


@given(st.lists(st.sampled_from(SCOPES), unique=True), st.sets(st.sampled_from(SCOPES)))
def test_scopes_are_kept_in_the_grants_order(granted: list[str], asked: set[str]) -> None:
    kept = unpack_scopes(granted, pack_scopes(granted, asked))
    assert kept == [scope for scope in granted if scope in asked]


@pytest.mark.parametrize("kind", Kind)
def test_what_a_handle_is_for_shows_in_its_beginning(kind: Kind) -> None:
    assert write_handle(kind, Handle("A" * 22, 1, 2)).startswith(kind.value)
