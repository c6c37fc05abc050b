"""The HTTP API: questions, passages and documents as JSON, and a door for clients of OpenAI's."""

from fastapi import FastAPI

from ...corpus.errors import Language
from ..assistant import Assistant
from .errors import add_handlers
from .gate import Gate
from .guard import Guard
from .router import build_router

__all__ = ["add_api", "build_router"]


def add_api(
    app: FastAPI,
    assistant: Assistant,
    *,
    key: str | None = None,
    loopback: bool = True,
    language: Language = "zh",
    gate: Gate | None = None,
) -> None:
    """Adds the API's routes, its guard and its errors to an application.

    Args:
        app: Nothing may be mounted at ``/`` yet: a mount takes every address that no route before it has.
        assistant: What answers.
        key: What ``Authorization: Bearer`` must carry; None lets everybody in.
        loopback: Whether it is bound to this machine alone; foreign sites' requests are then refused.
        language: Of messages to clients that name none.
        gate: As ``build_router`` has it.
    """
    app.state.language = language
    app.include_router(build_router(assistant, gate))
    app.add_middleware(Guard, key=key, loopback=loopback)
    add_handlers(app)
