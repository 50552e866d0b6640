"""Vectors: exact while few, by cells beyond."""

import numpy as np

from bawaba.search.embedders.protocol import unit_rows
from bawaba.search.engines.vectors import MOST_PROBED, CellVectorSet, Closeness, VectorSet
from bawaba.search.rules.cells import assign_cells, count_cells, fit_cells

chance = np.random.default_rng(5)


def clustered(count: int, dimensions: int = 24, topics: int = 40) -> np.ndarray:
    centres = chance.normal(size=(topics, dimensions))
    rows = centres[chance.integers(0, topics, count)] + 0.4 * chance.normal(size=(count, dimensions))
    return unit_rows(rows.astype(np.float32))


def nearest_ten(found: Closeness) -> set[int]:
    return set(found.numbers[np.argsort(-found.scores)[:10]].tolist())


def test_a_document_is_as_close_as_its_nearest_passage() -> None:
    vectors = unit_rows(np.array([[1, 0], [0, 1], [1, 1]], np.float32))
    found = VectorSet(np.array([2, 2, 4], np.int32), vectors).closeness(np.array([1, 0], np.float32))
    assert found.numbers.tolist() == [2, 4]
    assert np.allclose(found.scores, [1, np.sqrt(0.5)])
    assert np.isclose(found.mean, (1 + 0 + np.sqrt(0.5)) / 3)


def test_a_document_without_vector_has_no_direction() -> None:
    vectors = VectorSet(np.array([1], np.int32), unit_rows(np.ones((1, 3), np.float32)))
    assert vectors.vector_of(7) is None
    direction = vectors.vector_of(1)
    assert direction is not None
    assert np.isclose(np.linalg.norm(direction), 1)


def test_cells_find_what_the_exact_product_finds_and_read_a_bounded_part() -> None:
    vectors = clustered(30_000)
    numbers = np.arange(1, 30_001, dtype=np.int32)
    centroids = fit_cells(vectors, count_cells(len(vectors)))
    by_cell = CellVectorSet(numbers, vectors, assign_cells(vectors, centroids), centroids)
    exact = VectorSet(numbers, vectors)
    kept = 0
    for question in clustered(40):
        best = nearest_ten(exact.closeness(question))
        read = by_cell.closeness(question)
        assert len(read.numbers) <= MOST_PROBED
        kept += len(best & nearest_ten(read))
    assert kept / 400 > 0.85


def test_cells_are_the_same_for_the_same_vectors() -> None:
    vectors = clustered(500)
    assert np.array_equal(fit_cells(vectors, 10), fit_cells(vectors, 10))
