"""Vectors of passages: made once for each text and model, loaded where they ship, never mixed."""

from pathlib import Path

import numpy as np
import pytest

from bawaba.search import queries, services
from bawaba.search.embedders import Embedder, forget_embedders
from bawaba.search.engines import reader as reading
from bawaba.search.models import Vector, VectorCells
from bawaba.search.queries import searching
from bawaba.search.services import embedding
from bawaba.search.tests.factories import ACTOR, WordEmbedder, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    made = WordEmbedder()
    use(monkeypatch, made)
    return made


def use(monkeypatch: pytest.MonkeyPatch, embedder: Embedder | None) -> None:
    for place in (embedding, searching):
        monkeypatch.setattr(place, "configured_embedder", lambda *_: embedder)
    forget_embedders()


def test_only_changed_texts_are_embedded_again(model: WordEmbedder) -> None:
    services.index_documents(changed=[document("a", "Alpha"), document("b", "Beta")])
    assert services.embed_missing(actor=ACTOR)["embedded"] == 2
    services.index_documents(changed=[document("a", "Alpha"), document("b", "Gamma")])
    assert services.embed_missing(actor=ACTOR)["embedded"] == 1
    assert model.embedded == ["Alpha", "Beta", "Gamma"] or sorted(model.embedded) == [
        "Alpha",
        "Beta",
        "Gamma",
    ]


def test_meaning_finds_what_words_do_not(model: WordEmbedder) -> None:
    services.index_documents(changed=[document("near", "zzz yyy"), document("far", "Carte grise")])
    assert queries.search(text="zyzyzy").hits == []
    services.embed_missing(actor=ACTOR)
    assert queries.search(text="zyzyzy").hits[0].key == "near"


def test_vectors_of_two_models_are_never_compared(
    model: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.index_documents(changed=[document("near", "zzz yyy")])
    services.embed_missing(actor=ACTOR)
    use(monkeypatch, WordEmbedder("another"))
    assert queries.search(text="zyzyzy").hits == []
    assert services.embed_missing(actor=ACTOR)["embedded"] == 1
    assert set(Vector.objects.values_list("model", flat=True)) == {"letters", "another"}


def test_an_interrupted_run_keeps_what_it_made(model: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_documents(changed=[document(f"d{place}", f"Titre {place}") for place in range(40)])
    working = model.embed_passages

    def fail_later(texts: list[str]) -> np.ndarray:
        if len(model.embedded) >= 32:
            raise KeyboardInterrupt
        return working(texts)

    monkeypatch.setattr(model, "embed_passages", fail_later)
    with pytest.raises(KeyboardInterrupt):
        services.embed_missing(actor=ACTOR)
    assert Vector.objects.count() == 32


def test_shipped_vectors_are_loaded_for_known_texts_only(
    model: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.index_documents(changed=[document("a", "Alpha"), document("b", "Beta")])
    services.embed_missing(actor=ACTOR)
    shipped = tmp_path / "vectors.npz"
    assert services.export_vectors(output=shipped)["vectors"] == 2
    kept = {row.content_hash: bytes(row.values) for row in Vector.objects.all()}
    Vector.objects.all().delete()
    services.index_documents(removed=[("service", "b")])
    monkeypatch.setattr(embedding, "SHIPPED", shipped)
    assert services.load_vectors(actor=ACTOR) == 1
    assert services.load_vectors(actor=ACTOR) == 0
    loaded = Vector.objects.get()
    expected = np.frombuffer(kept[loaded.content_hash], "<f4")
    assert np.abs(np.frombuffer(bytes(loaded.values), "<f4") - expected).max() < 1e-3


def test_many_vectors_are_searched_by_cells(model: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (embedding, reading):
        monkeypatch.setattr(place, "MOST_EXACT", 10)
    services.index_documents(
        changed=[
            document(f"d{place:02}", f"{chr(97 + place)}{chr(98 + place)} {place}") for place in range(24)
        ]
    )
    services.embed_missing(actor=ACTOR)
    cells = VectorCells.objects.get()
    assert cells.dimensions == 26
    assert queries.search(text="abababab").hits[0].key == "d00"


def test_without_a_model_words_go_on_and_status_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, None)
    services.index_documents(changed=[document("a", "Carte grise")])
    assert services.embed_missing(actor=ACTOR)["embedded"] == 0
    assert queries.search(text="carte grise").hits[0].key == "a"
    status = queries.status()
    assert (status["documents"], status["model"], status["vectors"]) == (1, "", 0)


def test_a_model_that_cannot_be_used_is_named_in_the_status(settings: object) -> None:
    settings.EMBEDDER = "onnx:/nowhere"  # type: ignore[attr-defined]
    forget_embedders()
    services.index_documents(changed=[document("a", "Carte grise")])
    assert queries.search(text="carte grise").hits[0].key == "a"
    assert "/nowhere" in str(queries.status()["problem"])
