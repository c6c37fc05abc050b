"""One consistent state of the library, for searching: a read transaction held open, and both derived indexes."""

import json
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.errors import DamagedError
from ..corpus.types import Document, Passage
from .database import DATABASE, connect, connect_to_nothing, damaged, guarded, is_made
from .derived import Derived, load
from .listing import Notify, read_listing
from .quantize import restore
from .rows import DocumentInfo, intact
from .segment import Segmenter
from .sentence_table import Place, SentenceTable
from .store import find_document, list_documents
from .types import Vectors
from .vectors import Keys

_PASSAGES = "SELECT p.*, d.doc_id FROM passages p JOIN documents d USING (doc_key)"
_SENTENCES = """
SELECT s.sentence_key, s.passage_key, p.doc_key, s.start, s.end FROM passages p JOIN sentences s USING (passage_key)
"""
# Documents whose text is kept at hand: SQLite reads a long text from its beginning for every passage of it.
_TEXTS = 64
_NO_KEYS = np.empty(0, np.int64)
# One parameter however many values: SQLite allows no more than 32,766 by default.
_LISTED = "(SELECT value FROM json_each(?))"


class Snapshot:
    """What one question sees from its first search to its last quote, whatever writers do meanwhile.

    Args:
        home: The library's folder.
        segmenter: Cuts words.
        notify: Gets one sentence for each derived file that did not hold.

    Attributes:
        home: The same.
        generation: How many changes the store has seen.
        meta: The manifest that it was made with; empty where nothing was ever written.
        dim: Of the vectors.
        derived: Both indexes.
    """

    def __init__(self, home: Path, segmenter: Segmenter, notify: Notify) -> None:
        self.segmenter, self.home, self._path = segmenter, home, home / DATABASE
        self._lock = threading.Lock()
        self._scratches: list[tempfile.TemporaryDirectory[str]] = []
        self._connection = _connect(self._path)
        self._text: Callable[[int], str] = lru_cache(maxsize=_TEXTS)(self._read_text)
        try:
            with guarded(self._path):
                self.derived: Derived = self._load(home, notify)
                self._load_keys()
            self.generation = self.derived.generation
        except BaseException:
            self.close()
            raise

    def _load(self, home: Path, notify: Notify) -> Derived:
        for last in (False, False, True):
            problems: list[DamagedError] = []
            listing = read_listing(home, problems.append)
            self._connection.execute("BEGIN")
            self.meta = {row["key"]: row["value"] for row in self.rows("SELECT key, value FROM meta")}
            self.dim = _dim(self._path, self.meta)
            derived = load(home, self._connection, listing, self.dim, self.segmenter, self._scratch, problems.append)
            # A writer may have published and swept after we read the list: then look again.
            if not problems or last or read_listing(home) == listing:
                break
            self._connection.execute("ROLLBACK")
        for problem in problems:
            notify(problem)
        return derived

    def _scratch(self) -> Path:
        self._scratches.append(tempfile.TemporaryDirectory(prefix="yinwen-", ignore_cleanup_errors=True))
        return Path(self._scratches[-1].name)

    def _load_keys(self) -> None:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        self._sentences = SentenceTable(cursor.execute(_SENTENCES))
        self._doc_keys = {r["doc_id"]: int(r["doc_key"]) for r in self.rows("SELECT doc_id, doc_key FROM documents")}

    def close(self) -> None:
        """Ends the read transaction and removes private copies."""
        with self._lock:
            self._connection.close()
        # Both indexes go now, with their memory and mapped files, and not when the garbage is collected.
        vars(self).pop("derived", None)
        self._text = self._read_text
        for scratch in self._scratches:
            scratch.cleanup()

    def rows(self, query: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """What a query finds in this state.

        Raises:
            DamagedError: The database can't be read there.
        """
        with self._lock, guarded(self._path):
            return self._connection.execute(query, tuple(parameters)).fetchall()

    def __len__(self) -> int:
        return len(self._sentences)

    @cached_property
    def _infos(self) -> tuple[DocumentInfo, ...]:
        return tuple(list_documents(self.rows))

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id."""
        return list(self._infos)

    def document(self, doc_id: str) -> Document | None:
        """A document, whole."""
        return find_document(self.rows, doc_id)

    def passages(self, keys: Collection[int]) -> dict[int, Passage]:
        """Passages by key."""
        found = self.rows(f"{_PASSAGES} WHERE p.passage_key IN {_LISTED}", (_listed(keys),))
        return {int(row["passage_key"]): self._passage(row) for row in found}

    def passages_of(self, doc_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        found = self.rows(f"{_PASSAGES} WHERE d.doc_id = ? ORDER BY p.passage_key", (doc_id,))
        return [self._passage(row) for row in found]

    def _passage(self, row: sqlite3.Row) -> Passage:
        with intact(row["doc_id"]):
            return Passage(
                passage_id=row["passage_id"],
                doc_id=row["doc_id"],
                text=self._text(row["doc_key"])[row["start"] : row["end"]],
                start=row["start"],
                end=row["end"],
                heading_path=tuple(json.loads(row["heading_path"])),
                ordinal=row["ordinal"],
                page=row["page"],
            )

    def _read_text(self, doc_key: int) -> str:
        return str(self.rows("SELECT text FROM documents WHERE doc_key = ?", (doc_key,))[0]["text"])

    def sentences(self, keys: Collection[int]) -> dict[int, tuple[list[Place], Vectors]]:
        """By passage key: its sentences' ``(start, end)`` in the document and their ``(n, dim)`` vectors."""
        found = self._sentences.of_passages(keys)
        return {key: (places, restore(self.derived.vectors.codes(own))) for key, own, places in found}

    def cosines(self, keys: Collection[int], vector: Vectors) -> dict[int, tuple[list[Place], Vectors]]:
        """By passage key: its sentences' ``(start, end)`` and ``(n,)`` inner products with a ``(dim,)`` vector."""
        found = list(self._sentences.of_passages(keys))
        products = self.derived.vectors.cosines(vector, np.concatenate([_NO_KEYS, *(own for _, own, _ in found)]))
        ends = np.cumsum([len(own) for _, own, _ in found])
        parts = np.split(products, ends[:-1]) if found else []
        return {key: (places, part) for (key, _, places), part in zip(found, parts, strict=True)}

    def keys_of(self, passage_ids: Collection[str]) -> dict[str, int]:
        """Passage keys by passage_id, unknown ones left out."""
        query = f"SELECT passage_id, passage_key FROM passages WHERE passage_id IN {_LISTED}"
        return {row["passage_id"]: int(row["passage_key"]) for row in self.rows(query, (_listed(passage_ids),))}

    def passages_of_sentences(self, keys: Keys) -> Keys:
        """The passage of each sentence key; -1 for one that this state does not hold."""
        return self._sentences.passages_of(keys)

    def document_keys(self, within: Collection[str]) -> list[int]:
        """Keys of the documents named, unknown ones left out."""
        return sorted(self._doc_keys[doc_id] for doc_id in set(within) if doc_id in self._doc_keys)

    def sentence_keys(self, doc_keys: Collection[int]) -> Keys:
        """Keys of all sentences in these documents."""
        return self._sentences.in_documents(doc_keys)


def _dim(path: Path, meta: Mapping[str, str]) -> int:
    try:
        return int(meta.get("dim", "1"))
    except ValueError as error:
        raise damaged(path, error) from error


def _listed(values: Iterable[int | str]) -> str:
    return json.dumps(list(values), default=int)


def _connect(path: Path) -> sqlite3.Connection:
    """The database, or an empty one in memory where nothing was ever written: reading is no reason to write."""
    connection = connect(path)
    with guarded(path):
        if is_made(connection):
            return connection
    connection.close()
    return connect_to_nothing()
