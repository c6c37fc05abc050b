"""Opening the SQLite database, and its errors as sentences."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ..corpus.errors import BusyError, DamagedError, DocumentError, YinwenError
from .listing import PUBLISHED

DATABASE = "library.sqlite"
SCHEMA = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
_CODES_OF_THE_PLACE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection in WAL mode that any thread may use under a lock; made if absent.

    Raises:
        DamagedError: The file is no SQLite database, or a damaged one.
        DocumentError: The file can't be opened (permissions, disk full).
    """
    if (path.parent / PUBLISHED).exists() and not (path.exists() and path.stat().st_size):
        # Cut to nothing it looks like one never written; what was published from it gives that away.
        raise damaged(path, "0 B")
    try:
        return _opened(path, read_only=False)
    except sqlite3.Error as error:
        if not _unchanging(path):
            raise explained(path, error) from error
    try:
        return _opened(path, read_only=True)
    except sqlite3.Error as error:
        raise explained(path, error) from error


def _unchanging(path: Path) -> bool:
    """Whether it lies complete in a folder that we can't write to, where WAL mode can't make its files."""
    log = path.with_name(path.name + "-wal")
    whole = not log.exists() or log.stat().st_size == 0
    return path.is_file() and whole and not os.access(path.parent, os.W_OK)


def _opened(path: Path, *, read_only: bool) -> sqlite3.Connection:
    name = f"{path.resolve().as_uri()}?immutable=1" if read_only else path
    connection = sqlite3.connect(name, timeout=30, isolation_level=None, check_same_thread=False, uri=read_only)
    try:
        connection.row_factory = sqlite3.Row
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_nothing() -> sqlite3.Connection:
    """A database without documents, for reading where none was ever written."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.executescript(SCHEMA)
    return connection


def is_made(connection: sqlite3.Connection) -> bool:
    """Whether the schema is there; it is made by the first writer, in one transaction."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone() is not None


def generation_of(connection: sqlite3.Connection) -> int:
    """How many changes a connection sees."""
    return int(connection.execute("SELECT coalesce(max(generation), 0) FROM changes").fetchone()[0])


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """What SQLite raises in the block leaves it as one sentence."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, not the database's
    except sqlite3.DatabaseError as error:
        raise explained(path, error) from error
    except UnicodeDecodeError as error:  # from text columns with a byte changed
        raise damaged(path, error) from error


def explained(path: Path, error: sqlite3.Error) -> YinwenError:
    """The sentence for what SQLite says of the database at ``path``."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = None if code is None else code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(
            f"另一个程序正占着索引 {path}；请等它结束后再试。",
            f"Another program holds the index {path}; try again when it has finished.",
        )
    if kind in _CODES_OF_THE_PLACE:
        return DocumentError(
            f"索引 {path} 读写不了（{error}）；请检查文件夹的权限和剩余空间，已有的内容没有变。",
            f"The index {path} can't be read or written ({error}); check the folder's permissions and free space; what it "
            "held is unchanged.",
        )
    return damaged(path, error)


def damaged(path: Path, error: object) -> DamagedError:
    """The sentence for a database that does not hold what was written."""
    return DamagedError(
        f"索引 {path} 已损坏（{error}），没有改动它；请从备份恢复，或把文件夹 {path.parent} 移走后重新运行 yinwen index。",
        f"The index {path} is damaged ({error}) and was left as it is; restore it from a backup, or move the folder "
        f"{path.parent} away and run yinwen index again.",
    )
