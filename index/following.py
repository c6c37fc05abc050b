"""The newest snapshot of a library, shared by many threads, which follows what writers commit."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..corpus.errors import DocumentError, YinwenError
from . import published
from .database import DATABASE, connect, generation_of, guarded, is_made
from .lease import Lease
from .locks import PUBLISHING, WRITING, held
from .segment import Segmenter
from .snapshot import Snapshot

# A server looks for a later generation at most this often, and spends a tenth of its time at most on following.
_FOLLOW_SECONDS = 0.5
_FOLLOW_SHARE = 10

Notify = Callable[[YinwenError], None]


class Follower:
    """Reading, for ``Library``.

    Args:
        home: The library's folder.
        segmenter: Cuts words.
        check: Refuses a snapshot that this program can't search.
        notify: Gets one sentence for each derived file that was damaged and rebuilt.
    """

    def __init__(self, home: Path, segmenter: Segmenter, check: Callable[[Snapshot], None], notify: Notify) -> None:
        self._home, self._segmenter, self._check, self._notify = home, segmenter, check, notify
        self._lease: Lease | None = None
        self._look_again = 0.0
        # Taken in this order only.
        self._following, self._watching = threading.RLock(), threading.Lock()
        self._path = home / DATABASE
        self._watch = connect(self._path)

    def close(self) -> None:
        """Lets go of everything."""
        with self._following:
            if self._lease is not None:
                self._lease.retire()
                self._lease = None
            with self._watching:
                self._watch.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """What a query finds in the newest state; nothing where nothing was ever written."""
        with self._watching, guarded(self._path):
            return self._watch.execute(query, parameters).fetchall() if is_made(self._watch) else []

    def _generation(self) -> int:
        with self._watching, guarded(self._path):
            return generation_of(self._watch) if is_made(self._watch) else 0

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One state, the same until the block ends."""
        while not (lease := self._current()).enter():
            pass  # retired between the two calls
        try:
            yield lease.snapshot
        finally:
            lease.leave()

    def _current(self) -> Lease:
        lease = self._lease
        if lease is not None:
            if time.monotonic() < self._look_again:
                return lease
            # While one thread follows a writer the others go on with what they have.
            if not self._following.acquire(blocking=False):
                return lease
        else:
            self._following.acquire()
        try:
            return self._follow()
        finally:
            self._following.release()

    def refresh(self) -> None:
        """Follows to the newest state and publishes it; questions under way keep theirs."""
        with self._following:
            self._publish_if_due(self._follow())

    def _follow(self) -> Lease:
        began = time.monotonic()
        lease = self._lease
        if lease is None or self._generation() != lease.snapshot.generation:
            lease = self._replaced(lease)
        now = time.monotonic()
        self._look_again = now + max(_FOLLOW_SECONDS, _FOLLOW_SHARE * (now - began))
        return lease

    def _replaced(self, old: Lease | None) -> Lease:
        try:
            lease = self._open()
        except DocumentError:
            if old is None:
                raise
            return old  # no space for the new state: the one before still answers
        self._lease = lease
        if old is not None:
            old.retire()
        self._publish_if_due(lease)
        return lease

    def _open(self) -> Lease:
        problems: list[YinwenError] = []
        snapshot = Snapshot(self._home, self._segmenter, problems.append)
        for problem in problems:
            self._notify(problem)
        return Lease(snapshot, self._check, bool(problems))

    def _publish_if_due(self, lease: Lease) -> None:
        """A run that was interrupted leaves derived files behind too: whoever comes next completes them."""
        derived = lease.snapshot.derived
        if not derived.generation:
            return
        if not lease.damaged and published.is_current(self._home, derived, self._segmenter):
            return
        try:
            with held(self._home, WRITING, 0):
                pass  # else a writer is at work and will publish
            with held(self._home, PUBLISHING, 0):
                if self._generation() == derived.generation:
                    published.publish(self._home, derived, self._segmenter)
                    lease.damaged = False
        except (YinwenError, OSError):
            return  # or the folder is read-only or full: this reader has all it needs
