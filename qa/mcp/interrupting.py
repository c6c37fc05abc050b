"""Ctrl-C for a server that reads standard input: it ends as if the client had hung up.

The SDK reads in a thread that nothing can call back from its read, and waits for that thread when it is cancelled: a server
interrupted at a terminal would hang until the next line. So it is given a pipe, whose other end we can close.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_BLOCK = 1 << 16


@contextmanager
def interruptible_stdin() -> Iterator[None]:
    """Standard input through a pipe, while the block lasts; to be used in the main thread.

    Raises:
        KeyboardInterrupt: At the end of the block, where it was interrupted.
    """
    source = os.dup(0)
    reading, writing = os.pipe()
    os.dup2(reading, 0)
    os.close(reading)
    interrupted = False

    def hang_up(_signal: int, _frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        _close(writing)

    before = signal.signal(signal.SIGINT, hang_up)
    threading.Thread(target=_copy, args=(source, writing), name="stdin", daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        os.dup2(source, 0)
    if interrupted:
        raise KeyboardInterrupt


def _copy(source: int, writing: int) -> None:
    """Until the source ends or nobody reads; it may never come back from its read, and the process ends without it."""
    try:
        while block := os.read(source, _BLOCK):
            while block:
                block = block[os.write(writing, block) :]
    except OSError:
        pass
    finally:
        _close(writing)


def _close(writing: int) -> None:
    """The end of a pipe, without freeing its number, which another thread may be about to write to."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, writing)
    os.close(nowhere)
