"""How sure a figure is, and whether two rows differ: the bootstrap over questions.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, ch. 13 (percentile intervals), 15 and 16.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 10_000
SEED = 9
INTERVAL_RESAMPLES = 1_000
"""For intervals of single figures, some of which (an area under a curve) take a sort for each resample."""

Statistic = Callable[[NDArray[np.intp]], float | None]
"""A figure over the questions with these indices, some of them several times; None where it can't be measured."""


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
    """Resamples questions with replacement.

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


def intervals(
    statistics: Mapping[str, Statistic], questions: int, resamples: int = INTERVAL_RESAMPLES, seed: int = SEED
) -> dict[str, tuple[float, float] | None]:
    """The 95 % percentile interval of each figure, all over the same resamples.

    A resample in which a figure can't be measured (it holds no unanswerable question) is left out for that figure;
    a figure that could be measured in fewer than half of them has no interval.

    Args:
        statistics: By name.
        questions: How many there are.
        resamples: How many times they are drawn.
        seed: Of the generator.
    """
    generator = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in statistics}
    for _ in range(resamples if questions else 0):
        indices = generator.integers(0, questions, questions)
        for name, statistic in statistics.items():
            value = statistic(indices)
            if value is not None:
                drawn[name].append(value)
    return {name: _percentiles(values) if 2 * len(values) >= resamples else None for name, values in drawn.items()}


def _percentiles(values: list[float]) -> tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
