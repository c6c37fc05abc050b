"""The fast encoder: a mean of the vectors of a sentence's entries, which were fitted to the exact encoder's sentences."""

import hashlib
import io
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ..corpus.errors import EncoderError
from .ngrams import Vocabulary
from .types import Encoder, Vectors

ENTRIES_FILE, VECTORS_FILE, CONFIG_FILE = "entries.txt", "vectors.npz", "static.json"
FILES = (ENTRIES_FILE, VECTORS_FILE, CONFIG_FILE)
STEP = 1024
"""Passages at once."""


def is_static_folder(folder: Path) -> bool:
    """Whether the folder holds what :class:`StaticEncoder` needs."""
    return all((folder / name).is_file() for name in FILES)


class StaticEncoder:
    """Passages in the space of ``exact``, without its network; queries by ``exact`` itself. Safe to share, deterministic.

    Args:
        folder: Made by ``index/training/distil_static.py``.
        exact: The encoder that it was fitted to.
        name: What the manifest calls it; None for the folder's own name.

    Attributes:
        exact: The same.
        slope: How far the exact cosine rises with this one.

    Raises:
        EncoderError: A file is missing or damaged, or it was fitted to another encoder than ``exact``.
    """

    def __init__(self, folder: Path, exact: Encoder, name: str | None = None) -> None:
        self.folder, self.exact = folder, exact
        self.name = name or folder.resolve().name
        self.dim = exact.dim
        try:
            config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
            fitted_to, self.slope = str(config["exact"]), float(config["slope"])
            self._context = np.float32(config["context"])
            entries = (folder / ENTRIES_FILE).read_text(encoding="utf-8").split("\n")[:-1]
            self._vocabulary = Vocabulary(entries)
            self._table, self._bias = _read_vectors(folder / VECTORS_FILE, len(entries), exact.dim)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise EncoderError(
                f"快速编码模型 {folder} 无法载入（{error}）；请重新安装 yinwen，或不用 --encoder static。",
                f"The fast encoder in {folder} cannot be loaded ({error}); install yinwen again, or do without --encoder "
                "static.",
            ) from error
        if fitted_to != exact.fingerprint:
            raise EncoderError(
                f"快速编码模型 {folder} 是按另一个编码模型（{fitted_to[:8]}）做的，与现在的 {exact.name}"
                f"（{exact.fingerprint[:8]}）不配；请重新安装 yinwen，或用 index.training.distil_static 重做。",
                f"The fast encoder in {folder} was fitted to another encoder ({fitted_to[:8]}) than {exact.name} "
                f"({exact.fingerprint[:8]}); install yinwen again, or make it anew with index.training.distil_static.",
            )

    @cached_property
    def fingerprint(self) -> str:
        """Hex sha256 over its files and the exact encoder's fingerprint."""
        digest = hashlib.sha256(self.exact.fingerprint.encode())
        for name in FILES:
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length, by the exact encoder."""
        return self.exact.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""
        return self.encode_sentences([(text,) for text in texts])

    def encode_sentences(self, passages: Sequence[Sequence[str]]) -> Vectors:
        """Sentences in the context of their passage, of which each gets a share.

        Args:
            passages: Each passage's sentences, as they follow each other.

        Returns:
            ``(sentences of all passages, dim)`` float32 of unit length, in their order.
        """
        steps = (passages[start : start + STEP] for start in range(0, len(passages), STEP))
        return np.concatenate([np.empty((0, self.dim), np.float32), *map(self._encode, steps)])

    def _encode(self, passages: Sequence[Sequence[str]]) -> Vectors:
        texts = [text for sentences in passages for text in sentences]
        rows, entries = self._vocabulary.find(texts)
        counts = np.bincount(rows, minlength=len(texts))
        sums = pool(self._table, entries, counts)
        sizes = np.array([len(sentences) for sentences in passages])
        owner = np.repeat(np.arange(len(passages)), sizes)
        around = pool(sums, np.arange(len(texts)), sizes)
        around *= self._context / np.maximum(np.bincount(owner, counts, len(passages)), 1).astype(np.float32)[:, None]
        sums /= np.maximum(counts, 1).astype(np.float32)[:, None]
        sums += around[owner]
        sums += self._bias
        sums /= np.sqrt(np.einsum("ij,ij->i", sums, sums))[:, None]
        return sums


def pool(table: Vectors, entries: Any, counts: Any) -> Vectors:
    """``(len(counts), dim)``: the sum of the table's rows over each text's entries."""
    from scipy.sparse import csr_matrix  # numpy's own ways take three times as long

    ends = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=ends[1:])
    ones = np.ones(len(entries), np.float32)
    picked = csr_matrix((ones, entries.astype(np.int32), ends), shape=(len(counts), len(table)), copy=False)
    sums: Vectors = picked @ table
    return sums


def _read_vectors(path: Path, rows: int, dim: int) -> tuple[Vectors, Vectors]:
    # From memory: of a file that is cut short numpy leaves the handle open.
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
        vectors, scales, bias = file["vectors"], file["scales"], file["bias"]
    if vectors.shape != (rows, dim) or scales.shape != (rows,) or bias.shape != (dim,) or vectors.dtype != np.int8:
        raise ValueError(f"{path.name}: {vectors.shape} {vectors.dtype}")
    return vectors.astype(np.float32) * scales.astype(np.float32)[:, None], bias.astype(np.float32)
