"""What a probability is good for: answering alone where it is high, and refusing what the documents don't say."""

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = Sequence[float] | NDArray[np.float64]
Curve = list[tuple[float, float]]
"""Points from left to right, both coordinates shares of 0 to 1."""


def _cumulative(probabilities: ArrayLike, losses: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The sum of the losses over the ``k`` surest questions, for ``k`` from 1, and where each run of ties ends.

    Questions of one probability can't be told apart, so each of them counts with the mean loss of their run: the curve
    doesn't depend on the order in which they were asked.
    """
    p, loss = np.asarray(probabilities, float), np.asarray(losses, float)
    _, inverse, counts = np.unique(-p, return_inverse=True, return_counts=True)
    means = np.bincount(inverse, weights=loss) / counts
    return np.cumsum(np.repeat(means, counts)), np.cumsum(counts)


def risk_coverage(probabilities: Sequence[float], losses: Sequence[float]) -> Curve:
    """``(coverage, risk)``: of the surest share of the questions, the share that was answered wrongly.

    Source: Geifman and El-Yaniv 2017, Selective Classification for Deep Neural Networks (arXiv:1705.08500), sec. 2.
    A point for each distinct probability; selective accuracy is one minus risk.

    Args:
        probabilities: That the documents answer, by question.
        losses: By question, 1 where the reply was wrong, 0 where it was right.
    """
    if not probabilities:
        return []
    sums, ends = _cumulative(probabilities, losses)
    return [(float(end / len(sums)), float(sums[end - 1] / end)) for end in ends]


def aurc(probabilities: Values, losses: Values) -> float | None:
    """Area under the risk-coverage curve: the mean, over all ``k``, of the risk of the ``k`` surest; lower is better.

    Source: Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation (arXiv:1805.08206), sec. 4.
    """
    if not len(probabilities):
        return None
    sums, _ = _cumulative(probabilities, losses)
    return float(np.mean(sums / np.arange(1, len(sums) + 1)))


def excess_aurc(probabilities: Sequence[float], losses: Sequence[float]) -> float | None:
    """AURC less that of the best order there is of the same losses: 0 is a perfect order (there, equation 4)."""
    total = aurc(probabilities, losses)
    best = aurc([-loss for loss in losses], losses)
    return None if total is None or best is None else total - best


def coverage_at(curve: Curve, risk: float) -> float:
    """The greatest coverage at which the risk is no higher than this; 0 where there is none."""
    return max((coverage for coverage, there in curve if there <= risk + 1e-9), default=0.0)


def refusal_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> Curve:
    """``(false refusals, refusals)``: the shares of both kinds whose probability lies below a threshold, for every one.

    The area under it is ``auroc``.
    """
    if not answerable or not unanswerable:
        return []
    yes, no = np.sort(np.asarray(answerable, float)), np.sort(np.asarray(unanswerable, float))
    thresholds = [*np.unique(np.concatenate([yes, no])), np.inf]
    return [(float(np.searchsorted(yes, t) / len(yes)), float(np.searchsorted(no, t) / len(no))) for t in thresholds]


def refusal_at(answerable: Sequence[float], unanswerable: Sequence[float], false_refusals: float) -> float | None:
    """The share of the unanswerable that the best threshold refuses while refusing no more than this share of the rest.

    A question is refused where its probability is below the threshold, which is chosen on these questions themselves.
    """
    if not answerable or not unanswerable:
        return None
    # The 1e-9 mends 0.1 * 30 == 3.0000000000000004 and its kind from below.
    threshold = sorted(answerable)[min(floor(false_refusals * len(answerable) + 1e-9), len(answerable) - 1)]
    return sum(p < threshold for p in unanswerable) / len(unanswerable)


def auroc(positive: Values, negative: Values) -> float | None:
    """The chance that a positive scores above a negative, ties half (Hanley and McNeil 1982)."""
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(np.asarray(negative, float))
    below, not_above = (np.searchsorted(ordered, positive, side) for side in ("left", "right"))
    return float((below + not_above).mean() / 2 / len(negative))
