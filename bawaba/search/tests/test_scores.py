"""Posting lists, impacts and measures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.search.rules import measures
from bawaba.search.rules.packing import Inverter, PackedList, PostingList, cut, join, shorten, unpack
from bawaba.search.rules.scoring import K1, inverse_frequency, saturate

weights = st.floats(0.0625, 2.125, width=32)


def packed(rows: dict[int, float]) -> PackedList:
    inverter = Inverter()
    for number, weight in sorted(rows.items()):
        inverter.add(number, {"fr": [("term", weight)]})
    return dict(inverter.lists())["fr:term"] if rows else PackedList(b"", b"", 0)


@given(st.dictionaries(st.integers(1, 2**31 - 1), weights, min_size=1, max_size=50))
def test_packing_keeps_numbers_exactly_and_weights_within_a_step(rows: dict[int, float]) -> None:
    postings = unpack(packed(rows))
    assert dict.fromkeys(postings.documents.tolist()) == dict.fromkeys(sorted(rows))
    expected = np.array([rows[number] for number in sorted(rows)])
    assert np.abs(postings.weights - expected).max() <= (K1 + 1) / 255
    assert (postings.weights > 0).all()


@given(st.dictionaries(st.integers(1, 9999), weights, min_size=5, max_size=60), st.integers(1, 5))
def test_a_cut_list_keeps_its_strongest_and_says_how_many_there_were(
    rows: dict[int, float], most: int
) -> None:
    whole = unpack(packed(rows))
    short = unpack(cut(packed(rows), most))
    assert len(short.documents) == most
    assert short.frequency == len(rows)
    assert short.weights.min() >= np.sort(whole.weights)[-most]
    assert (np.diff(short.documents) > 0).all()


@given(st.lists(st.integers(1, 1024), min_size=1, max_size=60), st.integers(1000, 10_000))
def test_a_question_of_many_frequent_terms_reads_less_of_each(lengths: list[int], most: int) -> None:
    lists = {
        str(place): PostingList(
            np.arange(length, dtype=np.int32), np.linspace(0.1, 2, length, dtype=np.float32), 5000, length
        )
        for place, length in enumerate(lengths)
    }
    short = shorten(lists, most)
    kept = {key: len(found.documents) for key, found in short.items()}
    assert sum(kept.values()) <= max(most, 128 * len(lists))
    assert kept == {key: min(length, max(kept.values())) for key, length in zip(lists, lengths, strict=True)}
    for key, found in short.items():
        assert found.frequency == 5000
        assert found.weights.min() >= np.sort(lists[key].weights)[-kept[key]]


@given(st.dictionaries(st.integers(1, 500), weights, min_size=2, max_size=40), st.data())
def test_joining_leaves_retired_documents_out(rows: dict[int, float], data: st.DataObject) -> None:
    numbers = sorted(rows)
    half = len(numbers) // 2
    parts = [packed({n: rows[n] for n in numbers[:half]}), packed({n: rows[n] for n in numbers[half:]})]
    retired = data.draw(st.sets(st.sampled_from(numbers)))
    mask = np.zeros(501, np.bool_)
    mask[list(retired)] = True
    joined = unpack(join(parts, mask))
    assert set(joined.documents.tolist()) == set(numbers) - retired
    assert joined.frequency == len(numbers) - len(retired)


def test_impact_grows_with_frequency_and_falls_with_length() -> None:
    short = saturate(np.array([1.0, 2.0], np.float32), 10, 100)
    long = saturate(np.array([1.0, 2.0], np.float32), 1000, 100)
    assert short[0] < short[1] < K1 + 1
    assert (long < short).all()


def test_a_document_of_mean_length_scores_as_in_the_textbook() -> None:
    # tf (k1 + 1) / (tf + k1) with tf = 3: 3 x 2.2 / 4.2
    assert saturate(np.array([3.0], np.float32), 50, 50)[0] == pytest.approx(6.6 / 4.2, rel=1e-6)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_rarity_is_positive_and_falls_with_frequency(documents: int, holding: int) -> None:
    assert inverse_frequency(documents, holding) > 0
    assert inverse_frequency(documents, holding) >= inverse_frequency(documents, holding + 1)


def test_measures_follow_their_definitions() -> None:
    ranked = ["a", "b", "c", "d"]
    wanted = frozenset({"b", "d"})
    assert measures.reciprocal_rank(ranked, wanted) == 1 / 2
    assert measures.is_hit(ranked, wanted, 1) == 0
    assert measures.is_hit(ranked, wanted, 5) == 1
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    assert measures.discounted_gain(ranked, wanted) == pytest.approx(gain / (1 + 1 / math.log2(3)))
    assert measures.reciprocal_rank([str(n) for n in range(20)], frozenset({"15"})) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_the_interval_holds_the_mean(values: list[float]) -> None:
    low, high = measures.bootstrap_interval(values)
    assert low - 1e-9 <= np.mean(values) <= high + 1e-9 or len(set(values)) > 1
    assert low <= high
    assert measures.bootstrap_interval(values) == (low, high)
