"""The facade for asyncio: it answers as the other does, its threads are few, and nothing cancelled leaves half a thing."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from llm_server import REPLY, FakeChecker, LlmServer, event, forever, headers_then_silence, saying

from yinwen.corpus.errors import DocumentError, QuestionError
from yinwen.index.library import Library
from yinwen.qa import Answer, Assistant, AsyncAssistant

from fakes import FakeEncoder

QUESTION = "长江十年禁渔从什么时候开始？"


@pytest.fixture
def small(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    library.add([folder])
    return Assistant(library)


def run(small: Assistant, asked: Callable[[AsyncAssistant], Coroutine[Any, Any, Any]], threads: int = 4) -> Any:
    async def main() -> Any:
        async with AsyncAssistant(small, threads) as assistant:
            return await asked(assistant)

    return asyncio.run(main())


def test_it_answers_searches_and_lists_as_the_other_does(small: Assistant) -> None:
    async def asked(assistant: AsyncAssistant) -> tuple[Any, ...]:
        return await asyncio.gather(
            assistant.ask("那红茶呢？", ["绿茶用多少度的水冲泡？"], within=["b.md"]),
            assistant.search("开馆", 2),
            assistant.documents(),
            assistant.document("a.txt"),
        )

    expected = small.ask("那红茶呢？", ["绿茶用多少度的水冲泡？"], within=["b.md"])
    rest = small.search("开馆", 2), small.documents(), small.document("a.txt")
    answer, *others = run(small, asked)
    assert (answer.text, answer.citations) == (expected.text, expected.citations)
    assert tuple(others) == rest


def test_errors_are_those_of_the_other(small: Assistant) -> None:
    async def asked(assistant: AsyncAssistant) -> None:
        with pytest.raises(QuestionError):
            await assistant.ask("？")
        with pytest.raises(QuestionError):
            await assistant.ask(QUESTION, strictness="lax")
        with pytest.raises(DocumentError):
            await assistant.document("nowhere")

    run(small, asked)


def test_open_closes_what_it_opened(tmp_path: Path, folder: Path, encoder: FakeEncoder) -> None:
    async def main() -> Assistant:
        async with AsyncAssistant.open(tmp_path / "home", encoder, reader="none", shipped=False) as assistant:
            report = await assistant.add([folder])
            assert report.added == ["a.txt", "b.md", "sub/c.txt"]
            await assistant.remove(["b.md"])
            assert (await assistant.ask(QUESTION)).citations
            return assistant.assistant

    opened = asyncio.run(main())
    with pytest.raises(Exception, match="closed"):
        opened.documents()


def test_a_library_that_cannot_be_opened_is_one_error(tmp_path: Path) -> None:
    async def main() -> None:
        async with AsyncAssistant.open(tmp_path / "file", FakeEncoder()):
            pass

    (tmp_path / "file").write_text("x")
    with pytest.raises(DocumentError, match="file"):
        asyncio.run(main())


class Held:
    """Stands in for a method: counts who is in it at once, and lets nobody out before ``leave`` is set."""

    def __init__(self) -> None:
        self.inside = self.most = self.calls = 0
        self.entered, self.leave = threading.Semaphore(0), threading.Event()
        self._lock = threading.Lock()

    def __call__(self, *_: Any, **__: Any) -> None:
        with self._lock:
            self.calls, self.inside = self.calls + 1, self.inside + 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        assert self.leave.wait(600)
        with self._lock:
            self.inside -= 1


def test_cancelled_questions_never_make_more_threads(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held()
    monkeypatch.setattr(small, "ask", held)

    async def asked(assistant: AsyncAssistant) -> None:
        for _ in range(3):
            tasks = [asyncio.create_task(assistant.ask(QUESTION)) for _ in range(4)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(one, asyncio.CancelledError) for one in ended)
        await asyncio.to_thread(held.entered.acquire)
        held.leave.set()

    run(small, asked, threads=2)
    assert 1 <= held.most <= 2
    assert held.inside == 0, "closed before its calls had ended"
    assert held.calls <= 2, "cancelled questions were asked though they had not begun"


def test_a_cancelled_add_leaves_whole_documents_and_goes_on_when_repeated(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for n in range(6):
        (many / f"{n}.txt").write_text(f"第{n}号通知\n\n　　第{n}号通知规定九点开会。十点散会。\n", encoding="utf-8")
    monkeypatch.setattr("yinwen.index.ingest.GROUP", 1)
    first, go_on = threading.Event(), threading.Event()
    encode = FakeEncoder.encode_passages

    def slow(self: FakeEncoder, texts: Any) -> Any:
        if any("第2号" in text for text in texts):
            first.set()
            assert go_on.wait(600)
        return encode(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode_passages", slow)

    async def asked(assistant: AsyncAssistant) -> list[str]:
        adding = asyncio.create_task(assistant.add([many]))
        await asyncio.to_thread(first.wait)
        adding.cancel()
        await asyncio.sleep(0)
        assert not adding.done(), "cancelled while the writer was still at work"
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await adding
        stored = [info.doc_id for info in await assistant.documents()]
        report = await assistant.add([many])
        assert report.unchanged == ["0.txt", "1.txt"]
        assert report.added == [f"{n}.txt" for n in range(2, 6)]
        return stored

    stored = run(small, asked)
    assert stored == ["0.txt", "1.txt", "a.txt", "b.md", "sub/c.txt"]


# -- with an LLM


def test_a_stream_gives_the_draft_and_then_the_answer(small: Assistant) -> None:
    async def asked(assistant: AsyncAssistant) -> tuple[list[str | Answer], Answer]:
        return [part async for part in assistant.stream(QUESTION)], await assistant.ask(QUESTION, llm=True)

    with LlmServer(saying(REPLY)) as server:
        small.llm = server.settings()
        (*draft, last), answer = run(small, asked)
    assert "".join(draft) == REPLY
    assert isinstance(last, Answer)
    assert (last.text, last.sentences) == (answer.text, answer.sentences)
    assert last.sentences


def test_an_error_leaves_the_stream(small: Assistant) -> None:
    async def asked(assistant: AsyncAssistant) -> None:
        with pytest.raises(QuestionError):
            async for _ in assistant.stream("？"):
                pass

    with LlmServer(saying(REPLY)) as server:
        small.llm = server.settings()
        run(small, asked)
        assert server.requests == []


def test_closing_a_stream_ends_the_request(small: Assistant) -> None:
    async def asked(assistant: AsyncAssistant) -> None:
        stream = assistant.stream(QUESTION)
        assert await anext(stream) == "长江"
        await stream.aclose()

    with LlmServer(forever(event({"content": "长江"}))) as server:
        small.llm = server.settings()
        run(small, asked)
        assert server.ended.wait(600)


@pytest.mark.parametrize("form", ["ask", "stream"])
def test_cancelling_ends_a_request_that_nothing_comes_back_from(small: Assistant, form: str) -> None:
    reached = threading.Event()

    def silent(handler: Any) -> None:
        reached.set()
        headers_then_silence(handler)

    async def asked(assistant: AsyncAssistant) -> None:
        async def read() -> None:
            if form == "ask":
                await assistant.ask(QUESTION, llm=True)
            else:
                await anext(assistant.stream(QUESTION))

        reading = asyncio.create_task(read())
        await asyncio.to_thread(reached.wait, 600)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    with LlmServer(silent) as server:
        small.llm = server.settings(first=3600.0, total=3600.0)
        run(small, asked)  # ends: the thread that waited for the server is let go
    assert reached.is_set()
