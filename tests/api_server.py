"""The API over real HTTP, served from a thread on a free port of this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import openai
import uvicorn
from fastapi import FastAPI

from yinwen.qa.api import add_api
from yinwen.qa.assistant import Assistant
from yinwen.webui.server import bind


@contextmanager
def served(assistant: Assistant, app: FastAPI | None = None, **options: Any) -> Iterator[httpx.Client]:
    """A client of an application's, by default one with the API alone."""
    if app is None:
        app = FastAPI()
        add_api(app, assistant, **options)
    with bind("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=3))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def events(response: httpx.Response) -> list[tuple[str, Any]]:
    """The events of a stream: names and data."""
    found = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def refused(response: httpx.Response) -> tuple[int, str]:
    """Status and type of an error, which has the one shape and a sentence."""
    (error,) = response.json().values()
    assert set(error) == {"type", "message"}
    assert error["message"][-1] in "。."
    return response.status_code, error["type"]


def client_of(api: httpx.Client, key: str = "none") -> openai.OpenAI:
    """The ``openai`` client of the same server."""
    plain = httpx.Client(trust_env=False)
    address = f"{str(api.base_url).rstrip('/')}/v1"
    return openai.OpenAI(base_url=address, api_key=key, max_retries=0, http_client=plain)
