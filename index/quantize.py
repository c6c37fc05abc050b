"""Unit vectors in one byte a dimension, the same bytes in the database and in FAISS.

A vector is turned by a fixed random rotation, which makes the components of any unit vector nearly Gaussian with
deviation ``1 / sqrt(dim)`` whatever the encoder (as in TurboQuant, Zandieh et al. 2025, arXiv:2504.19874), and rounded
on one scale for all: nothing is trained, so that the same text gives the same bytes always, and two such vectors are
compared in integers, which FAISS does four times as fast as in float32.

Measured on 57,717 sentence vectors of 384 against 840 questions: cosines err by .00047 (standard deviation), by .00001
in fp16; FAISS's 8 bits a dimension .0002, but they are trained on what was there first. hit@1 on even halves, the hybrid
(fp16 / this): xquad_zh .9635 .9635, dureader_checklist_a .8952 .8952, cmrc2018_dev .9880 .9873, crud_news_dev .8196
.8196, xquad_en_zh .7025 .6994; vectors alone .9171 .9187, .8790 .8790, .9658 .9651, .7647 .7686, .6930 .6915. No
difference is significant (paired bootstrap, 95 %); half the bytes of fp16, a quarter of float32.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from .types import Vectors

Codes = NDArray[np.int8]

_LARGEST = 127
_SPREAD = 4.0
"""Standard deviations that the bytes reach to: 3.5 to 6 were tried, and this errs least."""
_SEED = 20


@cache
def _rotation(dim: int) -> Vectors:
    """``(dim, dim)`` orthogonal, uniform among all (Mezzadri 2007, arXiv:math-ph/0609050)."""
    # RandomState's numbers are frozen for good (NEP 19), a Generator's are not.
    normal = np.random.RandomState(_SEED).standard_normal((dim, dim))
    q, r = np.linalg.qr(normal)
    rotation: Vectors = (q * np.sign(np.diag(r))).astype(np.float32)
    return rotation


def _scale(dim: int) -> float:
    """Steps in a length of 1."""
    return _LARGEST / min(_SPREAD / float(np.sqrt(dim)), 1.0)


def quantize(vectors: Vectors) -> Codes:
    """``(n, dim)`` unit vectors as bytes from -127 to 127."""
    dim = vectors.shape[1]
    steps = np.rint(vectors @ _rotation(dim) * _scale(dim))
    codes: Codes = np.clip(steps, -_LARGEST, _LARGEST).astype(np.int8)
    return codes


def restore(codes: Codes) -> Vectors:
    """``(n, dim)`` float32: the vectors that the bytes stand for, of unit length to about 1e-3."""
    dim = codes.shape[1]
    vectors: Vectors = codes.astype(np.float32) @ _rotation(dim).T / np.float32(_scale(dim))
    return vectors


def turned(vector: Vectors) -> Vectors:
    """The ``(dim,)`` direction whose products with the bytes as they are equal the vector's with what they stand for."""
    dim = vector.shape[0]
    direction: Vectors = vector.astype(np.float32) @ _rotation(dim) / np.float32(_scale(dim))
    return direction


def in_steps(direction: Vectors) -> Vectors:
    """``(dim,)`` whole numbers up to 127, in proportion: FAISS compares bytes with nothing finer."""
    largest = float(np.abs(direction).max(initial=0.0))
    steps: Vectors = (
        np.rint(direction * (_LARGEST / largest)).astype(np.float32) if largest else np.zeros_like(direction)
    )
    return steps
