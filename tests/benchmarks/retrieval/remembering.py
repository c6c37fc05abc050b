"""An encoder that never encodes a text twice: the pool of all sets holds every set's sentences again."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from yinwen.index.types import Encoder, Vectors


class RememberingEncoder:
    """The encoder behind it, with what it encoded kept in a file: passages in fp16 as the store keeps them, queries fp32.

    Args:
        encoder: What encodes.
        folder: Where the file lies; it bears the encoder's fingerprint.

    Attributes:
        fresh: While True queries are encoded whatever is remembered, as when time is measured.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder, self.name, self.dim, self.fresh = encoder, encoder.name, encoder.dim, False
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / f"vectors-{self.fingerprint[:16]}.sqlite", timeout=60)
        self._file.execute("PRAGMA journal_mode = WAL")
        for table in ("passages", "queries"):
            columns = "(text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
            self._file.execute(f"CREATE TABLE IF NOT EXISTS {table} {columns}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    @property
    def fingerprint(self) -> str:
        """The encoder's own: libraries made with either are the same."""
        return self._encoder.fingerprint

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)``; those not in the file are encoded together and written there."""
        if self.fresh:
            return self._encoder.encode_queries(texts)
        return self._remember("queries", np.float32, texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The same for passages."""
        return self._remember("passages", np.float16, texts, self._encoder.encode_passages)

    def _remember(
        self, table: str, kept_as: DTypeLike, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = {digest: self._look_up(table, digest) for digest in digests}
        unseen = {digest: text for digest, text in zip(digests, texts, strict=True) if known[digest] is None}
        if unseen:
            vectors = encode(list(unseen.values()))
            blobs = [(digest, row.astype(kept_as).tobytes()) for digest, row in zip(unseen, vectors, strict=True)]
            with self._file:
                self._file.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", blobs)
            known.update(blobs)
        rows = b"".join(known[digest] or b"" for digest in digests)
        return np.frombuffer(rows, kept_as).reshape(-1, self.dim).astype(np.float32)

    def _look_up(self, table: str, digest: bytes) -> bytes | None:
        row = self._file.execute(f"SELECT vector FROM {table} WHERE text = ?", (digest,)).fetchone()
        return None if row is None else bytes(row[0])
