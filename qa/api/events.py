"""An answer as server-sent events: what an LLM writes as it comes, then the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Generator
from typing import Any, Self

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ...corpus.errors import Language, YinwenError
from ..serialise import answer_to_json
from ..types import Answer
from .errors import error_to_json
from .gate import Gate

Writing = Generator[str | Answer, None, None]

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""Of a stream: nothing on its way may keep it or hold it back."""


def event(name: str, data: Any) -> str:
    """One event; JSON has no line breaks that would end it."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


class AnswerEvents(StreamingResponse):
    """``draft`` events ``{"text"}``, then one ``answer``, or ``error`` where it fails on the way. Made by ``begun``."""

    def __init__(self, first: str | Answer, writing: Writing, gate: Gate, language: Language) -> None:
        super().__init__(self._events(first), media_type="text/event-stream", headers=HEADERS)
        self._writing, self._gate, self._language = writing, gate, language

    @classmethod
    async def begun(cls, writing: Writing, gate: Gate, language: Language) -> Self:
        """Enters the gate and waits for the first piece, so that what is wrong by then has its own status.

        Raises:
            YinwenError: The question can't be answered, or too many wait.
        """
        await gate.enter()
        try:
            return cls(await run_in_threadpool(next, writing), writing, gate, language)
        except BaseException:
            gate.leave()
            raise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events; however that ends, the LLM's request is ended and the place in the gate given back."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Not awaited: a client that hung up has cancelled this task, and closing may take a moment.
            closing = asyncio.get_running_loop().run_in_executor(None, self._writing.close)
            closing.add_done_callback(lambda _: self._gate.leave())

    async def _events(self, first: str | Answer) -> AsyncIterator[str]:
        piece: str | Answer | None = first
        while piece is not None:
            if isinstance(piece, Answer):
                yield event("answer", answer_to_json(piece))
            else:
                yield event("draft", {"text": piece})
            try:
                piece = await run_in_threadpool(next, self._writing, None)
            except YinwenError as error:
                yield event("error", error_to_json(error, self._language))
                return
