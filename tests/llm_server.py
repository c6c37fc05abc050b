"""A server that speaks /v1/chat/completions over HTTP, well or badly, and a checker that a test can predict."""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import regex

from yinwen.corpus.types import Passage
from yinwen.qa.llm.settings import LlmSettings
from yinwen.qa.types import Checked

KEY = "sk-secret-of-the-user"
MODEL = "test-model"
REPLY = "长江十年禁渔从2021年1月1日开始。[1]"

Behaviour = Callable[["Handler"], None]


class LlmServer:
    """Behaves as it is told; keeps the requests that it saw.

    Attributes:
        requests: Path, headers and body of each.
        ended: Set when a client hung up on a stream that goes on and on.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests: list[Request] = []
        self.ended, self.closing = threading.Event(), threading.Event()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"

    def settings(self, **changed: float) -> LlmSettings:
        """Of this server, with patience enough for a machine that is busy with other things."""
        patience = {"connect": 30.0, "first": 60.0, "stall": 60.0, "total": 120.0, **changed}
        return LlmSettings(MODEL, self.url, KEY, **patience)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: LlmServer

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is what the tests are about."""
        if not isinstance(sys.exception(), OSError):
            raise


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def owner(self) -> LlmServer:
        assert isinstance(self.server, _Server)
        return self.server.owner

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.owner.requests.append(Request(self.path, dict(self.headers), body))
        try:
            self.owner.behaviour(self)
        except OSError:
            self.owner.ended.set()
            self.close_connection = True

    def do_GET(self) -> None:
        self.owner.requests.append(Request(self.path, dict(self.headers), {}))
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        pass

    def begin(self, content_type: str = "text/event-stream", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, data: bytes | str) -> None:
        block = data.encode() if isinstance(data, str) else data
        self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
        self.wfile.flush()

    def end_body(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def whole(self, body: str, content_type: str, status: int = 200) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def event(delta: Any = None, finish: str | None = None, **more: Any) -> str:
    """One chunk as an event of the stream."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "finish_reason": finish}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice], **more}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


def pieces(text: str, size: int = 3) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def saying(text: str, finish: str | None = "stop", done: bool = True, size: int = 3) -> Behaviour:
    """Streams a text in small pieces, as it should."""

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.send(": hello\n\n" + event({"role": "assistant", "content": ""}))
        for piece in pieces(text, size):
            handler.send(event({"content": piece}))
        if finish:
            handler.send(event({}, finish))
        handler.send(event(choices=[], usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}))
        if done:
            handler.send("data: [DONE]\n\n")
        handler.end_body()

    return behave


def sending(*blocks: str | bytes, content_type: str = "text/event-stream", finish: bool = True) -> Behaviour:
    """Streams exactly this."""

    def behave(handler: Handler) -> None:
        handler.begin(content_type)
        for block in blocks:
            handler.send(block)
        if finish:
            handler.end_body()
        else:
            handler.close_connection = True

    return behave


def refusing(status: int, body: str | None = None, **headers: str) -> Behaviour:
    """An error that repeats the key, as some servers do."""

    def behave(handler: Handler) -> None:
        handler.begin("application/json", status, **headers)
        handler.send(body or json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}", "code": "x"}}))
        handler.end_body()

    return behave


def silent(handler: Handler) -> None:
    handler.owner.closing.wait()
    handler.close_connection = True


def headers_then_silence(handler: Handler) -> None:
    handler.begin()
    silent(handler)


def stalling(handler: Handler) -> None:
    handler.begin()
    handler.send(event({"content": REPLY[:4]}))
    silent(handler)


def forever(*blocks: str | bytes, pause: float = 0.01) -> Behaviour:
    """Sends this again and again until the client hangs up."""

    def behave(handler: Handler) -> None:
        handler.begin()
        while not handler.owner.closing.wait(pause):
            for block in blocks:
                handler.send(block)

    return behave


def hanging_up(handler: Handler) -> None:
    handler.close_connection = True


def talking_nonsense(handler: Handler) -> None:
    handler.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
    handler.close_connection = True


def zipped_badly(handler: Handler) -> None:
    handler.begin(Content_Encoding="gzip")
    handler.send(event({"content": REPLY}))
    handler.end_body()


_TOOL = {"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": {"name": "rm", "arguments": "{}"}}]}
_COMPLETION = {"id": "c", "object": "chat.completion", "choices": [{"message": {"content": REPLY}}]}
_TALE = [event({"content": piece}) for piece in pieces(REPLY)]

BAD: dict[str, tuple[Behaviour, str]] = {
    "never answers": (silent, "等了太久还没有开始回答"),
    "sends headers and no more": (headers_then_silence, "等了太久还没有开始回答"),
    "stalls between chunks": (stalling, "答到一半停住了"),
    "only keeps the connection alive": (forever(": keep-alive\n\n"), "等了太久还没有开始回答"),
    "trickles empty deltas for ever": (forever(event({"content": ""})), "等了太久还没有开始回答"),
    "thinks for ever": (forever(event({"reasoning_content": "嗯"})), "用时太长"),
    "401": (refusing(401), "HTTP 401"),
    "403": (refusing(403), "HTTP 403"),
    "404": (refusing(404), "HTTP 404"),
    "400 twice": (refusing(400), "HTTP 400"),
    "429": (refusing(429, Retry_After="3600"), "HTTP 429"),
    "500": (refusing(500), "HTTP 500"),
    "an error page": (refusing(503, "<html>" + KEY), "HTTP 503"),
    "HTML instead of JSON": (lambda h: h.whole("<html><body>欢迎</body></html>", "text/html"), "不是流式回答"),
    "JSON instead of a stream": (lambda h: h.whole(json.dumps(_COMPLETION), "application/json"), "不是流式回答"),
    "a wrong content type": (sending(*_TALE, event({}, "stop"), content_type="text/plain"), "不是流式回答"),
    "malformed JSON": (sending(_TALE[0], 'data: {"choices": [{"delta": \n\n'), "读不懂"),
    "invalid UTF-8": (sending(_TALE[0], b'data: {"choices": "\xff\xfe"}\n\n'), "读不懂"),
    "choices that are none": (sending('data: {"choices": {"text": "hi"}}\n\n'), "读不懂"),
    "content that is no text": (sending(event({"content": [1, 2]})), "读不懂"),
    "a number for a chunk": (sending("data: 5\n\n"), "读不懂"),
    "bad gzip": (zipped_badly, "读不懂"),
    "no HTTP at all": (talking_nonsense, "连不上"),
    "hangs up at once": (hanging_up, "连不上"),
    "an error in the stream": (sending(_TALE[0], f'data: {{"error": {{"message": "{KEY}"}}}}\n\n'), "中途报错"),
    "cut in the middle of the body": (sending(*_TALE[:3], finish=False), "没有传完"),
    "ends without a finish": (saying(REPLY, finish=None), "没有传完"),
    "ends without anything": (sending(), "没有传完"),
    "an empty reply": (saying(""), "是空的"),
    "white space alone": (saying(" \n\n \n"), "是空的"),
    "a refusal": (sending(event({"refusal": "I can't."}), event({}, "stop")), "拒绝回答"),
    "only reasoning": (sending(event({"reasoning_content": "想一想"}), event({}, "stop")), "只有思考过程"),
    "only thinking in tags": (saying("<think>长江[1]</think>"), "只有思考过程"),
    "thinking that never closes": (saying("<think>长江十年禁渔[1]"), "只有思考过程"),
    "endless repetition": (forever(event({"content": REPLY * 20})), "回答太长"),
    "a line without end": (forever(b"data: " + b"x" * (4 << 20), pause=0.0), "太多"),
    "a redirect": (refusing(307, Location="http://127.0.0.1:9/v1/chat/completions"), "转去别处（HTTP 307）"),
    "finish_reason length": (saying(REPLY, finish="length"), "没有写完（超出长度）"),
    "finish_reason content_filter": (saying(REPLY, finish="content_filter"), "没有写完（被内容过滤）"),
    "a finish of its own": (saying(REPLY, finish=KEY), "没有写完（原因不明）"),
    "tool calls": (sending(event(_TOOL), event({}, "tool_calls")), "调用工具"),
    "every chunk twice": (sending(*(2 * e for e in _TALE), event({}, "stop")), "传了两遍"),
    "no citations": (saying("长江十年禁渔从2021年1月1日开始。"), "没有注明依据"),
    "only markers that do not exist": (saying("长江十年禁渔从2021年1月1日开始。[77]"), "没有注明依据"),
    "sorry": (saying("抱歉，我无法回答这个问题。"), "没有注明依据"),
}
"""Each way to misbehave, and what the note says of it."""

IMPATIENT: dict[str, dict[str, float]] = {
    "等了太久还没有开始回答": {"first": 0.2},
    "答到一半停住了": {"stall": 0.2},
    "用时太长": {"total": 0.4},
}
"""Where it is about waiting, for how long."""


@dataclass
class FakeChecker:
    """A sentence is supported where a passage that it cites holds its words one after the other."""

    seen: list[str] = field(default_factory=list)

    def check(self, reply: str, passages: Sequence[Passage]) -> list[Checked]:
        self.seen.append(reply)
        return [_judged(text, markers, passages) for text, markers in _sentences(reply)]


def _sentences(reply: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for match in regex.finditer(r"[^。\n]*[^。\n〔〕\s][^。\n]*。?(?:\s*〔\d+〕)*", reply):
        markers = tuple(int(n) for n in regex.findall(r"〔(\d+)〕", match[0]))
        yield regex.sub(r"\s*〔\d+〕", "", match[0]).strip(), markers


def _judged(text: str, markers: tuple[int, ...], passages: Sequence[Passage]) -> Checked:
    holding = {n for n, passage in enumerate(passages, 1) if _letters(text) in _letters(passage.text)}
    if holding & set(markers):
        return Checked(text, markers, "supported")
    if holding:
        return Checked(text, markers, "misattributed")
    parts = [part for part in regex.split("[，。]", text) if part]
    held = all(any(_letters(part) in _letters(p.text) for p in passages) for part in parts)
    return Checked(text, markers, "stitched" if held else "not_found")


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
