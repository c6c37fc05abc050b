import threading
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from llm_server import REPLY, FakeChecker, LlmServer, headers_then_silence, saying

from yinwen.index.library import Library
from yinwen.qa import Assistant, Stop

QUESTION = "长江十年禁渔从什么时候开始？"


@pytest.fixture
def assistant(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    library.add([folder])
    return Assistant(library)


def test_stopped_before_there_is_a_request_nothing_is_sent(assistant: Assistant) -> None:
    stop = Stop()
    stop()
    with LlmServer(saying(REPLY)) as server:
        assistant.llm = server.settings()
        with pytest.raises(CancelledError):
            list(assistant.stream(QUESTION, stop=stop))
        assert server.requests == []


def test_another_thread_ends_a_request_that_nothing_comes_back_from(assistant: Assistant) -> None:
    stop = Stop()

    def silent(handler: Any) -> None:
        threading.Thread(target=stop).start()
        headers_then_silence(handler)

    with LlmServer(silent) as server:
        assistant.llm = server.settings(first=3600.0, total=3600.0)
        with pytest.raises(CancelledError):
            list(assistant.stream(QUESTION, stop=stop))
        assert len(server.requests) == 1


def test_stopping_what_has_ended_changes_nothing(assistant: Assistant) -> None:
    stop = Stop()
    with LlmServer(saying(REPLY)) as server:
        assistant.llm = server.settings()
        *_, answer = assistant.stream(QUESTION, stop=stop)
    stop()
    stop()
    assert not isinstance(answer, str)
    assert answer.sentences


def test_what_is_to_be_ended_is_let_go_with_the_block() -> None:
    stop, calls = Stop(), []
    with stop.ending(lambda: calls.append("inside")):
        stop()
    stop()
    assert calls == ["inside"]
    with stop.ending(lambda: calls.append("too late")):
        pass
    assert calls == ["inside", "too late"]
