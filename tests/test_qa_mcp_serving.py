"""``yinwen mcp`` as a program: over standard input and output and over HTTP, with the SDK's own client."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from commandline import one_sentence, run
from mcp import Client, StdioServerParameters

from yinwen.corpus.errors import YinwenError
from yinwen.qa import Assistant
from yinwen.qa.mcp.serving import listening, security, url_of

QUESTION = "全省群众安全感达到多少？"
COMMAND = [sys.executable, "-m", "yinwen.webui.cli", "--reader", "none", "mcp"]


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """With the shipped article indexed."""
    home = tmp_path_factory.mktemp("mcp")
    Assistant.open(home, "static", reader="none").close()
    return {**os.environ, "YINWEN_HOME": str(home), "YINWEN_LANG": "zh"}


async def used(server: Any, mode: str) -> None:
    """What a client does."""
    async with Client(server, mode=mode) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} >= {"ask", "search", "read_passage"}
        answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert "98.19%" in answer["answer"]
        found = (await client.call_tool("search", {"query": QUESTION, "k": 1})).structured_content
        passage_id = found["hits"][0]["passage_id"]
        read = (await client.call_tool("read_passage", {"passage_id": passage_id})).structured_content
        assert read["passage"]["text"] == found["hits"][0]["text"]
        assert (await client.call_tool("ask", {"question": "？"})).is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_starts_the_command(environ: dict[str, str], mode: str) -> None:
    server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=environ)
    asyncio.run(used(server, mode))


def message(number: int, method: str, **params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode() + b"\n"


HELLO = message(
    1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "test", "version": "1"}
)


@contextmanager
def started(environ: dict[str, str], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *options], stdin=pipe, stdout=pipe, stderr=pipe, env=environ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_nothing_but_messages_is_written_and_the_end_of_input_ends_it(environ: dict[str, str]) -> None:
    fresh = {**environ, "YINWEN_HOME": environ["YINWEN_HOME"] + "/new", "YINWEN_ENCODER": "static"}
    initialized = b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n'
    ask = message(2, "tools/call", name="ask", arguments={"question": QUESTION})
    with started(fresh) as process:  # what indexing prints must not get there either
        assert process.stdin
        assert process.stdout
        process.stdin.write(HELLO + initialized + ask)
        process.stdin.flush()
        answered = [json.loads(process.stdout.readline()) for _ in range(2)]
        out, err = process.communicate(timeout=600)
    assert [one["id"] for one in answered] == [1, 2]
    assert "98.19%" in answered[1]["result"]["structuredContent"]["answer"]
    assert (process.returncode, out, err) == (0, b"", b"")


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("options", [(), ("--http", "--port", "0")], ids=["stdio", "http"])
def test_an_interrupt_ends_it_without_a_word(environ: dict[str, str], options: tuple[str, ...]) -> None:
    with started(environ, *options) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        if options:
            assert process.stderr.readline().startswith("引文 MCP http://127.0.0.1:".encode())
        else:
            process.stdin.write(HELLO)
            process.stdin.flush()
            assert b'"id":1' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(600) == 130  # while standard input is still open
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")


# -- HTTP


@pytest.fixture(scope="module")
def url(environ: dict[str, str]) -> Iterator[str]:
    with started(environ, "--http", "--port", "0") as process:
        assert process.stderr
        yield process.stderr.readline().decode().split()[-1]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_over_http(url: str, mode: str) -> None:
    asyncio.run(used(url, mode))


def status(url: str, **headers: str) -> int:
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, HELLO, sent), timeout=600) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_foreign_names_and_foreign_pages_are_refused(url: str) -> None:
    assert status(url) == 200
    assert status(url, Origin=url.removesuffix("/mcp")) == 200
    assert status(url, Host="evil.example") == 421
    assert status(url, Host="127.0.0.1.evil.example:7870") == 421
    assert status(url, Origin="https://evil.example") == 403


def test_the_host_that_was_named_is_the_host_that_is_answered() -> None:
    assert "192.0.2.7:*" in security("192.0.2.7").allowed_hosts
    assert "[::1]:*" in security("::1").allowed_hosts
    assert "localhost:*" in security("127.0.0.1").allowed_hosts
    assert "127.0.0.1:*" not in security("192.0.2.7").allowed_hosts
    assert not security("0.0.0.0").enable_dns_rebinding_protection


def test_it_listens_at_the_given_address_only() -> None:
    with listening("127.0.0.1", 0) as held:
        assert held.getsockname()[0] == "127.0.0.1"
        assert url_of("127.0.0.1", held) == f"http://127.0.0.1:{held.getsockname()[1]}/mcp"


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("no host", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_had_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(YinwenError, match="--host"):
        listening(host, port)


def test_a_port_in_use_is_one_sentence(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YINWEN_HOME", environ["YINWEN_HOME"])
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = str(holder.getsockname()[1])
        code, out, err = run(capsys, "mcp", "--http", "--port", port, "--reader", "none", "--lang", "zh")
    assert (code, out) == (2, "")
    one_sentence(err)
    assert port in err


def test_without_the_sdk_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "mcp"]:
        monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]
    for name in ("tools", "serving"):
        monkeypatch.delitem(sys.modules, f"yinwen.qa.mcp.{name}", raising=False)
    code, out, err = run(capsys, "mcp", "--home", str(tmp_path / "home"), "--lang", "zh")
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "pip install 'yinwen[mcp]'" in err
    assert not (tmp_path / "home").exists()
