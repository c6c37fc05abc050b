"""Sentence vectors in FAISS: exact inner product, one row a sentence, ids that are never used twice.

Exact search while it is fast enough: 10,000 rows of 256 take .19 ms on one thread, and FAISS's own threads make single
queries slower on a busy machine (24 ms with two, measured), so it runs with one.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .types import Vectors

Keys = NDArray[np.int64]


def _faiss() -> Any:
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


class VectorIndex:
    """Rows of unit vectors under int64 keys. Build it, then only search it: FAISS crashes when it does both at once."""

    def __init__(self, dim: int) -> None:
        faiss = _faiss()
        self.dim = dim
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def dim_matches(self) -> bool:
        """Whether what was read back has the dimension asked for."""
        return int(self._index.d) == self.dim

    @property
    def keys(self) -> Keys:
        """``(n,)`` the keys of all rows."""
        keys: Keys = _faiss().vector_to_array(self._index.id_map).astype(np.int64)
        return keys

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Adds ``(n, dim)`` rows under ``(n,)`` keys."""
        if len(keys):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(keys, np.int64))

    def remove(self, keys: Keys) -> None:
        """Takes rows away."""
        if len(keys):
            self._index.remove_ids(_faiss().IDSelectorBatch(np.ascontiguousarray(keys, np.int64)))

    def search(self, vector: Vectors, k: int, within: Keys | None = None) -> tuple[Keys, Vectors]:
        """The ``k`` nearest rows of one ``(dim,)`` vector: keys and inner products, best first."""
        k = min(k, len(self) if within is None else min(len(self), len(within)))
        if k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        faiss = _faiss()
        parameters = None
        if within is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(within, np.int64))
            parameters = faiss.SearchParameters(sel=selector)
        scores, keys = self._index.search(np.ascontiguousarray(vector[None], np.float32), k, params=parameters)
        kept = keys[0] >= 0
        return keys[0][kept], scores[0][kept]

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
