"""How many requests are worked on at once, how many may wait, and for how long."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from .errors import ApiError

T = TypeVar("T")

RETRY_AFTER = 5
"""Seconds after which a client that was turned away may try again."""


class Gate:
    """Lets requests through to the threads that do the work.

    Args:
        at_once: How many are worked on.
        waiting: How many may wait; the next is turned away at once.
        patience: Seconds that one waits before it is turned away.
    """

    def __init__(self, at_once: int = 4, waiting: int = 32, patience: float = 30.0) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._waiting, self._places, self._patience = 0, waiting, patience

    async def enter(self) -> None:
        """Waits for a place; who entered must ``leave``.

        Raises:
            ApiError: Too many wait already, or it took too long.
        """
        if self._free.locked() and self._waiting >= self._places:
            raise _too_many()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise _too_many() from None
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Gives the place to the next."""
        self._free.release()

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns, from a thread. A client that hangs up keeps its place until the thread is done.

        Raises:
            ApiError: Too many wait already, or it took too long.
        """
        await self.enter()
        try:
            return await run_in_threadpool(work)
        finally:
            self.leave()


def _too_many() -> ApiError:
    return ApiError(
        429,
        "too_many_requests",
        f"现在提问的人太多；请过 {RETRY_AFTER} 秒再试。",
        f"Too many requests are being answered; try again in {RETRY_AFTER} seconds.",
        {"retry-after": str(RETRY_AFTER)},
    )
