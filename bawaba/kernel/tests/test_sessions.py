"""Sessions by fixed statements are Django's own sessions, and end when they are ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bawaba.kernel.sessions import SessionStore

pytestmark = pytest.mark.django_db
CONTENT: dict[str, Any] = {"name": "سلمى", "list": [1, {"a": None}], "_session_expiry": 0}


def test_each_engine_reads_what_the_other_wrote() -> None:
    for writer, reader in ((SessionStore, DjangosStore), (DjangosStore, SessionStore)):
        written = writer()
        written.update(CONTENT)
        written.save()
        read = reader(written.session_key)
        assert dict(read.items()) == CONTENT
        assert read.get_expire_at_browser_close()


def test_a_session_is_created_read_and_changed_by_one_statement_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        store = SessionStore()
        store["a"] = 1
        store.save()
    with django_assert_num_queries(1):
        assert SessionStore(store.session_key)["a"] == 1
    with django_assert_num_queries(1):
        store["a"] = 2
        store.save()
        store.save()  # nothing changed since
    assert SessionStore(store.session_key)["a"] == 2


def test_a_new_key_keeps_the_content_and_ends_the_old_key() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    old = store.session_key
    store.cycle_key()
    store.save()
    assert store.session_key != old
    assert SessionStore(store.session_key)["a"] == 1
    assert SessionStore(old).load() == {}
    assert Session.objects.count() == 1


def test_a_session_that_was_ended_is_not_written_again() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    SessionStore().delete(store.session_key)
    store["a"] = 2
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_a_key_that_is_taken_is_not_overwritten() -> None:
    first = SessionStore()
    first["a"] = 1
    first.save()
    second = SessionStore(first.session_key)
    second._session_cache = {"a": 2}
    with pytest.raises(CreateError):
        second.save(must_create=True)
    assert SessionStore(first.session_key)["a"] == 1


def test_an_expired_or_forged_session_is_empty() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    Session.objects.update(session_data=store.encode({"a": 1})[:-2] + "xx")
    assert SessionStore(store.session_key).load() == {}
    store["a"] = 3
    store.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(store.session_key).load() == {}
    assert SessionStore("nobody's").load() == {}


def test_what_is_changed_in_place_is_not_what_the_next_reader_gets() -> None:
    store = SessionStore()
    store.update(CONTENT)
    store.save()
    SessionStore(store.session_key)["list"].append("of another request")
    assert SessionStore(store.session_key)["list"] == CONTENT["list"]


def test_a_signature_that_was_right_does_not_make_another_content_right() -> None:
    store = SessionStore()
    signed = store.encode({"a": 1})
    assert store.decode(signed) == {"a": 1}
    content, _, signature = signed.partition(":")
    assert store.encode({"a": 2}).partition(":")[0] != content
    assert store.decode(f"{store.encode({'a': 2}).partition(':')[0]}:{signature}") == {}
    assert store.decode(f"{content}:{signature}") == {"a": 1}
