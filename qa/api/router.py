"""All routes of the API, made for one assistant."""

from fastapi import APIRouter
from starlette.requests import Request

from ..assistant import Assistant
from .asking import asking_router
from .chat import chat_router
from .documents import documents_router
from .embeddings import embeddings_router
from .errors import no_such_address
from .gate import Gate
from .models import models_router

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def build_router(assistant: Assistant, gate: Gate | None = None) -> APIRouter:
    """The routes below ``/api`` and ``/v1``.

    Args:
        assistant: What answers; closing it is the caller's.
        gate: Lets answers, searches and embeddings through; default 4 at once, 32 waiting up to 30 seconds.
    """
    gate = gate or Gate()
    router = APIRouter()
    router.include_router(asking_router(assistant, gate))
    router.include_router(documents_router(assistant))
    router.include_router(chat_router(assistant, gate))
    router.include_router(embeddings_router(assistant, gate))
    router.include_router(models_router(assistant))

    # What is mounted at / would answer for these with a page of its own.
    @router.api_route("/api/{rest:path}", methods=_METHODS)
    @router.api_route("/v1/{rest:path}", methods=_METHODS)
    async def nothing(rest: str, request: Request) -> None:  # noqa: ARG001
        raise no_such_address(request.method, request.url.path)

    return router
