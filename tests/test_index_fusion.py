import math

import numpy as np
import pytest

from yinwen.index import fusion


def test_z_scores_by_hand():
    # mean 2, variance ((1-2)^2 + (2-2)^2 + (3-2)^2) / 3 = 2/3
    assert fusion.z_scores(np.array([1.0, 2.0, 3.0])) == pytest.approx([-math.sqrt(1.5), 0.0, math.sqrt(1.5)])


def test_z_scores_of_equals_are_zero():
    assert fusion.z_scores(np.array([0.3, 0.3])).tolist() == [0.0, 0.0]
    assert fusion.z_scores(np.array([5.0])).tolist() == [0.0]


def test_idf_by_hand():
    # ln(1 + (10 - 2 + .5) / (2 + .5)) = ln(4.4)
    assert fusion.idf(2, 10) == pytest.approx(math.log(4.4))
    assert fusion.idf(0, 0) == pytest.approx(math.log(2))


def test_idf_counts_no_more_than_there_is():
    """Tombstones stay in tantivy's frequencies."""
    assert fusion.idf(12, 10) == fusion.idf(10, 10) > 0


def test_coverage_weighs_by_idf():
    held, missing = math.log(4.4), math.log(1 + 10.5 / 0.5)
    assert fusion.coverage([2, 0], 10) == pytest.approx(held / (held + missing))
    assert fusion.coverage([2, 2], 10) == pytest.approx(1.0)
    assert fusion.coverage([0, 0], 10) == 0.0
    assert fusion.coverage([], 10) == 0.0


def test_words_weigh_nothing_uncovered_and_never_less_with_more_covered():
    weights = [fusion.word_weight(covered) for covered in np.linspace(0, 1, 21)]
    assert weights[0] == 0.0
    assert weights[-1] > 0.0
    assert weights == sorted(weights)


def test_fuse_adds_bm25_in_units_of_the_rarest_words_idf():
    dense, words = np.array([0.9, 0.5, 0.1]), np.array([0.0, 3.0, 9.0])
    wanted = fusion.z_scores(dense) + words / (2 * math.log(1 + 99.5 / 1.5))
    assert fusion.fuse(dense, words, 100, 10.0) == pytest.approx(wanted)
    assert fusion.fuse(dense, np.zeros(3), 100, 10.0) == pytest.approx(fusion.z_scores(dense))
    assert np.isfinite(fusion.fuse(dense, words, 0, 0.0)).all()


def test_words_that_no_passage_has_together_are_not_trusted():
    dense, words = np.array([0.9, 0.5, 0.1]), np.array([0.0, 1.0, 2.0])
    assert fusion.fuse(dense, words, 100, 10.0) == pytest.approx(fusion.z_scores(dense))
    assert fusion.trust(4.0, 10.0) == pytest.approx(0.5)
    assert fusion.trust(6.0, 10.0) == pytest.approx(1.0)
    assert fusion.trust(0.0, 0.0) == 0.0
