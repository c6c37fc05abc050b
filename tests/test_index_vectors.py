"""Exact search in numpy, over the same bytes, is the oracle."""

import faiss
import numpy as np
import pytest

from yinwen.index import vectors as vectors_module
from yinwen.index.quantize import quantize, restore
from yinwen.index.vectors import VectorIndex

DIM = 16
KEYS = np.arange(200) * 3 + 7


def unit(count, seed=5):
    found = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def vectors():
    return unit(200)


@pytest.fixture(params=["exact", "lists"])
def index(request, vectors, monkeypatch):
    """The same rows compared one by one, and in lists of which every one is read."""
    if request.param == "lists":
        monkeypatch.setattr(vectors_module, "EXACT_ROWS", 150)
        monkeypatch.setattr(vectors_module, "PROBED", 1)
    made = VectorIndex(DIM)
    for start in range(0, 200, 60):
        made.add(KEYS[start : start + 60], quantize(vectors[start : start + 60]))
    assert made.exact == (request.param == "exact")
    return made


def exact(vectors, query, keys):
    scores = restore(quantize(vectors)) @ query
    order = np.lexsort((keys, -scores))
    return keys[order], scores[order]


def test_the_nearest_are_those_of_exact_search(index, vectors):
    for query in unit(20, seed=6):
        found, scores = index.search(query, 10)
        wanted, best = exact(vectors, query, KEYS)
        assert found.tolist() == wanted[:10].tolist()
        assert np.allclose(scores, best[:10], atol=1e-5)


def test_within_is_filtered_inside(index, vectors):
    allowed = np.array([7, 10, 13, 601])
    found, scores = index.search(vectors[100], 3, allowed)
    wanted, best = exact(vectors[(allowed - 7) // 3], vectors[100], allowed)
    assert found.tolist() == wanted[:3].tolist()
    assert np.allclose(scores, best[:3], atol=1e-5)


def test_within_is_exact_where_few_lists_are_read(index, vectors, monkeypatch):
    monkeypatch.setattr(vectors_module, "PROBED", 200)
    for query in unit(20, seed=8):
        found, _ = index.search(query, 5, KEYS[::2])
        assert found.tolist() == exact(vectors[::2], query, KEYS[::2])[0][:5].tolist()


def test_more_than_there_is_gives_all(index, vectors):
    assert sorted(index.search(vectors[0], 10_000)[0]) == sorted(index.keys) == KEYS.tolist()
    assert len(index.search(vectors[0], 10, np.array([7, 999_999]))[0]) == 1
    assert len(index.search(vectors[0], 10, np.empty(0, np.int64))[0]) == 0
    assert len(index.search(vectors[0], 0)[0]) == 0
    assert len(VectorIndex(DIM).search(vectors[0], 5)[0]) == 0


def test_ties_are_broken_by_key(vectors):
    index = VectorIndex(DIM)
    index.add(np.array([9, 3, 7, 5]), quantize(vectors[[0, 0, 0, 1]]))
    assert index.search(vectors[0], 3)[0].tolist() == [3, 7, 9]


def test_removed_keys_are_found_no_more(index, vectors):
    index.remove(np.array([7, 10]))
    assert len(index) == 198
    assert not {7, 10} & set(index.search(vectors[0], 200)[0].tolist())
    assert not {7, 10} & set(index.keys.tolist())
    index.remove(np.empty(0, np.int64))
    assert len(index) == 198
    index.add(np.array([1000]), quantize(vectors[:1]))
    assert index.search(vectors[0], 1)[0].tolist() == [1000]


def test_rows_are_the_bytes_that_were_added(index, vectors):
    keys = KEYS[[5, 150, 5, 0]]
    assert (index.codes(keys) == quantize(vectors)[[5, 150, 5, 0]]).all()
    query = unit(1, seed=9)[0]
    assert np.allclose(index.cosines(query, keys), restore(index.codes(keys)) @ query, atol=1e-6)
    assert index.cosines(query, np.empty(0, np.int64)).shape == (0,)


def test_widening_goes_on_until_there_are_no_others(index, vectors):
    sizes = [len(keys) for keys, _ in index.widening(vectors[0], 5)]
    assert sizes[0] == 5
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == 200


def test_bytes_and_back(index, vectors):
    again = VectorIndex.from_bytes(index.to_bytes(), DIM)
    assert again.matches()
    assert again.exact == index.exact
    assert again.keys.tolist() == index.keys.tolist()
    assert again.search(vectors[3], 5)[0].tolist() == index.search(vectors[3], 5)[0].tolist()
    again.remove(KEYS[3:4])
    again.add(KEYS[3:4], quantize(vectors[3:4]))
    assert again.search(vectors[3], 1)[0].tolist() == KEYS[3:4].tolist()
    assert not VectorIndex.from_bytes(index.to_bytes(), 8).matches()


def test_an_index_of_floats_is_not_ours(vectors):
    flat = faiss.IndexIDMap2(faiss.IndexFlatIP(DIM))
    assert not VectorIndex.from_bytes(faiss.serialize_index(flat).tobytes(), DIM).matches()
    fp16 = faiss.IndexScalarQuantizer(DIM, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    assert not VectorIndex.from_bytes(faiss.serialize_index(faiss.IndexIDMap2(fp16)).tobytes(), DIM).matches()


def test_it_changes_over_as_it_grows_and_back(monkeypatch):
    monkeypatch.setattr(vectors_module, "EXACT_ROWS", 100)
    monkeypatch.setattr(vectors_module, "PROBED", 1)
    rows, keys = unit(1000), np.arange(1000)
    index, lists = VectorIndex(DIM), []
    for start in range(0, 1000, 50):
        index.add(keys[start : start + 50], quantize(rows[start : start + 50]))
        lists.append(0 if index.exact else index._index.nlist)
        assert sorted(index.keys) == list(range(start + 50))
        query = rows[start + 7]
        assert (
            index.search(query, 9)[0].tolist() == exact(rows[: start + 50], query, keys[: start + 50])[0][:9].tolist()
        )
    assert lists[:4] == [0, 0, 24, 24]  # 2 sqrt(150)
    assert lists[-1] == 48  # 2 sqrt(600): more than 24 * 24
    index.remove(keys[100:])
    assert not index.exact
    index.remove(keys[49:100])
    assert index.exact
    assert index.search(rows[11], 9)[0].tolist() == exact(rows[:49], rows[11], keys[:49])[0][:9].tolist()


def test_lists_are_made_the_same_each_time(monkeypatch, vectors):
    monkeypatch.setattr(vectors_module, "EXACT_ROWS", 100)
    made = [VectorIndex(DIM), VectorIndex(DIM)]
    for index in made:
        index.add(KEYS, quantize(vectors))
    assert made[0].to_bytes() == made[1].to_bytes()


def test_few_lists_find_most(monkeypatch):
    """Rows in groups, as meanings are: a tenth of the lists holds nearly all of the nearest."""
    monkeypatch.setattr(vectors_module, "EXACT_ROWS", 1000)
    chance = np.random.default_rng(3)
    rows = unit(60)[chance.integers(0, 60, 3000)] + 0.25 * unit(3000, seed=4)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = VectorIndex(DIM)
    index.add(np.arange(3000), quantize(rows))
    found = [
        len(set(index.search(query, 10)[0].tolist()) & set(exact(rows, query, np.arange(3000))[0][:10].tolist()))
        for query in rows[::100]
    ]
    assert 9.0 < np.mean(found) <= 10.0


def test_faiss_runs_with_one_thread(index, vectors):
    faiss.omp_set_num_threads(2)
    index.search(vectors[0], 1)
    assert faiss.omp_get_max_threads() == 1
