"""Which sentence belongs to which passage and document, and where it stands: of all sentences, in memory.

48 bytes a sentence. Read from SQLite for each question, the sentences of 240 candidates took 5.4 ms of processor time, so
.3 (10,736 passages of crud_news_dev).
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from .vectors import Keys

Place = tuple[int, int]


class SentenceTable:
    """What does not change while a snapshot is open.

    Args:
        rows: By sentence ``(sentence_key, passage_key, doc_key, start, end)``, in any order.
    """

    def __init__(self, rows: Iterable[tuple[int, int, int, int, int]]) -> None:
        table = np.fromiter(rows, np.dtype((np.int64, 5))).reshape(-1, 5)
        self.keys, self._passages, self._documents, self._starts, self._ends = table[table[:, 0].argsort()].T.copy()
        self._by_passage: NDArray[np.intp] = np.argsort(self._passages, kind="stable")
        self._passages_sorted = self._passages[self._by_passage]

    def __len__(self) -> int:
        return len(self.keys)

    def passages_of(self, keys: Keys) -> Keys:
        """The passage of each sentence key; -1 for one that is not there."""
        if not len(self):
            return np.full(len(keys), -1, np.int64)
        at = np.clip(np.searchsorted(self.keys, keys), 0, len(self) - 1)
        found: Keys = np.where(self.keys[at] == keys, self._passages[at], -1)
        return found

    def in_documents(self, doc_keys: Collection[int]) -> Keys:
        """Keys of all sentences in these documents."""
        kept: Keys = self.keys[np.isin(self._documents, np.array(sorted(doc_keys), np.int64))]
        return kept

    def of_passages(self, passage_keys: Collection[int]) -> Iterator[tuple[int, Keys, list[Place]]]:
        """By passage that has any: its key, its sentences' keys in reading order, and their ``(start, end)``."""
        wanted = np.unique(np.fromiter(passage_keys, np.int64, len(passage_keys)))
        first = np.searchsorted(self._passages_sorted, wanted).tolist()
        last = np.searchsorted(self._passages_sorted, wanted, "right").tolist()
        for key, a, b in zip(wanted.tolist(), first, last, strict=True):
            if a < b:
                rows = self._by_passage[a:b]
                places = list(zip(self._starts[rows].tolist(), self._ends[rows].tolist(), strict=True))
                yield key, self.keys[rows], places
