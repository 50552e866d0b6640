"""Each test starts without a model and without what a process remembers of the index."""

from collections.abc import Iterator
from typing import Any

import pytest

from bawaba.search.embedders import forget_embedders
from bawaba.search.engines.bets import forget_bets
from bawaba.search.engines.reader import reader


@pytest.fixture(autouse=True)
def _fresh_reader(settings: Any) -> Iterator[None]:  # Any: pytest-django exports no type
    settings.EMBEDDER = "none"
    reader.forget()
    forget_bets()
    yield
    reader.forget()
    forget_bets()
    forget_embedders()
