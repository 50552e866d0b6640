"""What every test of the house shares: plain static files, quick passwords, no memory between tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from bawaba.kernel import epochs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests, so that none is left running alone at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


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
