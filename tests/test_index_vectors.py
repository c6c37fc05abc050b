import faiss
import numpy as np
import pytest

from yinwen.index.vectors import VectorIndex


@pytest.fixture
def vectors():
    found = np.random.default_rng(5).normal(size=(200, 16)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def index(vectors):
    made = VectorIndex(16)
    made.add(np.arange(200) * 3 + 7, vectors)
    return made


def exact(vectors, query, keys):
    scores = vectors @ query
    return keys[np.argsort(-scores, kind="stable")], np.sort(scores)[::-1]


def test_the_nearest_are_those_of_exact_search(index, vectors):
    keys = np.arange(200) * 3 + 7
    for query in vectors[:20]:
        found, scores = index.search(query, 10)
        wanted, best = exact(vectors, query, keys)
        assert found.tolist() == wanted[:10].tolist()
        assert np.allclose(scores, best[:10], atol=1e-5)


def test_within_is_filtered_inside(index, vectors):
    allowed = np.array([7, 10, 13, 601])
    found, scores = index.search(vectors[100], 3, allowed)
    rows = (allowed - 7) // 3
    wanted, best = exact(vectors[rows], vectors[100], allowed)
    assert found.tolist() == wanted[:3].tolist()
    assert np.allclose(scores, best[:3], atol=1e-5)


def test_more_than_there_is_gives_all(index, vectors):
    assert sorted(index.search(vectors[0], 10_000)[0]) == sorted(index.keys)
    assert len(index.search(vectors[0], 10, np.array([7, 999_999]))[0]) == 1
    assert len(index.search(vectors[0], 10, np.empty(0, np.int64))[0]) == 0
    assert len(VectorIndex(16).search(vectors[0], 5)[0]) == 0


def test_removed_keys_are_found_no_more(index, vectors):
    index.remove(np.array([7, 10]))
    assert len(index) == 198
    assert not {7, 10} & set(index.search(vectors[0], 200)[0].tolist())
    index.remove(np.empty(0, np.int64))
    assert len(index) == 198


def test_widening_goes_on_until_there_are_no_others(index, vectors):
    sizes = [len(keys) for keys, _ in index.widening(vectors[0], 5)]
    assert sizes[0] == 5
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == 200


def test_bytes_and_back(index, vectors):
    again = VectorIndex.from_bytes(index.to_bytes(), 16)
    assert again.dim_matches()
    assert again.keys.tolist() == index.keys.tolist()
    assert again.search(vectors[3], 5)[0].tolist() == index.search(vectors[3], 5)[0].tolist()
    assert not VectorIndex.from_bytes(index.to_bytes(), 8).dim_matches()


def test_faiss_runs_with_one_thread(index, vectors):
    faiss.omp_set_num_threads(2)
    index.search(vectors[0], 1)
    assert faiss.omp_get_max_threads() == 1
