"""Ending a request to an LLM from another thread than the one that waits for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop:
    """Given to ``Assistant.stream``; calling it, from any thread, ends the request, now or as soon as there is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self.asked = False

    def __call__(self) -> None:
        """Ends the request. Again, it does nothing more."""
        with self._lock:
            self.asked, end = True, self._end
        if end is not None:
            end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block lasts, being called calls ``end``, which may happen more than once and in any thread."""
        with self._lock:
            self._end, asked = end, self.asked
        if asked:
            end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None
