"""What the tests of forms share."""

from collections.abc import Iterator

import pytest

from bawaba.forms.types import submission_takers


@pytest.fixture(autouse=True)
def _nobody_takes_requests() -> Iterator[None]:
    """Let no room of the site take submissions, unless the test registers one."""
    held = dict(submission_takers._providers)
    submission_takers._providers.clear()
    yield
    submission_takers._providers.clear()
    submission_takers._providers.update(held)
