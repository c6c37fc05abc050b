"""What an encoder encoded, kept: the pool of all sets holds every set's sentences again."""

import copy
import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from yinwen.index.types import Encoder, Vectors


class Memory:
    """A file of vectors, and a twin of the encoder that looks there first.

    The twin is of the encoder's own class, so that whatever else the product asks of an encoder it finds there.
    Passages and sentences are kept in fp16, as the store keeps them, queries in fp32.

    Args:
        encoder: What encodes.
        folder: Where the file lies; it bears the encoder's fingerprint.

    Attributes:
        encoder: The twin.
        fresh: While True queries are encoded whatever is kept, as when time is measured.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._behind, self.encoder, self.fresh = encoder, copy.copy(encoder), False
        methods: dict[str, Callable[..., Vectors]] = {
            "encode_queries": self._queries,
            "encode_passages": self._passages,
        }
        if hasattr(encoder, "encode_sentences"):  # of encoders that see a sentence in its context
            methods["encode_sentences"] = self._sentences
        vars(self.encoder).update(methods)
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / f"vectors-{encoder.fingerprint[:16]}.sqlite", timeout=60)
        self._file.execute("PRAGMA journal_mode = WAL")
        for table in ("queries", "passages", "sentences"):
            columns = "(text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
            self._file.execute(f"CREATE TABLE IF NOT EXISTS {table} {columns}")

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _queries(self, texts: Sequence[str]) -> Vectors:
        if self.fresh:
            return self._behind.encode_queries(texts)
        return self._remember("queries", np.float32, texts, lambda new: _rows(self._behind.encode_queries(new)))

    def _passages(self, texts: Sequence[str]) -> Vectors:
        return self._remember("passages", np.float16, texts, lambda new: _rows(self._behind.encode_passages(new)))

    def _sentences(self, passages: Sequence[Sequence[str]]) -> Vectors:
        """In their passage, by which they are kept."""
        behind: Any = self._behind

        def encode(new: Sequence[str]) -> list[Vectors]:
            wanted = [json.loads(passage) for passage in new]
            ends = np.cumsum([len(sentences) for sentences in wanted])[:-1]
            return np.split(behind.encode_sentences(wanted), ends)

        return self._remember("sentences", np.float16, [json.dumps(list(p)) for p in passages], encode)

    def _remember(
        self, table: str, kept_as: DTypeLike, texts: Sequence[str], encode: Callable[[Sequence[str]], Sequence[Vectors]]
    ) -> Vectors:
        digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = {digest: self._look_up(table, digest) for digest in digests}
        unseen = {digest: text for digest, text in zip(digests, texts, strict=True) if known[digest] is None}
        if unseen:
            vectors = encode(list(unseen.values()))
            blobs = [(digest, each.astype(kept_as).tobytes()) for digest, each in zip(unseen, vectors, strict=True)]
            with self._file:
                self._file.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", blobs)
            known.update(blobs)
        rows = b"".join(known[digest] or b"" for digest in digests)
        return np.frombuffer(rows, kept_as).reshape(-1, self.encoder.dim).astype(np.float32)

    def _look_up(self, table: str, digest: bytes) -> bytes | None:
        row = self._file.execute(f"SELECT vector FROM {table} WHERE text = ?", (digest,)).fetchone()
        return None if row is None else bytes(row[0])


def _rows(vectors: Vectors) -> Sequence[Vectors]:
    return list(vectors)
