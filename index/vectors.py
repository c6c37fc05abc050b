"""Sentence vectors in FAISS, a byte a dimension, one row a sentence, ids that are never used twice.

Exact search up to 524,288 rows (about 130,000 passages), where it takes 9 ms; beyond, inverted lists (IVF). Dimension
384, one thread of an EPYC with AVX-512, real questions and real sentence vectors, beyond 57,717 rows varied by real
differences between neighbours; recall@10 and @100 against exact search (tests/benchmarks/speed):

| rows | exact, float32 | fp16 | bytes | IVF, nprobe of nlist | recall | HNSW, M 32, efSearch 512 | recall |
|---|---|---|---|---|---|---|---|
| 10,000 | .40 ms | .34 | .17 | | | .40 ms | .998 .992 |
| 100,000 | 7.4 ms | 3.9 | 1.7 | 128 of 632: 1.1 ms | .986 .942 | 1.6 ms | .983 .967 |
| 300,000 | 20 ms | 11 | 6.4 | 128 of 1,095: 2.7 ms | .982 .944 | | |
| 1,000,000 | | | 17 | 256 of 2,000: 6.3 ms | .977 .956 | | |

IVF and not HNSW: rows can be taken away, lists cost no bytes (HNSW 264 a row) and are made in 40 s a million rows, where
HNSW takes 33 s for 100,000. Search within some documents reads all lists, so that it is exact at any size.

FAISS runs with one thread: its own make single queries slower on a busy machine (24 ms instead of .19, measured).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .quantize import Codes, in_steps, turned
from .types import Vectors

Keys = NDArray[np.int64]

EXACT_ROWS = 1 << 19
"""Rows up to which every one of them is compared; a list-wise index goes back to that at half as many."""
PROBED = 8
"""One list in so many is read for a question."""
_SAMPLE = 64
"""Rows a list that k-means is trained on."""
_BATCH = 20_000


def _faiss() -> Any:
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


class VectorIndex:
    """Rows of quantised vectors under int64 keys. Build it, then only search it: FAISS crashes when it does both at once."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._index = _flat(dim)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def matches(self) -> bool:
        """Whether what was read back is an index of the dimension asked for, of either kind, and of bytes."""
        faiss = _faiss()
        rows = faiss.downcast_index(self._index.index) if self.exact else self._index
        known = isinstance(rows, (faiss.IndexScalarQuantizer, faiss.IndexIVFScalarQuantizer))
        return known and int(rows.d) == self.dim and rows.sq.qtype == _kind()

    @property
    def exact(self) -> bool:
        """Whether a search compares every row."""
        return isinstance(self._index, _faiss().IndexIDMap2)

    @property
    def keys(self) -> Keys:
        """``(n,)`` the keys of all rows."""
        faiss = _faiss()
        if self.exact:
            keys: Keys = faiss.vector_to_array(self._index.id_map).astype(np.int64)
            return keys
        lists = self._index.invlists
        sizes = [int(lists.list_size(number)) for number in range(lists.nlist)]
        parts = [faiss.rev_swig_ptr(lists.get_ids(n), size).copy() for n, size in enumerate(sizes) if size]
        return np.concatenate([np.empty(0, np.int64), *parts])

    def add(self, keys: Keys, codes: Codes) -> None:
        """Adds ``(n, dim)`` rows under ``(n,)`` keys."""
        if not len(keys):
            return
        rows = len(self) + len(keys)
        # Lists suit four times the rows that they were made for.
        if rows > (EXACT_ROWS if self.exact else int(self._index.nlist) ** 2):
            self._rebuild_with(_lists(self.dim, rows, self._sample(codes, rows)))
        _fill(self._index, keys, codes)

    def _sample(self, more: Codes, rows: int) -> Codes:
        """Enough of all rows to train lists for so many."""
        wanted = min(_SAMPLE * _list_count(rows), rows)
        chosen = np.random.RandomState(0).choice(rows, wanted, replace=False)
        old = self.codes(np.sort(self.keys)[np.sort(chosen[chosen < len(self)])])
        return np.concatenate([old, more[np.sort(chosen[chosen >= len(self)]) - len(self)]])

    def _rebuild_with(self, index: Any) -> None:
        keys = np.sort(self.keys)
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            _fill(index, part, self.codes(part))
        self._index = index

    def remove(self, keys: Keys) -> None:
        """Takes rows away."""
        if not len(keys):
            return
        # Lists find rows by a table of keys, which FAISS cleans for this selector alone.
        faiss = _faiss()
        selector = faiss.IDSelectorBatch if self.exact else faiss.IDSelectorArray
        self._index.remove_ids(selector(np.ascontiguousarray(keys, np.int64)))
        if not self.exact and len(self) < EXACT_ROWS // 2:
            self._rebuild_with(_flat(self.dim))

    def codes(self, keys: Keys) -> Codes:
        """``(n, dim)`` the rows under ``keys``, all of which must be there."""
        codes: Codes = self._rows(keys).astype(np.int8)
        return codes

    def _rows(self, keys: Keys) -> Vectors:
        rows: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(keys, np.int64))
        return rows

    def cosines(self, vector: Vectors, keys: Keys) -> Vectors:
        """``(n,)`` inner products of a ``(dim,)`` vector with the rows under ``keys``, all of which must be there."""
        if not len(keys):
            return np.empty(0, np.float32)
        products: Vectors = self._rows(keys) @ turned(vector)
        return products

    def search(self, vector: Vectors, k: int, within: Keys | None = None) -> tuple[Keys, Vectors]:
        """The ``k`` nearest rows of one ``(dim,)`` vector: keys and inner products, best first, ties by key.

        FAISS compares bytes with bytes; twice as many rows as asked for are then compared with the unrounded vector.
        """
        total = len(self) if within is None else min(len(self), len(within))
        if k < 1 or total < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        steps = in_steps(turned(vector))
        _, found = self._index.search(steps[None], min(2 * k + 16, total), params=self._parameters(k, within))
        keys = found[0][found[0] >= 0]
        scores = self.cosines(vector, keys)
        order = np.lexsort((keys, -scores))[:k]
        return keys[order], scores[order]

    def _parameters(self, k: int, within: Keys | None) -> Any:
        faiss = _faiss()
        selector = None if within is None else _selector(within)
        if self.exact:
            return faiss.SearchParameters(sel=selector) if selector else None
        lists = int(self._index.nlist)
        if selector is not None:
            return faiss.SearchParametersIVF(sel=selector, nprobe=lists)
        return faiss.SearchParametersIVF(nprobe=min(-(-lists * max(len(self) // PROBED, 4 * k) // len(self)), lists))

    def widening(self, vector: Vectors, k: int, within: Keys | None = None) -> Iterator[tuple[Keys, Vectors]]:
        """The nearest ``k`` rows, then ever more until there are no others."""
        total = len(self) if within is None else len(within)
        while True:
            yield self.search(vector, k, within)
            if k >= total:
                return
            k *= 4

    def to_bytes(self) -> bytes:
        """The index as FAISS writes it."""
        data: bytes = _faiss().serialize_index(self._index).tobytes()
        return data

    @classmethod
    def from_bytes(cls, data: bytes, dim: int) -> "VectorIndex":
        """The index read back. Check its hash first: FAISS loads a sixth of single-bit flips without a word."""
        index = cls(dim)
        index._index = _faiss().deserialize_index(np.frombuffer(data, np.uint8))
        return index


def _kind() -> Any:
    return _faiss().ScalarQuantizer.QT_8bit_direct_signed


def _flat(dim: int) -> Any:
    faiss = _faiss()
    return faiss.IndexIDMap2(faiss.IndexScalarQuantizer(dim, _kind(), faiss.METRIC_INNER_PRODUCT))


def _list_count(rows: int) -> int:
    return max(int(2 * rows**0.5), 1)


def _lists(dim: int, rows: int, sample: Codes) -> Any:
    """Empty inverted lists, as many as suit ``rows``, around the centres of a sample."""
    faiss = _faiss()
    centres = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFScalarQuantizer(centres, dim, _list_count(rows), _kind(), faiss.METRIC_INNER_PRODUCT, False)
    centres.this.disown()
    index.own_fields = True
    index.cp.spherical, index.cp.seed, index.cp.niter = True, 1, 10
    index.cp.min_points_per_centroid = 1  # else it warns, where a test makes lists of few rows
    index.train(sample.astype(np.float32))
    index.set_direct_map_type(faiss.DirectMap.Hashtable)
    return index


def _fill(index: Any, keys: Keys, codes: Codes) -> None:
    index.add_with_ids(np.ascontiguousarray(codes, np.float32), np.ascontiguousarray(keys, np.int64))


def _selector(keys: Keys) -> Any:
    """Of these keys, a bit each up to the largest: FAISS asks it of every row."""
    bits = np.zeros(-(-(int(keys.max(initial=0)) + 1) // 8) * 8, np.bool_)
    bits[keys] = True
    return _faiss().IDSelectorBitmap(np.packbits(bits, bitorder="little"))
