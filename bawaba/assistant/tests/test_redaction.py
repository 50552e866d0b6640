"""Personal data taken out of questions before a language model sees them."""

import pytest

from bawaba.assistant.queries import REDACTION_DEV, REDACTION_TEST, evaluate_redaction
from bawaba.assistant.queries.books import given_names
from bawaba.assistant.queries.redacting import REDACTION_FRESH, read_marked
from bawaba.assistant.rules.redaction import KINDS, redact


@pytest.mark.parametrize(
    "sentences", [REDACTION_DEV, REDACTION_TEST, REDACTION_FRESH], ids=["dev", "test", "fresh"]
)
def test_what_is_marked_is_taken_out(sentences: object) -> None:
    measured = evaluate_redaction(sentences=sentences)  # type: ignore[arg-type]
    assert measured["recall"] >= 0.99, measured["missed"]  # type: ignore[operator]
    assert measured["precision"] >= 0.95, measured["extra"]  # type: ignore[operator]


def test_the_sets_are_large_and_hold_every_kind_and_hard_negatives() -> None:
    marked = [*read_marked(REDACTION_DEV), *read_marked(REDACTION_TEST)]
    assert len(marked) >= 300
    assert {span.kind for one in marked for span in one.wanted} == set(KINDS) - {"number"}
    assert sum(not one.wanted for one in marked) >= 100
    assert {one.language for one in marked} == {"ar", "darija", "darija-latn", "fr", "en"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Mon tél est le ٠٦٦١٢٣٤٥٦٧.", "Mon tél est le [phone]."),
        ("Le timbre de 100 dirhams suffit-il ?", "Le timbre de 100 dirhams suffit-il ?"),
        ("Loi n° 55-19, article 16", "Loi n° 55-19, article 16"),
    ],
)
def test_what_is_left_reads_on(said: str, left: str) -> None:
    assert redact(said, given_names()).text == left


def test_each_place_is_taken_out_once_and_nothing_around_it() -> None:
    told = redact("Écrivez à a@b.ma et b@c.ma, merci", given_names())
    assert told.text == "Écrivez à [email] et [email], merci"
    assert [span.kind for span in told.spans] == ["email", "email"]
