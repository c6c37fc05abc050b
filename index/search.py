"""Searchers over a snapshot: vectors by best sentence, words by BM25, and both."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from ..corpus.normalize import normalize
from ..corpus.types import Passage
from .fusion import Scores, coverage, fuse
from .rescoring import Cosines, Sketch, cosines, rescore
from .segment import unique
from .snapshot import Snapshot
from .types import Encoder, Hit, Vectors

# How deep each engine is asked before the two are joined.
DEPTH = 100


class DenseSearcher:
    """A passage scores by its best sentence: far better than one vector for a long paragraph (.803 against .667)."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self._snapshot, self._encoder = snapshot, encoder

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """At most ``k`` hits; the score is the cosine of the best sentence."""
        if k < 1:
            return []
        vector = self._encoder.encode_queries([normalize(query)])[0]
        scores = best_sentences(self._snapshot, vector, k, within)
        ranked = sorted(scores, key=lambda key: (-scores[key], key))[:k]
        passages = self._snapshot.passages(ranked)
        spans = {key: found.best() for key, found in cosines(self._snapshot, vector, ranked).items()}
        return [_hit(passages[key], scores[key], spans.get(key), None) for key in ranked]


class WordSearcher:
    """BM25 over words and bigrams."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """At most ``k`` hits; the score is BM25's."""
        documents = None if within is None else self._snapshot.document_keys(within)
        found = self._snapshot.derived.words.search(query, k, documents)
        passages = self._snapshot.passages([key for key, _ in found])
        return [Hit(passages[key], score, words=score) for key, score in found]


class HybridSearcher:
    """Both, joined so that words count by how much of the query's rare vocabulary they hold (:func:`fuse`).

    Attributes:
        cosines: By passage key, of the candidates of the last search: each sentence against its question.
    """

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self._snapshot, self._encoder = snapshot, encoder
        self.cosines: dict[int, Cosines] = {}

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """At most ``k`` hits; scores are comparable within one search only."""
        return self.search_with_vector(query, self._encoder.encode_queries([normalize(query)])[0], k, within)

    def search_with_vector(
        self, query: str, vector: Vectors, k: int, within: Collection[str] | None = None
    ) -> list[Hit]:
        """The same with the query's ``(dim,)`` vector at hand."""
        snapshot = self._snapshot
        documents = None if within is None else snapshot.document_keys(within)
        dense = best_sentences(snapshot, vector, max(DEPTH, k), within)
        words = dict(snapshot.derived.words.search(query, max(DEPTH, k), documents))
        keys = sorted(dense.keys() | words.keys())
        if not keys or k < 1:
            return []
        bm25 = np.array([words.get(key, 0.0) for key in keys])
        index = snapshot.derived.words
        size = (len(index), index.weight_of(query))
        self.cosines = cosines(snapshot, vector, keys)
        order, scores = _ranked(keys, self.cosines, bm25, *size)
        if isinstance(self._encoder, Sketch):
            ranked = [keys[i] for i in order]
            self.cosines = rescore(snapshot, self._encoder, vector, ranked, self.cosines)
            order, scores = _ranked(keys, self.cosines, bm25, *size)
        order = order[:k]
        passages = snapshot.passages([keys[i] for i in order])
        spans = {key: self.cosines[key].best() for key in passages if key in self.cosines}
        return [_hit(passages[keys[i]], float(scores[i]), spans.get(keys[i]), float(bm25[i])) for i in order]

    def coverage(self, query: str) -> float:
        """The share of the query's words, weighed by idf, that the index holds."""
        index = self._snapshot.derived.words
        terms = unique(self._snapshot.segmenter.plain_words(query))
        return coverage(index.document_frequencies(terms), len(index))


def best_sentences(snapshot: Snapshot, vector: Vectors, k: int, within: Collection[str] | None) -> dict[int, float]:
    """By passage key, the cosine of its best sentence, for at least ``k`` passages where there are so many.

    Asks deeper until the k-th passage is better than the last row seen, so that ties are not FAISS's to break.
    """
    allowed = None if within is None else snapshot.sentence_keys(snapshot.document_keys(within))
    best: dict[int, float] = {}
    for keys, scores in snapshot.derived.vectors.widening(vector, 2 * k, allowed):
        best = {}
        for key, score in zip(snapshot.passages_of_sentences(keys).tolist(), scores.tolist(), strict=True):
            if key >= 0:
                best.setdefault(key, score)
        if len(best) >= k and list(best.values())[k - 1] > scores[-1]:
            break
    return best


def _ranked(
    keys: Sequence[int], found: Mapping[int, Cosines], bm25: Scores, total: int, whole: float
) -> tuple[list[int], Scores]:
    """The order of the candidates, best first, and their scores."""
    best = np.array([found[key].best()[1] if key in found else -1.0 for key in keys])
    scores = fuse(best, bm25, total, whole)
    return sorted(range(len(keys)), key=lambda i: (-scores[i], keys[i])), scores


def _hit(passage: Passage, score: float, span: tuple[tuple[int, int], float] | None, words: float | None) -> Hit:
    place, cosine = span if span is not None else (None, None)
    return Hit(passage, score, sentence=place, dense=cosine, words=words)
