import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.qa.evaluation.risk import aurc, auroc, coverage_at, excess_aurc, refusal_at, refusal_curve, risk_coverage

ROWS = st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]), st.booleans()), min_size=1, max_size=30)


def test_risk_by_coverage_worked_out_by_hand():
    # Surest first: right, wrong, right, wrong.
    curve = risk_coverage([0.9, 0.2, 0.8, 0.5], [0, 1, 1, 0])
    assert curve == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert aurc([0.9, 0.2, 0.8, 0.5], [0, 1, 1, 0]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_the_excess_is_over_the_best_order():
    # The best order of two wrong among four: 0, 0, 1/3, 2/4.
    assert excess_aurc([0.9, 0.2, 0.8, 0.5], [0, 1, 1, 0]) == pytest.approx((1 / 2) / 4)
    assert excess_aurc([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1]) == pytest.approx(0.0)


def test_equal_probabilities_are_one_point_whatever_their_order():
    assert risk_coverage([0.5, 0.5], [0, 1]) == risk_coverage([0.5, 0.5], [1, 0]) == [(1.0, 0.5)]
    assert aurc([0.5, 0.5], [0, 1]) == aurc([0.5, 0.5], [1, 0]) == 0.5


def test_the_coverage_that_a_risk_allows():
    curve = [(0.25, 0.0), (0.5, 0.5), (0.75, 1 / 3), (1.0, 0.5)]
    assert coverage_at(curve, 0.4) == 0.75
    assert coverage_at([(1.0, 0.5)], 0.1) == 0.0


def test_nothing_asked_is_no_curve():
    assert risk_coverage([], []) == []
    assert aurc([], []) is None
    assert excess_aurc([], []) is None
    assert refusal_curve([0.5], []) == []


def test_a_refusal_curve_worked_out_by_hand():
    assert refusal_curve([0.9, 0.5], [0.1, 0.5]) == [(0.0, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 1.0)]


def test_refusal_at_ten_percent_false_refusals():
    answerable = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    # One of ten may be refused: the threshold is .2, and below it lie two of these four.
    assert refusal_at(answerable, [0.05, 0.15, 0.2, 0.7], 0.1) == 0.5
    assert refusal_at(answerable, [0.05, 0.15], 0.0) == 0.5
    assert refusal_at([], [0.1], 0.1) is None


def test_auroc_counts_ties_half():
    # Pairs: .9 above both; .5 above .1 and level with .5: (2 + 1.5) / 4.
    assert auroc([0.9, 0.5], [0.1, 0.5]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) is None


@given(ROWS)
def test_the_area_under_the_refusal_curve_is_auroc(rows):
    yes, no = [p for p, kind in rows if kind], [p for p, kind in rows if not kind]
    curve = refusal_curve(yes, no)
    if yes and no:
        assert curve[0] == (0.0, 0.0)
        assert curve[-1] == (1.0, 1.0)
        x, y = np.array(curve).T
        assert np.trapezoid(y, x) == pytest.approx(auroc(yes, no))


@given(ROWS)
def test_the_curve_ends_at_the_mean_loss_and_no_order_beats_the_best(rows):
    p, loss = [row[0] for row in rows], [float(row[1]) for row in rows]
    assert risk_coverage(p, loss)[-1] == (1.0, pytest.approx(np.mean(loss)))
    assert excess_aurc(p, loss) >= -1e-12
