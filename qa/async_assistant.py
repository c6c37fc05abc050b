"""The facade for asyncio: the same Assistant, in a few threads of its own."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from ..corpus.errors import Language
from ..corpus.types import Document
from ..index.ingest import AddReport
from ..index.rows import DocumentInfo
from ..index.types import Encoder, Hit
from .assistant import Assistant
from .llm.stop import Stop
from .types import Answer, History

THREADS = 4
"""Questions answered at once; the others wait their turn. A question keeps a core busy."""

Found = TypeVar("Found")


class AsyncAssistant:
    """An Assistant whose calls don't hold up an event loop.

    A pool of threads, not anyio's limiter: that one gives its place away when a task is cancelled though the thread still
    runs. A cancelled question is dropped at once where it has not begun, else its thread ends by itself and nothing
    hears of it; a cancelled ``add`` stops between two batches of documents, each of which is stored whole or not at all.

    Args:
        assistant: What answers; ``aclose`` closes it.
        threads: How many calls run at once.
    """

    def __init__(self, assistant: Assistant, threads: int = THREADS) -> None:
        self.assistant = assistant
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="yinwen")

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        path: Path | str | None = None,
        encoder: Encoder | str | None = None,
        *,
        threads: int = THREADS,
        **options: Any,
    ) -> AsyncIterator[Self]:
        """``async with AsyncAssistant.open(...) as assistant``: opened in a thread, closed at the end of the block.

        Args:
            path: See ``Assistant.open``.
            encoder: See there.
            threads: How many calls run at once.
            options: The other arguments of ``Assistant.open``.

        Raises:
            YinwenError: As ``Assistant.open``.
        """
        opening = asyncio.create_task(asyncio.to_thread(Assistant.open, path, encoder, **options))
        try:
            assistant = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_opened)
            raise
        async with cls(assistant, threads) as opened:
            yield opened

    async def aclose(self) -> None:
        """Waits for the calls under way and closes the assistant."""
        closing = asyncio.ensure_future(asyncio.to_thread(self.close))
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await _settled(closing)
            raise

    def close(self) -> None:
        """As ``aclose``, for where no event loop runs any more."""
        self._pool.shutdown()
        self.assistant.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def run(self, function: Callable[..., Found], *args: Any) -> Found:
        """``function(assistant, *args)`` in a thread: for what has no form of its own here, such as ``Assistant.examples``."""
        return await self._run(function, self.assistant, *args)

    async def _run(self, function: Callable[..., Found], *args: Any, **options: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(function, *args, **options))

    async def documents(self) -> list[DocumentInfo]:
        """See ``Assistant.documents``."""
        return await self._run(self.assistant.documents)

    async def document(self, doc_id: str) -> Document:
        """See ``Assistant.document``."""
        return await self._run(self.assistant.document, doc_id)

    async def search(self, query: str, k: int = 10, within: Collection[str] | None = None) -> list[Hit]:
        """See ``Assistant.search``."""
        return await self._run(self.assistant.search, query, k, within)

    async def ask(
        self,
        question: str,
        history: History = (),
        *,
        within: Collection[str] | None = None,
        language: Language = "zh",
        strictness: str | None = None,
        llm: bool = False,
    ) -> Answer:
        """See ``Assistant.ask``. Cancelling ends the request to an LLM."""
        asked: dict[str, Any] = {"within": within, "language": language, "strictness": strictness}
        if not llm:
            return await self._run(self.assistant.ask, question, history, **asked)
        async with aclosing(self.stream(question, history, **asked)) as parts:
            async for part in parts:
                if isinstance(part, Answer):
                    return part
        raise RuntimeError("a stream without an answer")

    async def stream(
        self,
        question: str,
        history: History = (),
        *,
        within: Collection[str] | None = None,
        language: Language = "zh",
        strictness: str | None = None,
    ) -> AsyncGenerator[str | Answer, None]:
        """See ``Assistant.stream``. Closing it, or cancelling who reads it, ends the request to the LLM."""
        loop, stop = asyncio.get_running_loop(), Stop()
        parts: asyncio.Queue[str | Answer | None] = asyncio.Queue()
        asked: dict[str, Any] = {"within": within, "language": language, "strictness": strictness}

        def put(part: str | Answer | None) -> None:
            if not stop.asked:
                loop.call_soon_threadsafe(parts.put_nowait, part)

        def write() -> None:
            try:
                for part in self.assistant.stream(question, history, stop=stop, **asked):
                    put(part)
            except CancelledError:
                if not stop.asked:
                    raise
            finally:
                put(None)

        writing = loop.run_in_executor(self._pool, write)
        try:
            while (part := await parts.get()) is not None:
                yield part
            await writing
        finally:
            stop()
            writing.cancel()

    async def add(self, paths: Sequence[Path]) -> AddReport:
        """See ``Library.add``. Cancelled, it ends when the writer has let go; adding again goes on from there."""
        stopped = threading.Event()

        def progress(*_: float) -> None:
            if stopped.is_set():
                raise CancelledError

        adding = asyncio.ensure_future(self._run(self.assistant.library.add, paths, progress))
        return await _written(adding, stopped)

    async def remove(self, doc_ids: Sequence[str]) -> None:
        """See ``Library.remove``; once begun it is not cancelled."""
        removing = asyncio.ensure_future(self._run(self.assistant.library.remove, doc_ids))
        await _written(removing, threading.Event())


async def _written(writing: "asyncio.Future[Found]", stopped: threading.Event) -> Found:
    """What a writer returns; cancelled, it is told to stop and waited for."""
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        stopped.set()
        await _settled(writing)
        raise


async def _settled(future: "asyncio.Future[Any]") -> None:
    """Waits for the end, good or bad, however often the waiting task is cancelled."""
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            continue
    if not future.cancelled():
        future.exception()  # taken notice of


def _close_opened(opening: "asyncio.Future[Assistant]") -> None:
    """Nobody waits for it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
