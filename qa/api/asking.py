"""``/api/ask`` and ``/api/search``."""

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...corpus.errors import Language
from ..assistant import Assistant
from ..serialise import answer_to_json, hits_to_json
from ..types import Answer
from .bodies import AskBody, SearchBody
from .events import AnswerEvents, Writing
from .gate import Gate
from .language import spoken


def asking_router(assistant: Assistant, gate: Gate) -> APIRouter:
    """The routes that answer."""
    router = APIRouter()

    @router.post("/api/ask")
    async def ask(body: AskBody, request: Request) -> Response:
        language = spoken(request, body.language)
        if "text/event-stream" in request.headers.get("accept", ""):
            return await AnswerEvents.begun(_writing(assistant, body, language), gate, language)
        return JSONResponse(answer_to_json(await gate.run(lambda: _answer(assistant, body, language))))

    @router.post("/api/search")
    async def search(body: SearchBody, request: Request) -> Response:
        spoken(request, body.language)

        def found() -> list[dict[str, Any]]:
            check_within(assistant, body.within)
            return hits_to_json(assistant.search(body.query, body.top_k, body.within))

        return JSONResponse({"query": body.query, "hits": await gate.run(found)})

    return router


def check_within(assistant: Assistant, within: Collection[str] | None) -> None:
    """Looks whether the documents named are there.

    Raises:
        NoSuchDocumentError: One is not.
    """
    for doc_id in within or ():
        assistant.document(doc_id)


def _answer(assistant: Assistant, body: AskBody, language: Language) -> Answer:
    check_within(assistant, body.within)
    return assistant.ask(
        body.question,
        body.turns(),
        within=body.within,
        language=language,
        strictness=body.strictness,
        llm=body.llm,
    )


def _writing(assistant: Assistant, body: AskBody, language: Language) -> Writing:
    if not body.llm:
        yield _answer(assistant, body, language)
        return
    check_within(assistant, body.within)
    yield from assistant.stream(
        body.question, body.turns(), within=body.within, language=language, strictness=body.strictness
    )
