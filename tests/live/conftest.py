"""One provider for all the tests that ask a server, and relying parties in front of it."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.live.parties import Party, Provider, served_provider


@pytest.fixture(scope="session")
def provider(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Provider]:
    """A provider whose database begins as a copy of the tests' own empty one."""
    home = tmp_path_factory.mktemp("provider")
    with django_db_blocker.unblock(), sqlite3.connect(home / "bawaba.sqlite3") as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    with served_provider(home) as running:
        yield running


@pytest.fixture
def web(provider: Provider) -> Party:
    return Party(provider, "web")


@pytest.fixture
def other(provider: Provider) -> Party:
    return Party(provider, "other")


@pytest.fixture
def bound(provider: Provider) -> Party:
    return Party(provider, "bound")


@pytest.fixture
def signer(provider: Provider) -> Party:
    return Party(provider, "signer")


@pytest.fixture
def desk(provider: Provider) -> Party:
    return Party(provider, "desk")
