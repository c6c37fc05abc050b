"""A cheap encoder for tests of everything but the encoder, and quiet exports of tiny networks."""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from yinwen.corpus.normalize import normalize
from yinwen.index.types import Vectors


class FakeEncoder:
    """Hashes character bigrams into buckets: texts that share words are near."""

    def __init__(self, name: str = "fake", dim: int = 64) -> None:
        self.name, self.dim = name, dim
        self.encoded = 0

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.name} {self.dim}".encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            normal = normalize(text)
            for at in range(len(normal)):
                digest = hashlib.md5(normal[at : at + 2].encode()).digest()
                vectors[row, int.from_bytes(digest[:4], "little") % self.dim] += 1.0
            vectors[row, 0] += 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors


@contextmanager
def exporting() -> Iterator[None]:
    """Without the warnings of torch's tracing exporter: it announces its end, and reads shape checks as constants."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", "Converting a tensor to a Python")
        warnings.filterwarnings("ignore", "Exporting aten::index operator", UserWarning)
        yield
