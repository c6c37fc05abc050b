"""Whether two rows differ: the paired bootstrap over questions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

RESAMPLES = 10_000
SEED = 9


@dataclass(frozen=True, slots=True)
class Difference:
    """``a - b`` over the same questions.

    Attributes:
        mean: Of all questions.
        low: Lower end of the 95 % interval (percentiles).
        high: Its upper end.
        p: Two-sided: twice the smaller share of resamples on either side of zero, which counts for both.
        questions: How many.
    """

    mean: float
    low: float
    high: float
    p: float
    questions: int


def paired_bootstrap(a: ArrayLike, b: ArrayLike, resamples: int = RESAMPLES, seed: int = SEED) -> Difference:
    """Resamples questions with replacement (Efron and Tibshirani 1993, An Introduction to the Bootstrap, ch. 13, 15, 16).

    Drawing n questions and counting each value of the difference is one multinomial draw over the values that there
    are, so that is what is drawn.

    Args:
        a: ``(n,)`` a measure by question.
        b: The same for the other row, questions in the same order.
        resamples: How many.
        seed: Of the generator.

    Raises:
        ValueError: They are empty or of unequal length.
    """
    first, second = np.asarray(a, float), np.asarray(b, float)
    if first.shape != second.shape or first.ndim != 1 or not len(first):
        raise ValueError(f"two rows over the same questions are wanted, not {first.shape} and {second.shape}")
    values, counts = np.unique(first - second, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(first), counts / len(first), resamples)
    means = drawn @ values / len(first)
    low, high = np.percentile(means, (2.5, 97.5))
    # The 1e-12 is for sums of reciprocal ranks that are zero but for rounding; the observed one counts among the drawn.
    sides = (np.sum(means <= 1e-12) + 1) / (resamples + 1), (np.sum(means >= -1e-12) + 1) / (resamples + 1)
    return Difference(
        float(np.mean(first - second)), float(low), float(high), min(1.0, 2 * float(min(sides))), len(first)
    )
