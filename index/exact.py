"""The exact encoder's vectors of sentences: computed when a question first needs them, then kept in a file of their own.

The file is a cache. Readers fill it while others write to the library, so it is no part of the database; it may be lost,
and a row that does not hold is computed anew.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .types import Encoder, Vectors

T = TypeVar("T")
Row = NDArray[np.float16]

EXACT = "exact.sqlite"
KEPT = 100_000
"""Rows; the oldest go first. 80 MB."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (row INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL UNIQUE, vector BLOB NOT NULL,
digest BLOB NOT NULL)
"""
# A cache is never waited for: what can't be read now is computed, what can't be written is computed again.
_SECONDS = 0.05


class ExactVectors:
    """Safe for many threads and processes: each call opens the file for itself.

    Args:
        folder: Where the file lies; a folder that can't be written to keeps nothing.
        encoder: The exact encoder.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.path, self._encoder = folder / EXACT, encoder

    def of(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length to fp16's precision, the same whether kept or computed."""
        names = [self._name(text) for text in texts]
        found = self._read(names)
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in found}
        if missing:
            fresh = self._encoder.encode_passages(list(missing.values())).astype("<f2")
            found |= dict(zip(missing, fresh, strict=True))
            self._write({name: found[name] for name in missing})
        rows = [found[name] for name in names]
        return np.stack(rows).astype(np.float32) if rows else np.empty((0, self._encoder.dim), np.float32)

    def _name(self, text: str) -> bytes:
        """Encoder and text: rows of another encoder are simply never asked for."""
        data = f"{self._encoder.fingerprint}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).digest()

    def _read(self, names: Sequence[bytes]) -> dict[bytes, Row]:
        marks = ",".join("?" * len(set(names)))
        query = f"SELECT name, vector, digest FROM vectors WHERE name IN ({marks})"
        rows = self._with_file(lambda connection: connection.execute(query, list(set(names))).fetchall())
        width = 2 * self._encoder.dim
        return {
            name: np.frombuffer(vector, "<f2")
            for name, vector, digest in rows or ()
            if len(vector) == width and digest == _digest(name, vector)
        }

    def _write(self, vectors: Mapping[bytes, Row]) -> None:
        rows = [(name, v.tobytes(), _digest(name, v.tobytes())) for name, v in vectors.items()]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO vectors (name, vector, digest) VALUES (?, ?, ?)", rows)
            connection.execute("DELETE FROM vectors WHERE row <= (SELECT max(row) FROM vectors) - ?", (KEPT,))
            connection.execute("COMMIT")

        self._with_file(work)

    def _with_file(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What ``work`` returns; None where the file is busy, can't be opened, or is damaged: then it goes."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_SECONDS, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(_SCHEMA)
                return work(connection)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            with suppress(OSError):
                forget(self.path.parent)
            return None


def forget(folder: Path) -> None:
    """Removes what was kept, when documents are removed or changed: their sentences leave no vectors behind."""
    for path in folder.glob(f"{EXACT}*"):
        path.unlink(missing_ok=True)


def _digest(name: bytes, vector: bytes) -> bytes:
    return hashlib.blake2b(name + vector, digest_size=8).digest()
