"""The rows: what ranks documents or passages for a query."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

import numpy as np

from yinwen.corpus.normalize import normalize
from yinwen.index.library import Library
from yinwen.index.search import DenseSearcher, HybridSearcher, WordSearcher
from yinwen.index.segment import Segmenter
from yinwen.index.snapshot import Snapshot
from yinwen.index.types import Encoder, Hit, Searcher
from yinwen.index.words import WordIndex

from .baseline import Baseline

WORD_ROWS = ("baseline", "words", "words+bigrams")
VECTOR_ROWS = ("dense-passage", "dense", "hybrid")
"""These are there again for every further encoder."""


class Ranker(Protocol):
    """Ranks for one query."""

    def __call__(self, query: str, unit: str, k: int) -> list[str]:
        """Names of documents or passages (``unit``), best first, from the best ``k`` passages or documents."""


def by_best_passage(searcher: Searcher) -> Ranker:
    """A document ranks where its best passage does."""

    def rank(query: str, unit: str, k: int) -> list[str]:
        passages = [hit.passage for hit in searcher.search(query, k)]
        return list(dict.fromkeys(p.doc_id if unit == "document" else p.passage_id for p in passages))

    return rank


def rankers(library: Library, snapshot: Snapshot, encoder: Encoder) -> Mapping[str, Callable[[], Ranker]]:
    """By row, what makes its ranker."""
    searchers: dict[str, Callable[[], Searcher]] = {
        "words": lambda: WordsAlone(library, snapshot),
        "words+bigrams": lambda: WordSearcher(snapshot),
        "dense-passage": lambda: DensePassages(snapshot, encoder),
        "dense": lambda: DenseSearcher(snapshot, encoder),
        "hybrid": lambda: HybridSearcher(snapshot, encoder),
    }
    made: dict[str, Callable[[], Ranker]] = {"baseline": lambda: Baseline(snapshot)}
    return made | {name: _ranked(make) for name, make in searchers.items()}


def _ranked(make: Callable[[], Searcher]) -> Callable[[], Ranker]:
    return lambda: by_best_passage(make())


class _NoBigrams(Segmenter):
    def bigrams(self, text: str) -> list[str]:
        return []

    def terms(self, text: str) -> tuple[list[str], list[str]]:
        return self.words(text), []


class WordsAlone:
    """The product's own word index, asked for words and headings and not for bigrams."""

    def __init__(self, library: Library, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._index = WordIndex.open(snapshot.derived.words.folder, _NoBigrams(library.home / "cache"))

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """See ``Searcher``."""
        documents = None if within is None else self._snapshot.document_keys(within)
        found = self._index.search(query, k, documents)
        passages = self._snapshot.passages([key for key, _ in found])
        return [Hit(passages[key], score, words=score) for key, score in found]


class DensePassages:
    """One vector a passage, of its whole text: what the best sentence is measured against. Exact, by numpy."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self._encoder = encoder
        self._passages = [p for info in snapshot.documents() for p in snapshot.passages_of(info.doc_id)]
        texts = [normalize(passage.text) for passage in self._passages]
        groups = [encoder.encode_passages(texts[at : at + 512]) for at in range(0, len(texts), 512)]
        self._vectors = np.concatenate([np.empty((0, encoder.dim), np.float32), *groups])

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """See ``Searcher``."""
        scores = self._vectors @ self._encoder.encode_queries([normalize(query)])[0]
        order = np.argsort(-scores, kind="stable")
        chosen = [int(i) for i in order if within is None or self._passages[i].doc_id in within][:k]
        return [Hit(self._passages[i], float(scores[i]), dense=float(scores[i])) for i in chosen]
