"""Locks between processes, as files in the library's folder. The system drops them with the process, kill or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..corpus.errors import BusyError, DocumentError

# Held while documents are written.
WRITING = "lock"
# Held while derived files are published: no writer needs to wait for that, and no reader ever holds up a writer.
PUBLISHING = "publishing.lock"
# A reader that publishes looks for an instant whether WRITING is free; a writer that meets it tries again this long.
SECONDS = 0.3


@contextmanager
def held(home: Path, name: str, seconds: float = SECONDS) -> Iterator[None]:
    """Holds a lock.

    Raises:
        BusyError: Another process holds it.
        DocumentError: The folder can't be written to.
    """
    lock = FileLock(home / name)
    try:
        lock.acquire(timeout=seconds)
    except Timeout as error:
        raise BusyError(
            f"另一个程序正在写索引 {home}；请等它结束后再试。",
            f"Another program is writing to the index {home}; try again when it has finished.",
        ) from error
    except OSError as error:
        raise DocumentError(
            f"写不进索引文件夹 {home}（{error.strerror}）；请检查权限和剩余空间，已有的内容没有变。",
            f"The index folder {home} can't be written to ({error.strerror}); check its permissions and free space; what "
            "it held is unchanged.",
        ) from error
    try:
        yield
    finally:
        lock.release()
