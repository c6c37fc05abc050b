"""The derived indexes on disk: FAISS and tantivy, made from the store, checked before use, published in one rename.

``published.json`` names the files of one generation and their sha256. New files get new names and are complete before
it is replaced, so a kill leaves the old set or the new one; what no set names is swept by the next writer. Readers
check the hashes (FAISS loads a sixth of single-bit flips silently, measured), drop what does not hold, and bring what
is behind up to date from the store.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.errors import DamagedError
from .rows import vectors_from_blobs
from .segment import Segmenter
from .vectors import VectorIndex
from .words import WordIndex, WordRow

PUBLISHED = "published.json"
# Deleted rows stay in tantivy's statistics: past this share of the living the words are indexed anew.
_DEAD_SHARE = 0.1
_BATCH = 20_000

Notify = Callable[[DamagedError], None]
Scratch = Callable[[], Path]


@dataclass(slots=True)
class Derived:
    """Both indexes at one generation of the store. ``dropped`` counts the rows deleted since words were built anew."""

    generation: int
    vectors: VectorIndex
    words: WordIndex
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class _Listing:
    generation: int
    segmenter: str
    dropped: int
    vectors: tuple[str, str]
    words: str
    word_files: dict[str, str]


def file_hash(path: Path) -> str:
    """Hex sha256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def rebuilt(path: Path) -> DamagedError:
    """The line that says a derived file did not hold."""
    return DamagedError(
        f"{path.name} 与记录不符（缺失或损坏），已由索引数据重建。",
        f"{path.name} did not match its record (missing or damaged) and was rebuilt from the index's data.",
    )


def _read_listing(home: Path, notify: Notify) -> _Listing | None:
    path = home / PUBLISHED
    try:
        wrapped = json.loads(path.read_bytes())
        body = wrapped["body"]
        if hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest() != wrapped["sha256"]:
            raise ValueError("sha256")
        names = (body["words"], body["vectors"][0], *body["word_files"])
        if any(Path(name).name != name for name in names):
            raise ValueError("path")
        body["vectors"] = tuple(body["vectors"])
        return _Listing(**body)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        notify(rebuilt(path))
        return None


def _load_vectors(home: Path, listing: _Listing | None, dim: int, notify: Notify) -> VectorIndex:
    if listing is not None:
        name, sha256 = listing.vectors
        try:
            data = (home / name).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() == sha256:
            index = VectorIndex.from_bytes(data, dim)
            if index.dim_matches():
                return index
        notify(rebuilt(home / name))
    return VectorIndex(dim)


def _words_hold(home: Path, listing: _Listing) -> bool:
    folder = home / listing.words
    try:
        return all(file_hash(folder / name) == sha256 for name, sha256 in listing.word_files.items())
    except OSError:
        return False


def load(
    home: Path, connection: sqlite3.Connection, dim: int, segmenter: Segmenter, scratch: Scratch, notify: Notify
) -> Derived:
    """Both indexes as of what ``connection`` sees (hold a read transaction on it).

    Args:
        home: The library's folder.
        connection: The store.
        dim: Of the vectors.
        segmenter: Cuts words; where the listing was made with another, words are indexed anew.
        scratch: Makes a new, empty folder of the caller's, for words that have to change.
        notify: Gets one sentence for each file that did not hold.
    """
    for last in (False, False, True):
        problems: list[DamagedError] = []
        listing = _read_listing(home, problems.append)
        derived = _load(home, connection, listing, dim, segmenter, scratch, problems.append)
        # A writer may have published and swept between our reading of the list and of the files: then look again.
        if not problems or last or _read_listing(home, lambda _: None) == listing:
            break
    for problem in problems:
        notify(problem)
    return derived


def _load(
    home: Path,
    connection: sqlite3.Connection,
    listing: _Listing | None,
    dim: int,
    segmenter: Segmenter,
    scratch: Scratch,
    notify: Notify,
) -> Derived:
    from .store import generation_of

    generation = generation_of(connection)
    if listing is not None and listing.generation > generation:
        listing = None  # made by a later state than this reader sees, or than a restored backup holds
    vectors = _load_vectors(home, listing, dim, notify)
    _catch_up_vectors(connection, vectors, 0 if listing is None or not len(vectors) else listing.generation)
    words, dropped = _load_words(home, connection, listing, segmenter, scratch, notify)
    return Derived(generation, vectors, words, dropped)


def _catch_up_vectors(connection: sqlite3.Connection, vectors: VectorIndex, generation: int) -> None:
    alive = np.fromiter((row[0] for row in connection.execute("SELECT sentence_key FROM sentences")), np.int64)
    vectors.remove(np.setdiff1d(vectors.keys, alive))
    if len(vectors) == len(alive):
        return
    cursor = connection.execute(
        "SELECT s.sentence_key, s.vector FROM sentences s JOIN passages USING (passage_key)"
        " JOIN documents d USING (doc_key) WHERE d.generation > ? ORDER BY s.sentence_key",
        (generation,),
    )
    while rows := cursor.fetchmany(_BATCH):
        keys = np.array([row[0] for row in rows], np.int64)
        vectors.add(keys, vectors_from_blobs([row[1] for row in rows], vectors.dim))


def _load_words(
    home: Path,
    connection: sqlite3.Connection,
    listing: _Listing | None,
    segmenter: Segmenter,
    scratch: Scratch,
    notify: Notify,
) -> tuple[WordIndex, int]:
    usable = listing is not None and listing.segmenter == segmenter.fingerprint
    if listing is not None and usable and not _words_hold(home, listing):
        notify(rebuilt(home / listing.words))
        usable = False
    since = listing.generation if listing is not None and usable else 0
    gone = [row[0] for row in connection.execute("SELECT doc_key FROM removed WHERE generation > ?", (since,))]
    fresh = _word_rows(connection, since)
    if listing is None or not usable:
        index = WordIndex(scratch(), segmenter)
        index.update([], fresh)
        return index, 0
    if not gone and not fresh:
        return WordIndex(home / listing.words, segmenter), listing.dropped
    copy = scratch()
    shutil.copytree(home / listing.words, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock"))
    index = WordIndex(copy, segmenter)
    before = len(index)
    index.update(gone, fresh)
    dropped = listing.dropped + before + len(fresh) - len(index)
    if dropped > _DEAD_SHARE * max(len(index), 100):
        index = WordIndex(scratch(), segmenter)
        index.update([], _word_rows(connection, 0))
        dropped = 0
    return index, dropped


def _word_rows(connection: sqlite3.Connection, since: int) -> list[WordRow]:
    from .snapshot import PASSAGE_COLUMNS, passage_from_row

    query = f"SELECT {PASSAGE_COLUMNS} WHERE d.generation > ? ORDER BY p.passage_key"
    found = []
    for row in connection.execute(query, (since,)):
        passage = passage_from_row(row)
        found.append(
            WordRow(row["passage_key"], row["doc_key"], passage, " ".join((row["title"], *passage.heading_path)))
        )
    return found


def publish(home: Path, derived: Derived, segmenter: Segmenter) -> None:
    """Makes both indexes the ones that others open, in one rename, and sweeps what is no longer named."""
    name = _free(home, f"vectors-{derived.generation}", ".faiss")
    data = derived.vectors.to_bytes()
    write_atomically(home / name, data)
    folder = home / _free(home, f"words-{derived.generation}", "")
    shutil.copytree(derived.words.folder, folder, ignore=shutil.ignore_patterns("*.lock"))
    files = {path.name: file_hash(path) for path in sorted(folder.iterdir()) if path.suffix != ".lock"}
    for path in folder.iterdir():
        _sync(path)
    body: dict[str, Any] = {
        "generation": derived.generation,
        "segmenter": segmenter.fingerprint,
        "dropped": derived.dropped,
        "vectors": [name, hashlib.sha256(data).hexdigest()],
        "words": folder.name,
        "word_files": files,
    }
    sha256 = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    write_atomically(home / PUBLISHED, json.dumps({"sha256": sha256, "body": body}).encode())
    sweep(home)


def _free(home: Path, stem: str, suffix: str) -> str:
    """A name that no file of the current set has, since that set must hold until the new one is published."""
    name, n = stem + suffix, 0
    while (home / name).exists():
        n += 1
        name = f"{stem}-{n}{suffix}"
    return name


def sweep(home: Path) -> None:
    """Removes derived files that the listing does not name. Only a writer may call it."""
    listing = _read_listing(home, lambda _: None)
    named = {listing.words, listing.vectors[0]} if listing else set()
    for path in [*home.glob("vectors-*"), *home.glob("words-*"), *home.glob(".tmp-*")]:
        if path.name in named:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def is_current(home: Path, generation: int, segmenter: Segmenter) -> bool:
    """Whether the published set is of this generation and segmenter; its hashes are not looked at."""
    listing = _read_listing(home, lambda _: None)
    return listing is not None and (listing.generation, listing.segmenter) == (generation, segmenter.fingerprint)


def write_atomically(path: Path, data: bytes) -> None:
    """Old content or new, never a part: a synced temporary file, renamed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_problems(home: Path) -> list[DamagedError]:
    """Which published files do not match their record."""
    problems: list[DamagedError] = []
    listing = _read_listing(home, problems.append)
    if listing is not None:
        name, sha256 = listing.vectors
        if not (home / name).is_file() or file_hash(home / name) != sha256:
            problems.append(rebuilt(home / name))
        if not _words_hold(home, listing):
            problems.append(rebuilt(home / listing.words))
    return problems
