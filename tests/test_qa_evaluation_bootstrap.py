import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.qa.evaluation.bootstrap import intervals, paired_bootstrap


def test_equal_rows_do_not_differ():
    same = paired_bootstrap([1, 0, 1, 0.5], [1, 0, 1, 0.5])
    assert (same.mean, same.low, same.high, same.p, same.questions) == (0, 0, 0, 1, 4)


def test_a_row_that_is_always_better_differs():
    better = paired_bootstrap([1] * 30, [0] * 30)
    assert (better.mean, better.low, better.high) == (1, 1, 1)
    assert better.p == pytest.approx(2 / 10_001)


def test_drawing_counts_is_drawing_questions():
    values = np.repeat([1.0, 0.0, -1.0], [30, 60, 10])
    quick = paired_bootstrap(values, np.zeros(100), seed=1)
    drawn = np.random.default_rng(2).choice(values, (20_000, 100)).mean(axis=1)
    assert (quick.low, quick.high) == pytest.approx(np.percentile(drawn, (2.5, 97.5)), abs=0.011)
    assert quick.mean == pytest.approx(0.2)
    assert quick.p < 0.01


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_turned_around_the_interval_is_mirrored(pairs):
    a, b = np.array(pairs, float).T
    forth, back = paired_bootstrap(a, b, 500), paired_bootstrap(b, a, 500)
    assert forth.mean == -back.mean
    assert forth.low <= forth.mean + 1e-9
    assert forth.high >= forth.mean - 1e-9
    assert 0 < forth.p <= 1


@pytest.mark.parametrize("rows", [([], []), ([1], [1, 0])])
def test_rows_over_different_questions_are_refused(rows):
    with pytest.raises(ValueError, match="same questions"):
        paired_bootstrap(*rows)


def test_an_interval_is_that_of_drawing_questions():
    values = np.repeat([1.0, 0.0], [70, 30])
    found = intervals({"mean": lambda rows: float(values[rows].mean())}, 100)["mean"]
    # The normal approximation: .7 +- 1.96 * sqrt(.7 * .3 / 100).
    assert found == pytest.approx((0.61, 0.79), abs=0.02)
    assert found == intervals({"mean": lambda rows: float(values[rows].mean())}, 100)["mean"]


def test_a_figure_that_most_resamples_lack_has_no_interval():
    found = intervals({"never": lambda rows: None, "one": lambda rows: 1.0}, 3)
    assert found == {"never": None, "one": (1.0, 1.0)}
    assert intervals({"one": lambda rows: 1.0}, 0) == {"one": None}
