"""What every test of the house shares: plain static files, quick passwords, no memory between tests."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import SimpleTestCase

from bawaba.kernel import epochs

DATABASE_FIXTURES: Final = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="leave out tests whose database makes no difference"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests, so that none is left running alone at the end."""
    if config.getoption("--database-only"):
        left_out = [item for item in items if not asks_its_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if asks_its_database(item)]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def asks_its_database(item: pytest.Item) -> bool:
    """Tell whether a test could end otherwise on another database.

    It says so by a marker, or uses the database in a way that pytest-django knows; one that is marked
    `sqlite_is_enough` computes for long what the database only keeps.
    """
    if item.get_closest_marker("sqlite_is_enough"):
        return False
    if item.get_closest_marker("django_db") or item.get_closest_marker("both_databases"):
        return True
    owner = getattr(item, "cls", None)
    if owner is not None and issubclass(owner, SimpleTestCase):
        return True
    return bool(DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _house_settings(settings: Any) -> None:  # Any: pytest-django exports no type
    """Serve static files without a manifest and hash passwords cheaply."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _fresh_epochs() -> Iterator[None]:
    """Forget the site's epoch between tests, since each has its own database."""
    epochs.forget()
    yield
    epochs.forget()
