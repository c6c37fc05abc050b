"""Assistants that answer when they are told to, so that who waits is known."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest
from api_server import refused, served
from llm_server import LlmServer, event, forever

from yinwen.qa.api.gate import RETRY_AFTER, Gate
from yinwen.qa.assistant import Assistant
from yinwen.qa.types import Answer
from yinwen.webui.server import build_app


class Held(Assistant):
    """Answers once ``going`` is set; ``entered`` counts the questions that it works on."""

    def __init__(self, library):
        super().__init__(library)
        self.going, self.entered = threading.Event(), threading.Semaphore(0)
        self.now, self.most, self._lock = 0, 0, threading.Lock()

    def ask(self, question, *_args, **_named):
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.entered.release()
        assert self.going.wait(30)
        with self._lock:
            self.now -= 1
        return Answer(question, question, "好。")


@pytest.fixture
def held(library):
    assistant = Held(library)
    yield assistant
    assistant.going.set()


def ask(client, **headers):
    return client.post("/api/ask", json={"question": "茶？"}, headers=headers)


def test_so_many_are_answered_at_once_some_wait_and_the_rest_are_turned_away(held):
    with served(held, gate=Gate(at_once=2, waiting=1)) as client, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(ask, client) for _ in range(2)]
        for _ in sent:
            assert held.entered.acquire(timeout=30)
        # One of these two waits; the other is answered at once, while nobody is done.
        late = [pool.submit(ask, client) for _ in range(2)]
        turned_away = next(as_completed(late, timeout=30)).result()
        assert refused(turned_away) == (429, "too_many_requests")
        assert turned_away.headers["retry-after"] == str(RETRY_AFTER)
        held.going.set()
        statuses = sorted(future.result().status_code for future in (*sent, *late))
    assert statuses == [200, 200, 200, 429]
    assert held.most == 2


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_who_waits_too_long_is_turned_away_and_places_come_back(held, accept):
    with served(held, gate=Gate(at_once=1, waiting=5, patience=0.05)) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, client, accept=accept)
        assert held.entered.acquire(timeout=30)
        assert refused(ask(client, accept=accept)) == (429, "too_many_requests")
        held.going.set()
        assert first.result().status_code == 200
        for _ in range(3):
            assert ask(client, accept=accept).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_question_that_fails_gives_its_place_back(library, accept):
    with served(Assistant(library), gate=Gate(at_once=1, waiting=0)) as client:
        for _ in range(3):
            response = client.post("/api/ask", json={"question": ""}, headers={"accept": accept})
            assert refused(response) == (400, "bad_question")


def test_health_is_told_while_all_are_busy(held):
    with served(held, build_app(held, page=False)) as client, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(ask, client) for _ in range(8)]
        for _ in range(4):
            assert held.entered.acquire(timeout=30)
        assert client.get("/healthz").json() == {"status": "ok", "documents": 0}
        held.going.set()
        assert [future.result().status_code for future in sent] == [200] * 8
    assert held.most == 4


def test_a_client_that_hangs_up_on_a_stream_ends_the_llms_request_and_gives_its_place_back(library, folder):
    library.add([folder])
    question = {"question": "长江十年禁渔从什么时候开始？", "llm": True}
    with LlmServer(forever(event({"content": "禁"}))) as llm:
        assistant = Assistant(library, llm=llm.settings())
        with served(assistant, gate=Gate(at_once=1, waiting=1)) as client:
            with client.stream("POST", "/api/ask", json=question, headers={"accept": "text/event-stream"}) as response:
                assert next(response.iter_lines()) == "event: draft"
            assert llm.ended.wait(30)
            assert client.post("/api/search", json={"query": "禁渔"}).status_code == 200
