"""Corrections: the nearest known word, cheaper where keys or sounds are near."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.search.rules.spelling import Vocabulary, allowed_distance, distances_to
from bawaba.search.rules.synonyms import Thesaurus

WORDS = ["passeport", "residence", "mariage", "naissance", "permis", "certificat", "جواز", "شهاده", "السكني"]
words = st.text("abcdefghij", min_size=1, max_size=9)


def distance(left: str, right: str) -> float:
    row = np.array([right], dtype=f"U{len(right)}").view(np.uint32).reshape(1, len(right))
    return float(distances_to(left, row)[0])


@given(words)
def test_a_word_is_no_distance_from_itself(word: str) -> None:
    assert distance(word, word) == 0


@given(words, words)
def test_distance_is_symmetric_and_bounded_by_length(left: str, right: str) -> None:
    assert distance(left, right) == pytest.approx(distance(right, left))
    assert abs(len(left) - len(right)) <= distance(left, right) <= max(len(left), len(right))


def test_a_swap_and_a_neighbouring_key_cost_half() -> None:
    assert distance("mraiage", "mariage") == 0.5
    assert distance("permid", "permis") == 0.5
    assert distance("permix", "permis") == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("passport", "passeport"),
        ("residance", "residence"),
        ("mraiage", "mariage"),
        ("certifcat", "certificat"),
    ],
)
def test_the_nearest_known_word_is_found(typed: str, meant: str | None) -> None:
    found = Vocabulary(WORDS).nearest(typed)
    assert (found[0][0] if found else None) == meant


def test_short_words_and_numbers_are_left_alone() -> None:
    assert allowed_distance("cin") == 0
    assert allowed_distance("form12") == 0
    assert Vocabulary(WORDS).nearest("per") == []


def test_a_group_of_synonyms_answers_in_the_channel_asked() -> None:
    thesaurus = Thesaurus([{"fr": ["permis de conduire"], "ar": ["رخصة السياقة"], "darija-latn": ["lpermi"]}])
    asked = thesaurus.expand("ar", "darija-latn", "bghit lpermi jdid")
    assert asked.groups == ((("رخص", "سياق"),),)
    assert thesaurus.expand("ar", "fr", "acte de naissance").groups == ()


def test_only_english_touches_the_lexicon() -> None:
    thesaurus = Thesaurus([], [{"en": ["birth"], "fr": ["naissance"]}])
    assert thesaurus.expand("fr", "en", "register a birth").groups == ((("naissanc",),),)
    assert thesaurus.expand("fr", "fr", "naissance").groups == ()
