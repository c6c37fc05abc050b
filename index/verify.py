"""Checks every stored structure of a library against the others."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.errors import DamagedError, YinwenError
from .published import PUBLISHED, read_problems
from .rows import digest_rows, vectors_from_blobs
from .snapshot import Snapshot
from .store import CHILDREN, connect


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold, and whether the next opening mends it by itself."""

    what: YinwenError
    mended: bool


def _damage(zh: str, en: str) -> Problem:
    return Problem(DamagedError(zh, en), mended=False)


def verify_store(path: Path) -> Iterator[Problem]:
    """The database: SQLite's own check, then each document's digest, spans and vectors."""
    connection = connect(path)
    try:
        connection.execute("BEGIN")
        for row in connection.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield _damage(f"数据库 {path} 已损坏：{row[0]}", f"The database {path} is damaged: {row[0]}")
                return
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchone():
            yield from _documents(connection)
    except sqlite3.DatabaseError as error:
        yield _damage(f"数据库 {path} 已损坏：{error}", f"The database {path} is damaged: {error}")
    finally:
        connection.close()


def _documents(connection: sqlite3.Connection) -> Iterator[Problem]:
    meta = dict(tuple(row) for row in connection.execute("SELECT key, value FROM meta"))
    dim = int(meta.get("dim", "0"))
    for row in connection.execute("SELECT * FROM documents ORDER BY doc_key").fetchall():
        children = [tuple(child) for child in connection.execute(CHILDREN, (row["doc_key"],))]
        digest = digest_rows(row["doc_id"], row["text"], row["structure"], row["fields"], children)
        name = row["doc_id"]
        if digest != row["digest"]:
            yield _damage(f"文件 {name} 的数据与记录不符", f"The data of {name} does not match its record")
            continue
        length = len(row["text"])
        if any(not (0 <= start < end <= length) for _, start, end, *_ in children):
            yield _damage(f"文件 {name} 的段落位置超出原文", f"A passage of {name} lies outside its text")
        blobs = [child[-1] for child in children if child[-1] is not None]
        if any(len(blob) != 2 * dim for blob in blobs):
            yield _damage(f"文件 {name} 的向量维数不是 {dim}", f"A vector of {name} has not dimension {dim}")
        elif blobs and not np.allclose(np.linalg.norm(vectors_from_blobs(blobs, dim), axis=1), 1.0, atol=0.01):
            yield _damage(f"文件 {name} 的向量长度不是 1", f"A vector of {name} has not length 1")


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
