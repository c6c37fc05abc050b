"""What a reader said, kept on disk: it reads each excerpt by itself, so what was read once need not be read again."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ..types import Excerpt, Reader, Reading, Span


class Remembered:
    """A reader with a memory.

    Args:
        reader: Asked for what is not known yet.
        folder: Holds a database for each reader.
    """

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader = reader
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / f"readings-{reader.fingerprint[:16]}.sqlite")
        self._database.execute("CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, value TEXT NOT NULL)")

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    @property
    def fingerprint(self) -> str:
        """The reader's."""
        return self._reader.fingerprint

    def pieces(self, text: str) -> int:
        """The reader's."""
        return self._reader.pieces(text)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        """One reading an excerpt, in the order given."""
        keys = [_key(question, excerpt) for excerpt in excerpts]
        marks = ",".join("?" * len(keys))
        rows = self._database.execute(f"SELECT key, value FROM readings WHERE key IN ({marks})", keys)
        known: dict[str, str] = dict(rows.fetchall())
        new = [(key, excerpt) for key, excerpt in zip(keys, excerpts, strict=True) if key not in known]
        read = self._reader.read(question, [excerpt for _, excerpt in new]) if new else []
        for (key, excerpt), reading in zip(new, read, strict=True):
            spans = [(s.start - excerpt.start, s.end - excerpt.start, s.score) for s in reading.spans]
            known[key] = json.dumps([spans, reading.relevance, reading.no_answer])
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?)", [(key, known[key]) for key, _ in new]
            )
        return [_reading(excerpt, known[key]) for key, excerpt in zip(keys, excerpts, strict=True)]


def _key(question: str, excerpt: Excerpt) -> str:
    return hashlib.sha256(json.dumps([question, excerpt.title, excerpt.text]).encode()).hexdigest()


def _reading(excerpt: Excerpt, value: str) -> Reading:
    spans, relevance, no_answer = json.loads(value)
    placed = tuple(Span(excerpt.start + start, excerpt.start + end, score) for start, end, score in spans)
    return Reading(excerpt, placed, relevance, no_answer)
