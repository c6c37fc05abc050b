"""One request to an OpenAI-compatible server, streamed; imported only where an LLM is asked for.

The request runs in an event loop of its own thread: there every wait has an end, and closing the generator takes the
connection down with it. Nothing is tried twice but a request refused for its temperature, which some models do not take.
"""

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

import anyio
import httpx
import openai
from anyio.from_thread import start_blocking_portal

from .failures import Reason, ReplyError
from .reply import Reply
from .settings import LlmSettings
from .stop import Stop

# Bytes of one reply: a token comes in some 300 of them, and a reasoning model thinks for tens of thousands. Bytes of one
# line: the client reads the whole of it again with every block that comes.
_BYTES, _LINE = 32 << 20, 1 << 20
_STREAM = "text/event-stream"

Put = Callable[[str | None], None]


def stream(settings: LlmSettings, messages: Sequence[Mapping[str, str]], stop: Stop) -> Generator[str, None, str]:
    """What the model writes, as it comes, without its thinking; returns the reply whole.

    Args:
        settings: Checked.
        messages: ``role`` and ``content`` each.
        stop: Ends the request.

    Raises:
        ReplyError: At any point: the server can't be reached, misbehaves, or ends before the reply is whole.
        concurrent.futures.CancelledError: It was stopped.
    """
    pieces: SimpleQueue[str | None] = SimpleQueue()
    if stop.asked:
        raise CancelledError
    with start_blocking_portal() as portal:
        request = portal.start_task_soon(_request, settings, messages, pieces.put)

        def end() -> None:
            request.cancel()
            pieces.put(None)

        try:
            with stop.ending(end):
                while (piece := pieces.get()) is not None:
                    yield piece
        except BaseException:  # closed early, or interrupted; never at the end, where it would take back the result
            request.cancel()
            raise
        return request.result()


async def _request(settings: LlmSettings, messages: Sequence[Mapping[str, str]], put: Put) -> str:
    """Every end but a whole reply becomes a ReplyError; what it is caused by may hold the key and is not kept."""
    # A redirect would carry the passages to a host that the user was not told of.
    http = openai.DefaultAsyncHttpxClient(
        follow_redirects=False, trust_env=not settings.local, event_hooks={"response": [_bounded]}
    )
    patience = httpx.Timeout(None, connect=settings.connect)
    try:
        async with openai.AsyncOpenAI(
            api_key=settings.key or "none",
            base_url=settings.base_url,
            timeout=patience,
            max_retries=0,
            http_client=http,
        ) as client:
            completions = client.chat.completions  # imports much: not at the server's expense
            with _until(anyio.current_time() + settings.total, "total"):
                return await _talk(completions, settings, messages, put)
    except ReplyError:
        raise
    except Exception as error:  # a server can bring the libraries below to raise anything
        raise _failure(error) from None
    finally:
        put(None)


def _failure(error: Exception) -> ReplyError:
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        return ReplyError("redirect" if httpx.codes.is_redirect(status) else "status", status)
    if isinstance(error, openai.APIConnectionError):
        return error.__cause__ if isinstance(error.__cause__, ReplyError) else ReplyError("unreachable")
    if isinstance(error, openai.APIError):
        return ReplyError("server_error")
    if isinstance(error, httpx.TransportError):
        return ReplyError("cut")
    return ReplyError("malformed")


async def _talk(completions: Any, settings: LlmSettings, messages: Any, put: Put) -> str:
    deadline = anyio.current_time() + settings.first
    with _until(deadline, "first"):
        opened = await _open(completions, settings.model, messages)
    async with opened:
        if not opened.response.headers.get("content-type", "").lower().startswith(_STREAM):
            raise ReplyError("not_stream")
        reply, chunks = Reply(settings.longest), aiter(opened)
        while True:
            with _until(deadline, "stall" if reply.begun else "first"):
                chunk = await anext(chunks, None)
            if chunk is None:
                break
            if piece := reply.take(chunk):
                put(piece)
            if reply.begun:
                deadline = anyio.current_time() + settings.stall
        rest, whole = reply.end()
        if rest:
            put(rest)
        return whole


async def _open(completions: Any, model: str, messages: Any) -> Any:
    """The same words for the same passages, where the model can."""
    with suppress(openai.BadRequestError):
        return await completions.create(model=model, messages=messages, stream=True, temperature=0)
    return await completions.create(model=model, messages=messages, stream=True)


@contextmanager
def _until(deadline: float, reason: Reason) -> Iterator[None]:
    """Ends what is inside at a time of the event loop's clock.

    Raises:
        ReplyError: It came to that.
    """
    with anyio.CancelScope(deadline=deadline) as scope:
        yield
    if scope.cancelled_caught:
        raise ReplyError(reason)


async def _bounded(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx.AsyncByteStream):
    """A body of which no more than ``_BYTES`` are read, and of no line more than ``_LINE``."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = line = 0
        async for block in self._body:
            read += len(block)
            line = len(block) - block.rfind(b"\n") if b"\n" in block else line + len(block)
            if read > _BYTES or line > _LINE:
                raise ReplyError("endless")
            yield block

    async def aclose(self) -> None:
        await self._body.aclose()
