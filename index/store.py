"""The one place where the truth lives: an SQLite database of documents, passages, sentences and their vectors.

A document is committed whole, with the next generation number, so that a kill at any instant leaves the old state or
the new one. All else (FAISS, tantivy) is derived and can be made again from here.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..corpus.types import Document
from .database import SCHEMA, connect, generation_of, guarded
from .quantize import quantize
from .rows import DocumentInfo, Entry, digest_rows, document_from_row, intact, structure_to_json

# In the order in which digest_rows takes them.
CHILDREN = """
SELECT p.passage_id, p.start, p.end, p.heading_path, p.ordinal, p.page, s.start, s.end
FROM passages p LEFT JOIN sentences s USING (passage_key) WHERE p.doc_key = ? ORDER BY p.passage_key, s.sentence_key
"""
CODES = """
SELECT v.codes FROM passages p JOIN vectors v USING (passage_key) WHERE p.doc_key = ? ORDER BY p.passage_key
"""
_INSERT_DOCUMENT = """
INSERT INTO documents (doc_id, title, source, root, shipped, characters, passages, content, digest, generation, fields,
structure, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)
"""
_INSERT_PASSAGE = """
INSERT INTO passages (doc_key, passage_id, start, end, heading_path, ordinal, page) VALUES (?, ?, ?, ?, ?, ?, ?)
"""


class Store:
    """The database for writing. One at a time: the library's lock sees to that.

    Args:
        path: The database file; made if absent.

    Raises:
        DamagedError: The file is no SQLite database, or a damaged one.
        DocumentError: The file can't be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = connect(path)
        try:
            with guarded(path):
                self._connection.executescript(SCHEMA)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Closes the connection, and takes the write-ahead log back to nothing where no reader needs it."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._lock, guarded(self.path):
            connection = self._connection
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """What a query finds."""
        with self._lock, guarded(self.path):
            return self._connection.execute(query, parameters).fetchall()

    # -- what it says of itself

    def meta(self) -> dict[str, str]:
        """The manifest, as text."""
        return {row["key"]: row["value"] for row in self.rows("SELECT key, value FROM meta")}

    def set_meta(self, **values: str) -> None:
        """Writes entries of the manifest."""
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    @property
    def generation(self) -> int:
        """How many changes it has seen."""
        with self._lock, guarded(self.path):
            return generation_of(self._connection)

    # -- documents

    def put(self, entry: Entry) -> None:
        """Stores a document, or replaces the one of the same doc_id, in one commit."""
        with self.transaction() as connection:
            generation = _advance(connection)
            _drop(connection, entry.document.doc_id, generation)
            _insert(connection, entry, generation)

    def remove(self, doc_id: str) -> bool:
        """Removes a document with all that belongs to it; False where there is none."""
        with self.transaction() as connection:
            return _drop(connection, doc_id, _advance(connection))

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id."""
        return list_documents(self.rows)

    def document(self, doc_id: str) -> Document | None:
        """A document, whole."""
        return find_document(self.rows, doc_id)


def _advance(connection: sqlite3.Connection) -> int:
    generation = generation_of(connection) + 1
    connection.execute("INSERT INTO changes (generation) VALUES (?)", (generation,))
    return generation


def _drop(connection: sqlite3.Connection, doc_id: str, generation: int) -> bool:
    row = connection.execute("SELECT doc_key FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
    if row is None:
        return False
    connection.execute("INSERT INTO removed VALUES (?, ?)", (row["doc_key"], generation))
    connection.execute("DELETE FROM documents WHERE doc_key = ?", (row["doc_key"],))
    return True


def _insert(connection: sqlite3.Connection, entry: Entry, generation: int) -> None:
    document = entry.document
    doc_key = connection.execute(
        _INSERT_DOCUMENT,
        (
            *(document.doc_id, document.title, document.source, entry.root, int(entry.shipped)),
            *(len(document.text), len(entry.passages), entry.content, generation),
            *(json.dumps(dict(document.fields), ensure_ascii=False), structure_to_json(document), document.text),
        ),
    ).lastrowid
    codes = quantize(entry.vectors)
    if len(codes) != sum(map(len, entry.sentences)):
        raise ValueError(f"{len(codes)} vectors for {sum(map(len, entry.sentences))} sentences")
    done = 0
    for passage, spans in zip(entry.passages, entry.sentences, strict=True):
        path = json.dumps(passage.heading_path, ensure_ascii=False)
        place = (passage.start, passage.end, path, passage.ordinal, passage.page)
        passage_key = connection.execute(_INSERT_PASSAGE, (doc_key, passage.passage_id, *place)).lastrowid
        connection.executemany(
            "INSERT INTO sentences (passage_key, start, end) VALUES (?, ?, ?)",
            [(passage_key, span.start, span.end) for span in spans],
        )
        blob = codes[done : done + len(spans)].tobytes()
        done += len(spans)
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (passage_key, blob))
    row = connection.execute("SELECT * FROM documents WHERE doc_key = ?", (doc_key,)).fetchone()
    children = (tuple(child) for query in (CHILDREN, CODES) for child in connection.execute(query, (doc_key,)))
    connection.execute("UPDATE documents SET digest = ? WHERE doc_key = ?", (digest_rows(row, children), doc_key))


# -- shared by all who read: ``rows`` runs a query and returns what it finds

Rows = Callable[[str, Sequence[Any]], list[sqlite3.Row]]


def list_documents(rows: Rows) -> list[DocumentInfo]:
    """All documents, by doc_id."""
    query = "SELECT doc_id, title, source, root, shipped, characters, passages, fields, content FROM documents"
    return [_info(row) for row in rows(f"{query} ORDER BY doc_id", ())]


def _info(row: sqlite3.Row) -> DocumentInfo:
    with intact(row["doc_id"]):
        return DocumentInfo(
            doc_id=row["doc_id"],
            title=row["title"],
            source=row["source"],
            root=row["root"],
            shipped=bool(row["shipped"]),
            characters=row["characters"],
            passages=row["passages"],
            encoding=json.loads(row["fields"]).get("encoding", ""),
            content=row["content"],
        )


def find_document(rows: Rows, doc_id: str) -> Document | None:
    """A document, whole."""
    found = rows("SELECT * FROM documents WHERE doc_id = ?", (doc_id,))
    return document_from_row(found[0]) if found else None
