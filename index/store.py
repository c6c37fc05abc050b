"""The one place where the truth lives: an SQLite database of documents, passages, sentences and their vectors.

A document is committed whole, with the next generation number, so that a kill at any instant leaves the old state or
the new one. All else (FAISS, tantivy) is derived and can be made again from here.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..corpus.errors import DamagedError, DocumentError
from ..corpus.types import Document
from .rows import DocumentInfo, Entry, digest_rows, document_from_row, structure_to_json, vector_to_blob

_SCHEMA = Path(__file__).with_name("schema.sql")

# In the order in which digest_rows takes them.
CHILDREN = """
SELECT p.passage_id, p.start, p.end, p.heading_path, p.ordinal, p.page, s.start, s.end, s.vector
FROM passages p LEFT JOIN sentences s USING (passage_key) WHERE p.doc_key = ? ORDER BY p.passage_key, s.sentence_key
"""


def connect(path: Path) -> sqlite3.Connection:
    """A connection in WAL mode that any thread may use under a lock.

    Raises:
        DamagedError: The file is no SQLite database, or a damaged one.
        DocumentError: The file can't be opened (permissions, disk full).
    """
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.OperationalError as error:
        raise DocumentError(
            f"打不开索引 {path}（{error}）；请检查文件夹的权限和剩余空间，或用 YINWEN_HOME 另指一处。",
            f"The index {path} can't be opened ({error}); check the folder's permissions and free space, or name another "
            "with YINWEN_HOME.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from error
    return connection


def damaged(path: Path, error: object) -> DamagedError:
    """The sentence for a database that does not hold what was written."""
    return DamagedError(
        f"索引 {path} 已损坏（{error}），没有改动它；请从备份恢复，或把它移走后重新运行 yinwen index。",
        f"The index {path} is damaged ({error}) and was left as it is; restore it from a backup, or move it away and run "
        "yinwen index again.",
    )


class Store:
    """The database for writing. One at a time: the library's lock sees to that.

    Args:
        path: The database file; made if absent.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = connect(path)
        with self._guard():
            self._connection.executescript(_SCHEMA.read_text(encoding="utf-8"))

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    @contextmanager
    def _guard(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.OperationalError as error:
                raise DocumentError(
                    f"写不进索引 {self.path}（{error}）；请检查剩余空间和权限，已有的内容没有变。",
                    f"The index {self.path} can't be written ({error}); check free space and permissions; what it held is "
                    "unchanged.",
                ) from error
            except sqlite3.DatabaseError as error:
                raise damaged(self.path, error) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._guard() as connection:
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
        with self._guard() as connection:
            return connection.execute(query, parameters).fetchall()

    # -- what it says of itself

    def meta(self) -> dict[str, str]:
        """The manifest and counters, as text."""
        return {row["key"]: row["value"] for row in self.rows("SELECT key, value FROM meta")}

    def set_meta(self, **values: str) -> None:
        """Writes entries of the manifest."""
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    @property
    def generation(self) -> int:
        """How many changes it has seen."""
        return generation_of(self._connection)

    # -- documents

    def put(self, entry: Entry) -> None:
        """Stores a document, or replaces the one of the same doc_id, in one commit."""
        with self.transaction() as connection:
            generation = self._advance(connection)
            self._drop(connection, entry.document.doc_id, generation)
            self._insert(connection, entry, generation)

    def remove(self, doc_id: str) -> bool:
        """Removes a document with all that belongs to it; False where there is none."""
        with self.transaction() as connection:
            return self._drop(connection, doc_id, self._advance(connection))

    def _advance(self, connection: sqlite3.Connection) -> int:
        generation = generation_of(connection) + 1
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),))
        return generation

    def _drop(self, connection: sqlite3.Connection, doc_id: str, generation: int) -> bool:
        row = connection.execute("SELECT doc_key FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        if row is None:
            return False
        connection.execute("INSERT INTO removed VALUES (?, ?)", (row["doc_key"], generation))
        connection.execute("DELETE FROM documents WHERE doc_key = ?", (row["doc_key"],))
        return True

    def _insert(self, connection: sqlite3.Connection, entry: Entry, generation: int) -> None:
        document = entry.document
        structure = structure_to_json(document)
        fields = json.dumps(dict(document.fields), ensure_ascii=False)
        place = (document.doc_id, document.title, document.source, entry.root, int(entry.shipped))
        cursor = connection.execute(
            "INSERT INTO documents (doc_id, title, source, root, shipped, text, structure, fields, content, digest,"
            " generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)",
            (*place, document.text, structure, fields, entry.content, generation),
        )
        doc_key = cursor.lastrowid
        done = 0
        for passage, spans in zip(entry.passages, entry.sentences, strict=True):
            passage_row = (doc_key, passage.passage_id, passage.start, passage.end)
            path = json.dumps(passage.heading_path, ensure_ascii=False)
            passage_key = connection.execute(
                "INSERT INTO passages (doc_key, passage_id, start, end, heading_path, ordinal, page)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*passage_row, path, passage.ordinal, passage.page),
            ).lastrowid
            vectors = entry.vectors[done : done + len(spans)]
            done += len(spans)
            connection.executemany(
                "INSERT INTO sentences (passage_key, start, end, vector) VALUES (?, ?, ?, ?)",
                [(passage_key, s.start, s.end, vector_to_blob(v)) for s, v in zip(spans, vectors, strict=True)],
            )
        children = [tuple(row) for row in connection.execute(CHILDREN, (doc_key,))]
        digest = digest_rows(document.doc_id, document.text, structure, fields, children)
        connection.execute("UPDATE documents SET digest = ? WHERE doc_key = ?", (digest, doc_key))

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id."""
        return list_documents(self.rows)

    def document(self, doc_id: str) -> Document | None:
        """A document, whole."""
        rows = self.rows("SELECT * FROM documents WHERE doc_id = ?", (doc_id,))
        return document_from_row(rows[0]) if rows else None


def generation_of(connection: sqlite3.Connection) -> int:
    """The generation that a connection sees."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return int(row["value"]) if row else 0


def list_documents(rows: Any) -> list[DocumentInfo]:
    """All documents that a query function sees, by doc_id."""
    found = rows(
        "SELECT d.doc_id, d.title, d.source, d.root, d.shipped, length(d.text) AS characters, d.fields, d.content,"
        " (SELECT count(*) FROM passages p WHERE p.doc_key = d.doc_key) AS passages FROM documents d ORDER BY d.doc_id"
    )
    return [
        DocumentInfo(
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
        for row in found
    ]
