"""One consistent state of the library, for searching: a read transaction held open, and both derived indexes."""

import json
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.types import Document, Passage
from .published import Derived, Notify, load
from .rows import DocumentInfo, document_from_row, vectors_from_blobs
from .segment import Segmenter
from .store import connect, generation_of, list_documents
from .types import Vectors
from .vectors import Keys

PASSAGE_COLUMNS = (
    "p.passage_key, p.passage_id, p.doc_key, d.doc_id, d.title, p.start, p.end, p.heading_path, p.ordinal, p.page,"
    " substr(d.text, p.start + 1, p.end - p.start) AS text FROM passages p JOIN documents d USING (doc_key)"
)


def passage_from_row(row: Any) -> Passage:
    """A row of PASSAGE_COLUMNS."""
    return Passage(
        passage_id=row["passage_id"],
        doc_id=row["doc_id"],
        text=row["text"],
        start=row["start"],
        end=row["end"],
        heading_path=tuple(json.loads(row["heading_path"])),
        ordinal=row["ordinal"],
        page=row["page"],
    )


class Snapshot:
    """What one question sees from its first search to its last quote, whatever writers do meanwhile.

    Args:
        home: The library's folder.
        dim: Of the vectors.
        segmenter: Cuts words.
        notify: Gets one sentence for each derived file that did not hold.
    """

    def __init__(self, home: Path, dim: int, segmenter: Segmenter, notify: Notify) -> None:
        self._lock = threading.Lock()
        self._connection = connect(home / "library.sqlite")
        self._connection.execute("BEGIN")
        self.generation = generation_of(self._connection)
        self._scratches: list[Path] = []
        try:
            self.derived: Derived = load(home, self._connection, dim, segmenter, self._scratch, notify)
            self._load_keys()
        except BaseException:
            self.close()
            raise
        self.dim, self.segmenter = dim, segmenter

    def _scratch(self) -> Path:
        self._scratches.append(Path(tempfile.mkdtemp(prefix="yinwen-")))
        return self._scratches[-1]

    def _load_keys(self) -> None:
        rows = self._connection.execute(
            "SELECT s.sentence_key, s.passage_key, p.doc_key FROM sentences s JOIN passages p USING (passage_key)"
            " ORDER BY s.sentence_key"
        ).fetchall()
        table = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 3)
        self._sentence_keys, self._sentence_passages, self._sentence_documents = table.T.copy()
        self._doc_keys = {r["doc_id"]: int(r["doc_key"]) for r in self.rows("SELECT doc_id, doc_key FROM documents")}

    def close(self) -> None:
        """Ends the read transaction and removes private copies."""
        with self._lock:
            self._connection.close()
        for scratch in self._scratches:
            shutil.rmtree(scratch, ignore_errors=True)

    def rows(self, query: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """What a query finds in this state."""
        with self._lock:
            return self._connection.execute(query, tuple(parameters)).fetchall()

    def __len__(self) -> int:
        return len(self._sentence_keys)

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id."""
        return list_documents(self.rows)

    def document(self, doc_id: str) -> Document | None:
        """A document, whole."""
        rows = self.rows("SELECT * FROM documents WHERE doc_id = ?", (doc_id,))
        return document_from_row(rows[0]) if rows else None

    def passages(self, keys: Collection[int]) -> dict[int, Passage]:
        """Passages by key."""
        marks = ",".join("?" * len(keys))
        found = self.rows(f"SELECT {PASSAGE_COLUMNS} WHERE p.passage_key IN ({marks})", keys)
        return {int(row["passage_key"]): passage_from_row(row) for row in found}

    def passages_of(self, doc_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        query = f"SELECT {PASSAGE_COLUMNS} WHERE d.doc_id = ? ORDER BY p.passage_key"
        return [passage_from_row(row) for row in self.rows(query, (doc_id,))]

    def sentences(self, keys: Collection[int]) -> dict[int, tuple[list[tuple[int, int]], Vectors]]:
        """By passage key: its sentences' ``(start, end)`` in the document and their ``(n, dim)`` vectors."""
        marks = ",".join("?" * len(keys))
        found: dict[int, list[sqlite3.Row]] = {}
        for row in self.rows(f"SELECT * FROM sentences WHERE passage_key IN ({marks}) ORDER BY sentence_key", keys):
            found.setdefault(int(row["passage_key"]), []).append(row)
        return {
            key: ([(r["start"], r["end"]) for r in rows], vectors_from_blobs([r["vector"] for r in rows], self.dim))
            for key, rows in found.items()
        }

    def keys_of(self, passage_ids: Collection[str]) -> dict[str, int]:
        """Passage keys by passage_id, unknown ones left out."""
        marks = ",".join("?" * len(passage_ids))
        query = f"SELECT passage_id, passage_key FROM passages WHERE passage_id IN ({marks})"
        return {row["passage_id"]: int(row["passage_key"]) for row in self.rows(query, passage_ids)}

    def passages_of_sentences(self, keys: Keys) -> Keys:
        """The passage of each sentence key; -1 for one that this state does not hold."""
        at = np.clip(np.searchsorted(self._sentence_keys, keys), 0, max(len(self) - 1, 0))
        found: Keys = (
            np.where(self._sentence_keys[at] == keys, self._sentence_passages[at], -1) if len(self) else keys * 0 - 1
        )
        return found

    def document_keys(self, within: Collection[str]) -> list[int]:
        """Keys of the documents named, unknown ones left out."""
        return sorted(self._doc_keys[doc_id] for doc_id in set(within) if doc_id in self._doc_keys)

    def sentence_keys(self, doc_keys: Collection[int]) -> Keys:
        """Keys of all sentences in these documents."""
        kept: Keys = self._sentence_keys[np.isin(self._sentence_documents, np.array(sorted(doc_keys), np.int64))]
        return kept
