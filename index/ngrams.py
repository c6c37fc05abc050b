"""Which entries of a vocabulary stand in a text, all of them, overlapping: found by hash in numpy, many texts at once.

No text is cut into words first. 中国人民银行 holds 中国, 人民, 银行 and each character, and a sum over them needs no
decision where a word ends.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

LONGEST = 4
"""Characters of the longest entry; a word in Latin letters may be longer."""
LIMIT = 2000
"""Characters of a text; what lies beyond is not seen."""
BATCH = 1 << 16
"""Characters at once: the arrays of a batch stay in the processor's cache."""
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2 ** 64
_MIX = np.uint64(0xD6E8FEB86659FD93)
_ROOM = 4  # slots of the table for each entry, at least
_LATIN = np.array(
    [False, *(chr(c).isalpha() for c in range(0x250)), False]
)  # by code, which is one more; then all others


class Vocabulary:
    """Finds entries by a polynomial hash modulo 2 ** 64 (Karp and Rabin 1987, "Efficient randomized pattern-matching
    algorithms"), taken for all windows of a length at once from sums over the text's beginning.

    Args:
        entries: Of up to :data:`LONGEST` characters, or a word in Latin letters of any length.

    Raises:
        ValueError: Two entries are the same or have the same hash.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        longest = BATCH + LIMIT + 2
        self._up, self._down = _powers(_BASE, longest), _powers(pow(_BASE, -1, 1 << 64), longest)
        self._keys = np.array([self._hash(entry) for entry in entries], np.uint64)
        if len(np.unique(self._keys)) < len(entries):
            raise ValueError("two entries of one hash")
        bits = (_ROOM * len(entries)).bit_length()
        self._table, self._shift = np.full(1 << bits, -1, np.int32), np.uint64(64 - bits)
        for number, slot in enumerate(self._slots(self._keys).tolist()):
            while self._table[slot] >= 0:
                slot = (slot + 1) % len(self._table)
            self._table[slot] = number

    def _hash(self, entry: str) -> np.uint64:
        codes = _codes(entry)
        return (codes * self._up[: len(codes)]).sum(dtype=np.uint64)  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Every occurrence of every entry in each text.

        Returns:
            ``(n,)`` the text's number, never falling, and ``(n,)`` the entry's; in one text short entries come first.
        """
        rows, entries = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for first, batch in _batches(texts):
            row, entry = self._find_batch(batch)
            rows.append(row + first)
            entries.append(entry)
        return np.concatenate(rows), np.concatenate(entries)

    def _find_batch(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        codes = _codes("\0".join(texts) + "\0")
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * self._up[: len(codes)], out=sums[1:])
        latin = _LATIN[np.minimum(codes, len(_LATIN) - 1)]
        latin[-1] = False
        edge = np.ones(len(codes) + 1, np.bool_)  # an entry may begin or end here: not between two Latin letters
        edge[1:-1] = ~(latin[1:] & latin[:-1])
        places, entries = [], []
        for starts, ends in _windows(latin, edge):
            found = self._lookup((sums[ends] - sums[starts]) * self._down[starts])
            kept = np.flatnonzero(found >= 0)
            places.append(starts[kept])
            entries.append(found[kept])
        text_of = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
        rows = text_of[np.concatenate(places)]
        order = np.argsort(rows, kind="stable")
        return rows[order], np.concatenate(entries)[order].astype(np.int64)

    def _slots(self, hashes: Hashes) -> NDArray[np.int64]:
        return ((hashes * _MIX) >> self._shift).astype(np.int64)

    def _lookup(self, hashes: Hashes) -> NDArray[np.int32]:
        slots = self._slots(hashes)
        found = self._table[slots]
        open_ = np.flatnonzero(found >= 0)
        open_ = open_[self._keys[found[open_]] != hashes[open_]]
        while len(open_):
            slots[open_] = (slots[open_] + 1) % len(self._table)
            found[open_] = self._table[slots[open_]]
            open_ = open_[found[open_] >= 0]
            open_ = open_[self._keys[found[open_]] != hashes[open_]]
        return found


def _powers(base: int, count: int) -> Hashes:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _codes(text: str) -> Hashes:
    """Never 0, which would add nothing to a hash."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64) + np.uint64(1)


def _windows(latin: Flags, edge: Flags) -> Iterator[tuple[Numbers, Numbers]]:
    """Where entries may stand: all windows up to :data:`LONGEST` that cut no Latin word, then longer Latin words."""
    for size in range(1, LONGEST + 1):
        starts = np.flatnonzero(edge[:-size] & edge[size:])
        yield starts, starts + size
    bounds = np.flatnonzero(np.diff(latin.astype(np.int8), prepend=0))
    starts, ends = bounds[::2], bounds[1::2]
    long = ends - starts > LONGEST
    yield starts[long], ends[long]


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    batch: list[str] = []
    first = size = 0
    for number, text in enumerate(texts):
        if batch and size + len(text) > BATCH:
            yield first, batch
            batch, first, size = [], number, 0
        batch.append(text[:LIMIT])
        size += len(batch[-1]) + 1
    if batch:
        yield first, batch
