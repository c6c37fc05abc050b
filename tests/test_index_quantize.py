import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.index.quantize import _rotation, in_steps, quantize, restore, turned


def unit(count, dim, seed=1):
    found = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.mark.parametrize("dim", [1, 2, 3, 16, 64, 384, 768])
def test_vectors_come_back_nearly(dim):
    vectors = unit(50, dim)
    again = restore(quantize(vectors))
    assert again.dtype == np.float32
    assert np.linalg.norm(again, axis=1) == pytest.approx(1.0, abs=0.01)
    assert (vectors * again).sum(axis=1) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("dim", [64, 384])
def test_cosines_err_by_a_two_thousandth(dim):
    queries, vectors = unit(100, dim, 2), unit(500, dim, 3)
    errors = queries @ restore(quantize(vectors)).T - queries @ vectors.T
    assert errors.std() < 0.01 / dim**0.5


@pytest.mark.parametrize("hot", [0, 200, 383])
def test_a_vector_of_one_component_errs_no_more(hot):
    """What an outlier dimension of an encoder would do to a scale for all, without the rotation."""
    vector = np.zeros((1, 384), np.float32)
    vector[0, hot] = -1.0
    assert np.abs(restore(quantize(vector)) - vector).max() < 0.004


@given(st.integers(1, 40), st.integers(0, 1000))
def test_bytes_restored_are_the_same_bytes(dim, seed):
    codes = quantize(unit(5, dim, seed))
    assert codes.dtype == np.int8
    assert codes.min() >= -127
    assert (quantize(restore(codes)) == codes).all()


@given(st.integers(2, 40), st.integers(0, 1000))
def test_a_turned_vector_compares_with_bytes(dim, seed):
    codes, query = quantize(unit(5, dim, seed)), unit(1, dim, seed + 1)[0]
    assert np.allclose(codes @ turned(query), restore(codes) @ query, atol=1e-5)


def test_steps_are_whole_and_in_proportion():
    direction = turned(unit(1, 384)[0])
    steps = in_steps(direction)
    assert (steps == np.rint(steps)).all()
    assert np.abs(steps).max() == 127
    assert np.abs(steps / np.linalg.norm(steps) - direction / np.linalg.norm(direction)).max() < 0.002
    assert (in_steps(np.zeros(4, np.float32)) == 0).all()


def test_the_rotation_is_one_and_the_same_for_ever():
    """An index made on another machine, or with another numpy, must be read the same."""
    rotation = _rotation(32)
    assert np.allclose(rotation @ rotation.T, np.eye(32), atol=1e-5)
    assert rotation[:2, :4].ravel() == pytest.approx(
        [0.169916, 0.018577, 0.028682, -0.428988, 0.17933, 0.351377, -0.098433, -0.248615], abs=1e-5
    )


def test_no_vectors_are_no_bytes():
    assert quantize(np.empty((0, 8), np.float32)).shape == (0, 8)
    assert restore(np.empty((0, 8), np.int8)).shape == (0, 8)
