"""Rankings to figures. Every figure is a mean over questions, 0 to 1, higher is better; latency is in milliseconds."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yinwen.qa.evaluation.retrieval import NAMES, rank_scores

from .searchers import Ranker
from .sets import Asked

MEASURES = (*NAMES, "recall@50")
DEPTH = 100
"""Passages, or for the baseline documents, that are looked at. No more: deeper, the hybrid would fuse other candidates."""
TIMED = 50
"""Questions that latency is measured on, one after the other."""
HITS = 20
"""Passages asked for while time is measured, as the assistant asks."""

Ranking = Mapping[str, Sequence[str]]
Qrels = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Row:
    """One searcher on one line of questions.

    Attributes:
        line: Set, or ``merged: set``.
        row: Searcher, ``@encoder`` after it for a further encoder.
        scores: By measure.
        p50: Median time of a query, encoding included.
        ids: Questions.
        ranks: For each, the rank of the first that is relevant, 0 where none is among the first 50.
    """

    line: str
    row: str
    scores: Mapping[str, float]
    p50: float | None
    ids: Sequence[str]
    ranks: Sequence[int]


def rank_all(ranker: Ranker, asked: Iterable[Asked]) -> dict[str, list[str]]:
    """By question key, what was found, best first."""
    return {a.key: ranker(a.question.question, a.unit, DEPTH) for a in asked}


def score(line: str, row: str, rankings: Ranking, qrels: Qrels, p50: float | None = None) -> Row:
    """The figures of the questions in ``qrels``."""
    each = rank_scores(rankings, qrels)
    for key, relevant in qrels.items():
        each[key]["recall@50"] = len(set(rankings[key][:50]) & set(relevant)) / len(relevant)
    means = {name: float(np.mean([each[key][name] for key in qrels])) for name in MEASURES}
    ranks = [first_relevant(rankings[key], qrels[key]) for key in qrels]
    return Row(line, row, means, p50, list(qrels), ranks)


def first_relevant(found: Sequence[str], relevant: Mapping[str, int]) -> int:
    """The rank from 1 of the first relevant one among the first 50, else 0."""
    return next((rank for rank, name in enumerate(found[:50], 1) if name in relevant), 0)


PER_QUESTION: dict[str, Callable[[Any], Any]] = {
    "hit@1": lambda ranks: ranks == 1,
    "hit@3": lambda ranks: (ranks > 0) & (ranks <= 3),
    "hit@5": lambda ranks: (ranks > 0) & (ranks <= 5),
    "MRR@10": lambda ranks: np.where((ranks > 0) & (ranks <= 10), 1 / np.maximum(ranks, 1), 0.0),
}
"""Measures that follow from an array of first relevant ranks."""


def p50_latency(ranker: Ranker, asked: Sequence[Asked]) -> float:
    """The median milliseconds of a fixed sample of the questions, after three that warm up."""
    ordered = sorted(asked, key=lambda a: hashlib.sha256(f"timed {a.key}".encode()).hexdigest())[:TIMED]
    for one in ordered[:3]:
        ranker(one.question.question, one.unit, HITS)
    times = []
    for one in ordered:
        began = time.perf_counter()
        ranker(one.question.question, one.unit, HITS)
        times.append((time.perf_counter() - began) * 1000)
    return float(np.median(times))
