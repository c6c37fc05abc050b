"""One request to an OpenAI-compatible server, streamed; imported only where an LLM is asked for.

The request runs in an event loop of its own thread: there every wait has an end, and closing the generator takes the
connection down with it. Nothing is tried twice but a request refused for its temperature, which some models do not take.
"""

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import anyio
import httpx
import openai
from anyio.from_thread import start_blocking_portal

from .failures import Reason, ReplyError
from .reply import Reply
from .settings import LlmSettings

# Bytes of one reply: a token comes in some 300 of them, and a reasoning model thinks for tens of thousands.
_BYTES = 32 << 20
_STREAM = "text/event-stream"

Put = Callable[[str | None], None]


def stream(settings: LlmSettings, messages: Sequence[Mapping[str, str]]) -> Generator[str, None, str]:
    """What the model writes, as it comes, without its thinking; returns the reply whole.

    Args:
        settings: Checked.
        messages: ``role`` and ``content`` each.

    Raises:
        ReplyError: At any point: the server can't be reached, misbehaves, or ends before the reply is whole.
    """
    pieces: SimpleQueue[str | None] = SimpleQueue()
    with start_blocking_portal() as portal:
        request = portal.start_task_soon(_request, settings, messages, pieces.put)
        try:
            while (piece := pieces.get()) is not None:
                yield piece
        finally:
            request.cancel()  # does nothing to one that has ended
    return request.result()


async def _request(settings: LlmSettings, messages: Sequence[Mapping[str, str]], put: Put) -> str:
    """Every end but a whole reply becomes an ReplyError; what it is caused by may hold the key and is not kept."""
    try:
        with _until(anyio.current_time() + settings.total, "total"):
            return await _talk(settings, messages, put)
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


async def _talk(settings: LlmSettings, messages: Sequence[Mapping[str, str]], put: Put) -> str:
    deadline = anyio.current_time() + settings.first
    # A redirect would carry the passages to a host that the user was not told of.
    http = openai.DefaultAsyncHttpxClient(
        follow_redirects=False, trust_env=not settings.local, event_hooks={"response": [_bounded]}
    )
    patience = httpx.Timeout(None, connect=settings.connect)
    async with openai.AsyncOpenAI(
        api_key=settings.key or "none", base_url=settings.base_url, timeout=patience, max_retries=0, http_client=http
    ) as client:
        with _until(deadline, "first"):
            opened = await _open(client, settings.model, messages)
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
            put(rest)
            return whole


async def _open(client: openai.AsyncOpenAI, model: str, messages: Any) -> Any:
    """The same words for the same passages, where the model can."""
    try:
        return await client.chat.completions.create(model=model, messages=messages, stream=True, temperature=0)
    except openai.BadRequestError:
        return await client.chat.completions.create(model=model, messages=messages, stream=True)


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
    """A body of which no more than ``_BYTES`` are read."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for block in self._body:
            read += len(block)
            if read > _BYTES:
                raise ReplyError("endless")
            yield block

    async def aclose(self) -> None:
        await self._body.aclose()
