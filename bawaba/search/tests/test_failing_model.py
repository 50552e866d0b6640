"""A model that fails may not slow every question."""

from collections.abc import Iterator, Sequence

import pytest

from bawaba.search.embedders.protocol import Floats
from bawaba.search.engines import asking
from bawaba.search.errors import EmbedderUnavailable


class SilentModel:
    """A model whose address no longer answers."""

    id = "silent"
    dimensions = 4
    spread = 0.4

    def __init__(self) -> None:
        self.asked = 0

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        self.asked += 1
        raise EmbedderUnavailable("no answer")

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        raise EmbedderUnavailable("no answer")


@pytest.fixture(autouse=True)
def _no_pause_yet() -> Iterator[None]:
    asking._silent_until.clear()
    yield
    asking._silent_until.clear()


def test_a_model_that_fails_is_left_alone_for_a_while() -> None:
    model = SilentModel()
    assert asking.question_vector(model, "carte nationale") is None
    assert asking.question_vector(model, "permis de conduire") is None
    assert model.asked == 1


def test_a_model_is_asked_again_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SilentModel()
    asking.question_vector(model, "carte nationale")
    monkeypatch.setattr(asking, "PAUSE_S", 0.0)
    asking._silent_until.clear()
    asking.question_vector(model, "permis de conduire")
    asking.question_vector(model, "passeport")
    assert model.asked == 3
