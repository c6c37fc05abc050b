"""Batches whose examples are near to each other: every other window of a batch is a hard negative, encoded once.

Near by words (tf-idf of bigrams, question to window) and near by the model itself (question to question), half of each;
Hofstätter et al. 2021, 2104.06967, sample batches by topic in the same way.
"""

import random
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..types import Vectors
from .examples import Example

CLUSTER = 8
"""Neighbours around a seed; the rest of a batch are other such clusters."""
NEAREST = 24


def near_by_words(examples: Sequence[Example]) -> NDArray[np.int64]:
    """``(n, NEAREST)``: by question, the examples whose windows share the rarest bigrams with it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, dtype=np.float32)
    windows = vectorizer.fit_transform(["".join(e.sentences) for e in examples])
    questions = vectorizer.transform([e.question for e in examples])
    return _nearest(lambda rows: (questions[rows] @ windows.T).toarray(), len(examples))


def near_by_model(vectors: Vectors) -> NDArray[np.int64]:
    """``(n, NEAREST)``: by question, the questions nearest to it."""
    return _nearest(lambda rows: vectors[rows] @ vectors.T, len(vectors))


def _nearest(score: Callable[[slice], NDArray[np.float32]], size: int) -> NDArray[np.int64]:
    width = min(NEAREST, size - 1)
    rows = []
    for start in range(0, size, 512):
        part = score(slice(start, start + 512))
        part[np.arange(len(part)), np.arange(start, start + len(part))] = -np.inf
        top = np.argpartition(-part, width - 1, axis=1)[:, :width]
        order = np.argsort(-np.take_along_axis(part, top, axis=1), axis=1, kind="stable")
        rows.append(np.take_along_axis(top, order, axis=1))
    return np.concatenate(rows)


def batches(
    examples: Sequence[Example],
    members: Sequence[int],
    near: Sequence[NDArray[np.int64]],
    size: int,
    rng: random.Random,
) -> list[list[int]]:
    """Every member at most once, in batches of ``size`` made of clusters; a last, smaller batch is left out.

    A cluster has one window of a source: two are no negatives of each other. In a batch a source can come twice, which
    :func:`no_negatives` masks.

    Args:
        examples: All examples.
        members: Numbers of one group's examples.
        near: Tables over the group (row and entries count within ``members``).
        size: Of a batch.
        rng: Draws seeds and neighbours.
    """
    free = set(range(len(members)))
    order = list(range(len(members)))
    rng.shuffle(order)
    found: list[list[int]] = []
    batch: list[int] = []
    for seed in order:
        if seed not in free:
            continue
        cluster = [seed]
        candidates = [int(i) for table in near for i in table[seed][: NEAREST // 2]]
        rng.shuffle(candidates)
        for other in candidates:
            if len(cluster) == CLUSTER:
                break
            source = examples[members[other]].source
            if other in free and all(source != examples[members[i]].source for i in cluster):
                cluster.append(other)
        free.difference_update(cluster)
        batch += [members[i] for i in cluster]
        while len(batch) >= size:
            found.append(batch[:size])
            batch = batch[size:]
    return found


def no_negatives(batch: Sequence[Example]) -> NDArray[np.bool_]:
    """``(n, n)``: where window j must not count against question i: the same source, or it holds i's answer."""
    size = len(batch)
    mask = np.zeros((size, size), bool)
    texts = ["".join(e.sentences) for e in batch]
    for i, one in enumerate(batch):
        for j, other in enumerate(batch):
            if i != j:
                mask[i, j] = one.source == other.source or any(answer in texts[j] for answer in one.answers)
    return mask
