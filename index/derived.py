"""Loading the derived indexes: checked before use, dropped where they don't hold, brought up to date from the store.

Readers check the hashes, since FAISS loads a sixth of single-bit flips silently (measured), and count the rows.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.errors import DocumentError
from .database import generation_of
from .listing import PUBLISHED, Listing, Notify, of_another_state, rebuilt, words_hold
from .rows import codes_from_blobs, intact, vectors_missing
from .segment import Segmenter
from .vectors import Keys, VectorIndex
from .words import WordIndex, WordRow

# Deleted rows stay in tantivy's statistics: past this share of the living the words are indexed anew.
_DEAD_SHARE = 0.1
_BATCH = 5_000  # passages

Scratch = Callable[[], Path]


@dataclass(slots=True)
class Derived:
    """Both indexes at one change of the store. ``dropped`` counts the rows deleted since words were built anew."""

    generation: int
    token: str
    vectors: VectorIndex
    words: WordIndex
    dropped: int = 0


def load(
    home: Path,
    connection: sqlite3.Connection,
    listing: Listing | None,
    dim: int,
    segmenter: Segmenter,
    scratch: Scratch,
    notify: Notify,
) -> Derived:
    """Both indexes as of what ``connection`` sees.

    Args:
        home: The library's folder.
        connection: The store, in a read transaction.
        listing: What was published before that transaction began: a change is committed before it is published, so
            this one must be known to the store.
        dim: Of the vectors.
        segmenter: Cuts words; where the listing was made with another, words are indexed anew.
        scratch: Makes a new, empty folder of the caller's, for words that have to change.
        notify: Gets one sentence for each file that did not hold.

    Raises:
        DocumentError: The temporary folder can't hold the words.
    """
    if listing is not None and _token(connection, listing.generation) != listing.token:
        notify(of_another_state(home / PUBLISHED))
        listing = None
    vectors = _load_vectors(home, connection, listing, dim, notify)
    try:
        words, dropped = _load_words(home, connection, listing, segmenter, scratch, notify)
    except OSError as error:
        raise DocumentError(
            f"临时文件夹放不下词索引（{error}）；请检查剩余空间，或用 TMPDIR 另指一处。",
            f"The temporary folder can't hold the word index ({error}); check free space or name another with TMPDIR.",
        ) from error
    generation = generation_of(connection)
    return Derived(generation, _token(connection, generation) or "", vectors, words, dropped)


def _token(connection: sqlite3.Connection, generation: int) -> str | None:
    row = connection.execute("SELECT token FROM changes WHERE generation = ?", (generation,)).fetchone()
    return None if row is None else str(row["token"])


# -- vectors


def _load_vectors(
    home: Path, connection: sqlite3.Connection, listing: Listing | None, dim: int, notify: Notify
) -> VectorIndex:
    alive = _sentence_keys(connection)
    if listing is not None:
        stored = _read_vectors(home / listing.vectors, listing.vectors_sha256, dim)
        if stored is not None:
            stored.remove(np.setdiff1d(stored.keys, alive))
            if len(stored) < len(alive):
                _add_vectors(connection, stored, listing.generation)
            if len(stored) == len(alive):
                return stored
        notify(rebuilt(home / listing.vectors))
    fresh = VectorIndex(dim)
    _add_vectors(connection, fresh, 0)
    if len(fresh) != len(alive):
        raise vectors_missing(dim)
    return fresh


def _read_vectors(path: Path, sha256: str, dim: int) -> VectorIndex | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != sha256:
        return None
    index = VectorIndex.from_bytes(data, dim)
    return index if index.matches() else None


def _sentence_keys(connection: sqlite3.Connection) -> Keys:
    cursor = connection.cursor()
    cursor.row_factory = None
    return np.sort(np.fromiter((key for (key,) in cursor.execute("SELECT sentence_key FROM sentences")), np.int64))


def _add_vectors(connection: sqlite3.Connection, vectors: VectorIndex, since: int) -> None:
    # CROSS keeps SQLite from walking through all sentences to find those of a few new documents.
    source = (
        "FROM documents d CROSS JOIN passages p USING (doc_key) CROSS JOIN {} USING (passage_key) WHERE generation > ?"
    )
    pairs = connection.execute(f"SELECT passage_key, sentence_key {source.format('sentences')}", (since,))
    owners, keys = np.array(sorted(map(tuple, pairs)), np.int64).reshape(-1, 2).T
    cursor = connection.execute(f"SELECT passage_key, codes {source.format('vectors')}", (since,))
    while rows := cursor.fetchmany(_BATCH):
        passages = np.array([row[0] for row in rows], np.int64)
        first, last = np.searchsorted(owners, passages), np.searchsorted(owners, passages, "right")
        codes = codes_from_blobs([row[1] for row in rows], (last - first).tolist(), vectors.dim)
        vectors.add(np.concatenate([keys[a:b] for a, b in zip(first, last, strict=True)]), codes)


# -- words


def _load_words(
    home: Path,
    connection: sqlite3.Connection,
    listing: Listing | None,
    segmenter: Segmenter,
    scratch: Scratch,
    notify: Notify,
) -> tuple[WordIndex, int]:
    if listing is not None and listing.segmenter == segmenter.fingerprint:
        try:
            if words_hold(home, listing):
                index, dropped = _catch_up_words(home, connection, listing, segmenter, scratch)
                if len(index) == connection.execute("SELECT count(*) FROM passages").fetchone()[0]:
                    return _without_the_dead(index, dropped, connection, segmenter, scratch)
        except (OSError, ValueError):
            pass  # swept by a writer, or damaged between the check and the reading
        notify(rebuilt(home / listing.words))
    return _words_anew(connection, segmenter, scratch), 0


def _words_anew(connection: sqlite3.Connection, segmenter: Segmenter, scratch: Scratch) -> WordIndex:
    index = WordIndex.create(scratch(), segmenter)
    index.update([], _word_rows(connection, 0))
    return index


def _catch_up_words(
    home: Path, connection: sqlite3.Connection, listing: Listing, segmenter: Segmenter, scratch: Scratch
) -> tuple[WordIndex, int]:
    since = (listing.generation,)
    gone = [row[0] for row in connection.execute("SELECT doc_key FROM removed WHERE generation > ?", since)]
    grown = connection.execute("SELECT 1 FROM documents WHERE generation > ? LIMIT 1", since).fetchone()
    folder = home / listing.words
    if not gone and not grown:
        try:
            return WordIndex.open(folder, segmenter), listing.dropped
        except ValueError:
            pass  # tantivy needs a lock file even to read, which a read-only folder refuses
    copy = scratch()
    shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock"))
    index = WordIndex.open(copy, segmenter)
    before = len(index)
    added = index.update(gone, _word_rows(connection, listing.generation)) if gone or grown else 0
    return index, listing.dropped + before + added - len(index)


def _without_the_dead(
    index: WordIndex, dropped: int, connection: sqlite3.Connection, segmenter: Segmenter, scratch: Scratch
) -> tuple[WordIndex, int]:
    if dropped <= _DEAD_SHARE * max(len(index), 100):
        return index, dropped
    return _words_anew(connection, segmenter, scratch), 0


def _word_rows(connection: sqlite3.Connection, since: int) -> Iterator[WordRow]:
    """The passages of documents newer than a generation; each document's text is read once."""
    query = "SELECT doc_key, doc_id, title, text FROM documents WHERE generation > ? ORDER BY doc_key"
    for document in connection.execute(query, (since,)):
        passages = "SELECT * FROM passages WHERE doc_key = ? ORDER BY passage_key"
        for row in connection.execute(passages, (document["doc_key"],)):
            with intact(document["doc_id"]):
                heading = " ".join((document["title"], *json.loads(row["heading_path"])))
            text = document["text"][row["start"] : row["end"]]
            yield WordRow(row["passage_key"], document["doc_key"], text, heading)
