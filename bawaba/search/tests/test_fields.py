"""What single fields say of a question: shares worked out by hand."""

import pytest

from bawaba.kernel.ports import SearchDocument, SearchText
from bawaba.search.queries import FIELD_SIGNS, AskedFields, open_corpus, read_fields
from bawaba.search.rules.fields import AskedReading, asked_terms, compare_fields
from bawaba.search.rules.fields import read_fields as read_texts

pytestmark = pytest.mark.sqlite_is_enough


def _fields(title: str, *keywords: str, summary: str = "") -> dict[str, object]:
    return dict(read_texts({"fr": SearchText(title, summary, keywords)}))


def _asked(text: str) -> dict[str, AskedReading]:
    """Return a question whose every term weighs two."""
    terms, _ = asked_terms(text, "fr")["fr"]
    return {"fr": AskedReading(terms, (), dict.fromkeys(terms, 2.0), 2.0)}


def test_shares_of_a_question_are_told_apart_by_field() -> None:
    told = compare_fields(_asked("zorglub vrombir"), _fields("Zorglub", "vrombir fort", summary="rien"))  # type: ignore[arg-type]
    assert told["in_title"] == told["in_keywords"] == 0.5
    assert told["in_fields"] == 1.0
    assert told["title_said"] == 2 / (2 + 6)  # one word said, weight 2; a title counts as longer by 6
    assert told["keyword_said"] == 2 / 2 * 2 / (2 + 8)  # the title itself: all of it is said
    assert told["pairs"] == 0.0


def test_words_side_by_side_count_in_either_order() -> None:
    fields = _fields("Vrombir zorglub")
    assert compare_fields(_asked("zorglub vrombir"), fields)["pairs"] == 1.0  # type: ignore[arg-type]
    assert compare_fields(_asked("zorglub tarabiscot vrombir"), fields)["pairs"] == 0.0  # type: ignore[arg-type]


def test_a_special_case_is_plain_only_to_whoever_names_it() -> None:
    fields = _fields("Passeport pour mineur")
    assert compare_fields(_asked("passeport"), fields)["plain"] == 0.0  # type: ignore[arg-type]
    assert compare_fields(_asked("passeport mineur"), fields)["plain"] == 1.0  # type: ignore[arg-type]
    assert compare_fields(_asked("passeport"), _fields("Passeport"))["plain"] == 1.0  # type: ignore[arg-type]


def test_rare_words_weigh_more_and_darija_reaches_arabic_fields() -> None:
    documents = [
        SearchDocument(
            "service", key, {"ar": SearchText(title), "darija-latn": SearchText("", keywords=words)}
        )
        for key, title, words in (
            ("a", "شهادة الحياة", ["chahadat l7ayat"]),
            ("b", "شهادة السكنى", ["chahadat sokna"]),
            ("c", "شهادة العمل", ["chahadat l3amal"]),
        )
    ]
    asked = AskedFields(
        text="bghit chahadat sokna", language="darija-latn", corpus=open_corpus(documents=documents)
    )
    told = {one.key: asked.compare(read_fields(one)) for one in documents}
    assert all(0.0 <= value <= 1.0 for shares in told.values() for value in shares.values())
    assert tuple(told["a"]) == FIELD_SIGNS
    for name in ("in_title", "in_keywords", "title_said", "keyword_said"):
        assert told["b"][name] > told["a"][name]
