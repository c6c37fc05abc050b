"""A snapshot that many share and that closes when it is retired and its last user has left."""

import threading
from collections.abc import Callable

from .snapshot import Snapshot


class Lease:
    """Counts a snapshot's users.

    Args:
        snapshot: What is shared.
        check: Run before the first use; what it raises, each later use raises too.
        damaged: Whether derived files did not hold, so that they have to be published anew.
    """

    def __init__(self, snapshot: Snapshot, check: Callable[[Snapshot], None], damaged: bool) -> None:
        self.snapshot, self.damaged = snapshot, damaged
        self._check: Callable[[Snapshot], None] | None = check
        self._users, self._retired = 0, False
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Counts one user more; False where it was retired: take the newer one."""
        if self._check is not None:
            self._check(self.snapshot)
            self._check = None
        with self._lock:
            if self._retired:
                return False
            self._users += 1
            return True

    def leave(self) -> None:
        """Counts one user less."""
        with self._lock:
            self._users -= 1
            done = self._retired and self._users == 0
        if done:
            self.snapshot.close()

    def retire(self) -> None:
        """Lets nobody enter any more."""
        with self._lock:
            self._retired = True
            done = self._users == 0
        if done:
            self.snapshot.close()
