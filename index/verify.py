"""Checks every stored structure of a library against the others."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.errors import DamagedError, YinwenError
from .database import connect, damaged, guarded, is_made
from .listing import PUBLISHED
from .published import read_problems
from .quantize import restore
from .rows import codes_from_blobs, digest_rows
from .snapshot import Snapshot
from .store import CHILDREN, CODES
from .types import Vectors


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold, and whether the next opening mends it by itself."""

    what: YinwenError
    mended: bool


def _damage(zh: str, en: str) -> Problem:
    return Problem(DamagedError(zh, en), mended=False)


def verify_store(path: Path) -> Iterator[Problem]:
    """The database: SQLite's own checks, then each document's digest, spans and vectors."""
    try:
        connection = connect(path)
    except YinwenError as error:
        yield Problem(error, mended=False)
        return
    try:
        with guarded(path):
            connection.execute("BEGIN")
            for row in connection.execute("PRAGMA integrity_check"):
                if row[0] != "ok":
                    yield Problem(damaged(path, row[0]), mended=False)
                    return
            if is_made(connection):
                yield from _documents(connection)
    except YinwenError as error:
        yield Problem(error, mended=False)
    finally:
        connection.close()


def _documents(connection: sqlite3.Connection) -> Iterator[Problem]:
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        yield _damage("数据库里有不属于任何文件的段落或句子", "The database holds passages or sentences of no document")
    dim = connection.execute("SELECT value FROM meta WHERE key = 'dim'").fetchone()
    for row in connection.execute("SELECT * FROM documents ORDER BY doc_key"):
        children = [tuple(child) for child in connection.execute(CHILDREN, (row["doc_key"],))]
        codes = [tuple(child) for child in connection.execute(CODES, (row["doc_key"],))]
        yield from _document(row, children, codes, "" if dim is None else dim[0])


def _document(
    row: sqlite3.Row, children: Sequence[tuple[Any, ...]], codes: Sequence[tuple[Any, ...]], dim: str
) -> Iterator[Problem]:
    name = row["doc_id"]
    if digest_rows(row, [*children, *codes]) != row["digest"]:
        yield _damage(f"文件 {name} 的数据与记录不符", f"The data of {name} does not match its record")
        return
    length = len(row["text"])
    if any(not (0 <= start < end <= length) for _, start, end, *_ in children):
        yield _damage(f"文件 {name} 的段落位置超出原文", f"A passage of {name} lies outside its text")
    # As many vectors as sentences, passage by passage.
    counts = list(Counter(child[0] for child in children if child[-1] is not None).values())
    blobs = [blob for (blob,) in codes]
    if not dim.isdecimal() or [len(blob) for blob in blobs] != [count * int(dim) for count in counts]:
        yield _damage(f"文件 {name} 的向量维数不是 {dim}", f"A vector of {name} has not dimension {dim}")
    elif blobs and not np.allclose(_lengths(blobs, counts, int(dim)), 1.0, atol=0.01):
        yield _damage(f"文件 {name} 的向量长度不是 1", f"A vector of {name} has not length 1")


def _lengths(blobs: Sequence[bytes], counts: Sequence[int], dim: int) -> Vectors:
    lengths: Vectors = np.linalg.norm(restore(codes_from_blobs(blobs, counts, dim)), axis=1)
    return lengths


def verify_published(home: Path) -> Iterator[Problem]:
    """The derived files on disk against their listing; what fails here is rebuilt at the next opening."""
    if (home / PUBLISHED).exists():
        for problem in read_problems(home):
            yield Problem(problem, mended=True)


def verify_derived(snapshot: Snapshot) -> Iterator[Problem]:
    """Both indexes against the database, as opened."""
    counts = {
        "sentences": snapshot.rows("SELECT count(*) AS n FROM sentences")[0]["n"],
        "passages": snapshot.rows("SELECT count(*) AS n FROM passages")[0]["n"],
    }
    vectors, words = len(snapshot.derived.vectors), len(snapshot.derived.words)
    if vectors != counts["sentences"]:
        yield _damage(
            f"向量索引有 {vectors} 行，数据库有 {counts['sentences']} 句",
            f"The vector index has {vectors} rows, the database {counts['sentences']} sentences",
        )
    elif (snapshot.passages_of_sentences(snapshot.derived.vectors.keys) < 0).any():
        yield _damage("向量索引里有数据库没有的句子", "The vector index holds sentences that the database does not")
    if words != counts["passages"]:
        yield _damage(
            f"词索引有 {words} 段，数据库有 {counts['passages']} 段",
            f"The word index has {words} passages, the database {counts['passages']}",
        )
