"""What every test of the house shares: plain static files, quick passwords, no memory between tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from bawaba.kernel import epochs


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
