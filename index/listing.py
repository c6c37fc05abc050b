"""``published.json``: which derived files belong together, what they hash to, and the change that they were made at."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..corpus.errors import DamagedError

PUBLISHED = "published.json"

Notify = Callable[[DamagedError], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """One set of derived files.

    Attributes:
        generation: The change of the store that they were made at.
        token: That change's token.
        segmenter: The fingerprint of what cut the words.
        dropped: Rows deleted since the words were built anew.
        vectors: The FAISS file's name.
        vectors_sha256: Its hash.
        words: The tantivy folder's name.
        word_files: The hashes of the files in it, by name.
    """

    generation: int
    token: str
    segmenter: str
    dropped: int
    vectors: str
    vectors_sha256: str
    words: str
    word_files: dict[str, str]


def read_listing(home: Path, notify: Notify = lambda _: None) -> Listing | None:
    """The set that is published; None where there is none, or where its record does not hold, which ``notify`` hears."""
    path = home / PUBLISHED
    try:
        wrapped = json.loads(path.read_bytes())
        body = wrapped["body"]
        if _digest(body) != wrapped["sha256"]:
            raise ValueError("sha256")
        listing = Listing(**body)
        if any(Path(name).name != name for name in (listing.words, listing.vectors, *listing.word_files)):
            raise ValueError("path")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        notify(rebuilt(path))
        return None
    return listing


def write_listing(home: Path, listing: Listing) -> None:
    """Publishes, in one rename."""
    body = asdict(listing)
    write_atomically(home / PUBLISHED, json.dumps({"sha256": _digest(body), "body": body}).encode())


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def words_hold(home: Path, listing: Listing) -> bool:
    """Whether the tantivy files are what was published."""
    folder = home / listing.words
    try:
        return all(file_hash(folder / name) == sha256 for name, sha256 in listing.word_files.items())
    except OSError:
        return False


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


def of_another_state(path: Path) -> DamagedError:
    """The line that says the derived files were made from a state that the database does not know."""
    return DamagedError(
        f"{path.name} 记录的不是这个数据库的状态（恢复过备份，或丢了最后的改动），已由索引数据重建。",
        f"{path.name} was made from another state of the database (a backup was restored, or the last changes are lost) "
        "and was rebuilt from the index's data.",
    )


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
    sync(path.parent)


def sync(path: Path) -> None:
    """To the disk: a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
