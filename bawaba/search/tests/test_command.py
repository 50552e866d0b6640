"""`bawaba search …`: one JSON value last, and the evaluation's promises."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bawaba.search import queries, services
from bawaba.search.embedders import forget_embedders
from bawaba.search.errors import CorpusBroken
from bawaba.search.queries import evaluating
from bawaba.search.tests.factories import WordEmbedder, document

pytestmark = pytest.mark.django_db
KEYS = {"n", "mrr_at_10", "hit_at_1", "hit_at_5", "hit_at_10", "ndcg_at_10", "p50_ms", "p95_ms", "index_s"}
CORPUS = [
    {"id": "F1", "kind": "fiche", "title": "Carte grise", "text": "Immatriculer une voiture.\nDocuments."},
    {"id": "F2", "kind": "fiche", "title": "Passeport", "text": "Voyager.\nVoyager.\nPhotos."},
    {"id": "Q1", "kind": "qr", "title": None, "text": "Il faut immatriculer sa voiture sous un mois."},
]
QUESTIONS = [
    {"qid": "1", "question": "Comment obtenir un passeport ?", "answer": ["F2"], "parents": ["F2"]},
    {
        "qid": "2",
        "question": "Sous combien de mois immatriculer une voiture ?",
        "answer": ["Q1"],
        "parents": [],
    },
]


def run(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("search", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    corpus, questions = tmp_path / "corpus.jsonl.gz", tmp_path / "questions.jsonl"
    with gzip.open(corpus, "wt", encoding="utf-8") as packed:
        packed.writelines(json.dumps(row) + "\n" for row in CORPUS)
    questions.write_text("\n".join(json.dumps(row) for row in QUESTIONS))
    return str(corpus), str(questions)


def test_evaluate_measures_answers_among_all_rows(files: tuple[str, str]) -> None:
    result = run("evaluate", "--corpus", files[0], "--questions", files[1])
    assert set(result) == KEYS
    assert (result["n"], result["mrr_at_10"], result["hit_at_1"], result["ndcg_at_10"]) == (2, 1.0, 1.0, 1.0)


def test_evaluate_measures_parents_among_one_kind(files: tuple[str, str]) -> None:
    result = run(
        "evaluate", "--corpus", files[0], "--questions", files[1], "--kind", "fiche", "--relevant", "parents"
    )
    assert (result["n"], result["mrr_at_10"]) == (1, 1.0)


def test_evaluate_embeds_a_passage_once(
    files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    model = WordEmbedder()
    settings.HOME = tmp_path
    monkeypatch.setattr(evaluating, "configured_embedder", lambda *_: model)
    for _ in range(2):
        run("evaluate", "--corpus", files[0], "--questions", files[1])
    assert len(model.embedded) == len(CORPUS)


def test_a_cut_cache_is_mended(tmp_path: Path) -> None:
    model = WordEmbedder()
    cache = evaluating.PassageCache(tmp_path, model)
    cache.embed(["alpha", "beta"])
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:-5])
    evaluating.PassageCache(tmp_path, model).embed(["alpha", "beta"])
    assert model.embedded == ["alpha", "beta", "beta"]


@pytest.mark.parametrize(
    "content", [b"{broken", b"[1]", b'{"id": "1"}', b"\xff\xfe\x00", b"\x1f\x8bnot gzip"]
)
def test_a_broken_corpus_is_refused(tmp_path: Path, content: bytes) -> None:
    corpus, questions = tmp_path / "c", tmp_path / "q"
    corpus.write_bytes(content)
    questions.write_text(json.dumps(QUESTIONS[0]))
    with pytest.raises(CorpusBroken):
        queries.evaluate(corpus=corpus, questions=questions)


def test_a_missing_file_ends_with_status_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run("evaluate", "--corpus", str(tmp_path / "none"), "--questions", str(tmp_path / "none"))
    assert ended.value.code == 1


def test_query_suggest_status_and_best_bets_speak_json() -> None:
    services.index_documents(
        changed=[document("carte-grise", "Carte grise"), document("passeport", "Passeport")]
    )
    assert run("query", "carte grise", "--limit", "1")["hits"][0]["key"] == "carte-grise"
    assert run("suggest", "pass")["suggestions"][0]["key"] == "passeport"
    assert run("best-bet", "carte", "passeport") == {"set": "passeport"}
    assert run("query", "carte")["hits"][0]["best_bet"] is True
    assert run("best-bet", "carte", "passeport", "--remove") == {"removed": 1}
    assert run("status")["documents"] == 2
    assert run("forget-counts") == {"deleted": 0}


def test_the_model_is_named_or_its_absence_explained(settings: Any) -> None:
    settings.EMBEDDER = "onnx:/nowhere"
    forget_embedders()
    status = run("status")
    assert status["model"] == ""
    assert "/nowhere" in status["problem"]
