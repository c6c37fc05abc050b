"""Vectors of entries whose means come nearest to the exact encoder's sentences: ridge regression around a prior.

A sentence's vector is ``X T + b``, where a row of ``X`` has each entry's share of the sentence and, times ``context``, its
share of the passage. The prior of an entry comes from the exact encoder's vector of that entry alone, through one linear
map for all (as static vectors are drawn out of a network in model2vec, Tulkens and van Dongen 2024), weighed down where it
is frequent (``a / (a + p)``, Arora et al. 2017, "A simple but tough-to-beat baseline"). What the sentences say beyond it
is found by conjugate gradients (Hestenes and Stiefel 1952): an entry that is seen little stays near its prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ngrams import Vocabulary
from ..types import Vectors

_TINY = np.float32(1e-30)


@dataclass(frozen=True, slots=True)
class Design:
    """``X`` by its factors: ``(own + context M' whole M) counts``; own and whole are diagonal.

    Attributes:
        counts: ``(sentences, entries)`` sparse, how often each entry stands in each sentence.
        own: ``(sentences, 1)`` one over its entries.
        member: ``M``, ``(passages, sentences)`` sparse, one where a sentence is the passage's.
        whole: ``(passages, 1)`` one over the entries of all its sentences.
        context: The passage's share.
    """

    counts: Any
    own: Vectors
    member: Any
    whole: Vectors
    context: float

    def means(self, table: Vectors) -> Vectors:
        """``X table``, ``(sentences, columns)``."""
        return self._spread(self.counts @ table)

    def back(self, errors: Vectors) -> Vectors:
        """``X' errors``, ``(entries, columns)``."""
        back: Vectors = self.counts.T @ self._spread(errors)
        return back

    def _spread(self, rows: Vectors) -> Vectors:
        around = self.member.T @ (self.whole * (self.member @ rows))
        spread: Vectors = self.own * rows + np.float32(self.context) * around
        return spread

    def diagonal(self) -> Vectors:
        """``(entries, 1)`` of ``X'X``, but for what the context adds."""
        shares = self.counts.multiply(self.own).tocsr()
        diagonal: Vectors = np.asarray(shares.multiply(shares).sum(0), np.float32).reshape(-1, 1)
        return diagonal


def design(vocabulary: Vocabulary, passages: Sequence[Sequence[str]], context: float) -> Design:
    """What the sentences of the passages consist of."""
    from scipy.sparse import csr_matrix

    texts = [text for sentences in passages for text in sentences]
    rows, entries = vocabulary.find(texts)
    counts = csr_matrix((np.ones(len(rows), np.float32), (rows, entries)), shape=(len(texts), len(vocabulary)))
    found = np.bincount(rows, minlength=len(texts))
    owner = np.repeat(np.arange(len(passages)), [len(sentences) for sentences in passages])
    member = csr_matrix(
        (np.ones(len(texts), np.float32), (owner, np.arange(len(texts)))), shape=(len(passages), len(texts))
    )
    return Design(counts, _one_over(found), member, _one_over(np.bincount(owner, found, len(passages))), context)


def _one_over(sizes: NDArray[Any]) -> Vectors:
    shares: Vectors = (1 / np.maximum(sizes, 1)).astype(np.float32)[:, None]
    return shares


def prior(x: Design, targets: Vectors, alone: Vectors, frequency: float, ridge: float = 1e-3) -> Vectors:
    """``(entries, columns)``: the entries' own vectors through the linear map that serves the sentences best.

    Args:
        x: Of the sentences to fit.
        targets: ``(sentences, columns)``.
        alone: ``(entries, dim)`` the exact encoder's vector of each entry by itself.
        frequency: ``a``, the share of all entries found at which an entry counts half.
        ridge: Of the map, in units of its mean square.
    """
    seen = np.asarray(x.counts.sum(0), np.float32).ravel()
    weights = frequency / (frequency + seen / seen.sum())
    features = (alone - alone.mean(0)) * weights[:, None]
    means = x.means(features)
    means -= means.mean(0)
    square = means.T @ means
    square += np.eye(len(square), dtype=np.float32) * (ridge * float(np.trace(square)) / len(square))
    table: Vectors = (features @ np.linalg.solve(square, means.T @ (targets - targets.mean(0)))).astype(np.float32)
    return table


def fit(x: Design, targets: Vectors, start: Vectors, ridge: float, steps: int) -> tuple[Vectors, Vectors]:
    """The table that minimises ``|X T + b - targets|² + ridge |T - start|²``, and ``b``.

    Args:
        x: Of the sentences.
        targets: ``(sentences, columns)``.
        start: ``(entries, columns)`` the prior.
        ridge: How strongly the prior holds.
        steps: Of conjugate gradients, each column by itself, with the diagonal as preconditioner.
    """
    table, firm = start.copy(), np.float32(ridge)
    scale: Vectors = np.reciprocal(x.diagonal() + firm)
    residual = x.back(_centred(targets - x.means(table)))
    direction: Vectors = scale * residual
    size = _dots(residual, direction)
    for _ in range(steps):
        image: Vectors = x.back(_centred(x.means(direction))) + firm * direction
        length = size / np.maximum(_dots(direction, image), _TINY)
        table += length * direction
        residual -= length * image
        ahead: Vectors = scale * residual
        size, before = _dots(residual, ahead), size
        direction = (ahead + np.divide(size, np.maximum(before, _TINY)) * direction).astype(np.float32, copy=False)
    bias: Vectors = (targets - x.means(table)).mean(0)
    return table, bias


def _centred(rows: Vectors) -> Vectors:
    centred: Vectors = rows - rows.mean(0)
    return centred


def _dots(a: Vectors, b: Vectors) -> Vectors:
    dots: Vectors = np.einsum("ij,ij->j", a, b, dtype=np.float64).astype(np.float32)
    return dots


def explained(predicted: Vectors, targets: Vectors) -> float:
    """Mean cosine of what sets sentences apart: both without the targets' mean."""
    middle = targets.mean(0)
    a, b = predicted - middle, targets - middle
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return float((np.einsum("ij,ij->i", a, b) / np.maximum(lengths, 1e-9)).mean())
